#include "connectors/web/link.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jauge::connectors::web {
namespace {

constexpr std::size_t longest = 16'384;

bool starts_with_scheme(std::string_view text, std::string_view scheme) {
  return text.size() >= scheme.size() &&
         std::equal(scheme.begin(), scheme.end(), text.begin(), [](char wanted, char c) {
           return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' == wanted : c == wanted;
         });
}

/// Where the path of an http URL begins; npos of any other text.
std::size_t path_place(std::string_view url) {
  std::size_t begin = std::string_view::npos;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (starts_with_scheme(url, scheme)) begin = scheme.size();
  }
  if (begin == std::string_view::npos) return begin;
  return std::min(url.find_first_of("/?", begin), url.size());
}

int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hexadecimal(text[i + 1]) >= 0 &&
        hexadecimal(text[i + 2]) >= 0) {
      out += static_cast<char>(hexadecimal(text[i + 1]) * 16 + hexadecimal(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' && plus_is_space ? ' ' : text[i];
    }
  }
  return out;
}

bool climbs(std::string_view path) {
  const std::string plain = decoded(path, false);
  if (plain.find('\\') != std::string::npos) return true;
  std::string_view rest = plain;
  while (!rest.empty()) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (segment == "." || segment == "..") return true;
    rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
  }
  return false;
}

}  // namespace

std::optional<std::string> pinned(std::string_view base, std::string_view link) {
  link = link.substr(0, link.find('#'));
  const bool printable = std::all_of(link.begin(), link.end(), [](char c) { return c > ' ' && c < 127; });
  if (link.empty() || link.size() > longest || !printable) return std::nullopt;

  const std::size_t base_place = path_place(base);
  if (base_place == std::string_view::npos) return std::nullopt;
  const std::string_view origin = base.substr(0, base_place);
  const std::string_view base_path = base.substr(base_place);

  std::string target;
  if (const std::size_t place = path_place(link); place != std::string_view::npos) {
    target = link.substr(place);
  } else if (link.starts_with("//")) {
    return std::nullopt;
  } else if (link.front() == '/') {
    target = link;
  } else if (link.front() == '?') {
    target = fmt::format("{}{}", base_path, link);
  } else if (link.substr(0, link.find_first_of("/?")).find(':') != std::string_view::npos) {
    return std::nullopt;  // another scheme
  } else {
    target = fmt::format("{}/{}", base_path, link);
  }

  const std::string_view path = std::string_view(target).substr(0, target.find('?'));
  if (climbs(path)) return std::nullopt;
  const bool below = path.starts_with(base_path) &&
                     (path.size() == base_path.size() || base_path.empty() || path[base_path.size()] == '/');
  if (!below) return std::nullopt;
  return fmt::format("{}{}", origin, target);
}

std::vector<std::pair<std::string, std::string>> query_of(std::string_view url) {
  std::vector<std::pair<std::string, std::string>> parameters;
  const std::size_t mark = url.find('?');
  if (mark == std::string_view::npos) return parameters;
  std::string_view rest = url.substr(mark + 1);
  rest = rest.substr(0, rest.find('#'));
  while (!rest.empty()) {
    const std::string_view parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
    if (parameter.empty()) continue;
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    parameters.emplace_back(decoded(parameter.substr(0, equals), true),
                            decoded(parameter.substr(std::min(equals + 1, parameter.size())), true));
  }
  return parameters;
}

std::string with_parameter(std::string url, std::string_view name, std::string_view value) {
  const std::size_t mark = url.find('?');
  if (mark == std::string::npos) {
    url += '?';
  } else if (mark + 1 < url.size() && !url.ends_with('&')) {
    url += '&';
  }
  return url + encoded(name) + "=" + encoded(value);
}

std::string encoded(std::string_view text) {
  constexpr std::string_view kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~,:/$";
  std::string out;
  for (const char c : text) {
    if (kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace jauge::connectors::web
