#include "config/connection.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace jauge::config {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// The rules of libpq's connection strings (PostgreSQL documentation, 34.1.1): spaces around '=', values in
/// single quotes, backslash before a quote or a backslash. A ';' between parameters is taken for a space.
Parameters parameters(std::string_view text) {
  Parameters found;
  std::size_t i = 0;
  const auto skip_spaces = [&] {
    while (i < text.size() && (is_space(text[i]) || text[i] == ';')) ++i;
  };
  for (skip_spaces(); i < text.size(); skip_spaces()) {
    std::string key;
    while (i < text.size() && text[i] != '=' && text[i] != ';' && !is_space(text[i])) key += lower(text[i++]);
    while (i < text.size() && is_space(text[i])) ++i;
    if (i >= text.size() || text[i] != '=') {
      if (i < text.size() && text[i] == ';') ++i;
      continue;
    }
    ++i;
    while (i < text.size() && is_space(text[i])) ++i;
    std::string value;
    const bool quoted = i < text.size() && text[i] == '\'';
    if (quoted) ++i;
    while (i < text.size() && (quoted ? text[i] != '\'' : !is_space(text[i]) && text[i] != ';')) {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      value += text[i++];
    }
    if (quoted && i < text.size()) ++i;
    found.emplace_back(std::move(key), std::move(value));
  }
  return found;
}

bool is_uri(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://") ||
         text.starts_with("mysql://") || text.starts_with("mariadb://");
}

/// "user:password@host:port" of a URI.
std::string_view authority(std::string_view uri) {
  const std::string_view rest = uri.substr(uri.find("://") + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

/// Where the server's own keys of the usual drivers lead; what a DSN hides cannot be told.
Reach reach_of_odbc(std::string_view connection) {
  std::string host;
  for (const char* key : {"server", "servername", "host", "hostname", "address"}) {
    if (host.empty()) host = odbc_parameter(connection, key);
  }
  if (!odbc_parameter(connection, "socket").empty() || host.starts_with('/')) return Reach::socket;
  if (host.empty())
    return odbc_parameter(connection, "database").starts_with('/') ? Reach::file : Reach::network;
  // "tcp:host\instance,port"
  if (host.starts_with("tcp:")) host.erase(0, 4);
  host = host.substr(0, host.find_first_of("\\,"));
  return is_loopback_host(host) ? Reach::loopback : Reach::network;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

std::string connection_parameter(std::string_view connection, std::string_view key) {
  std::string value;
  for (auto& [name, content] : parameters(connection)) {
    if (name == key) value = std::move(content);
  }
  return value;
}

std::vector<std::string> connection_keys(std::string_view connection) {
  std::vector<std::string> keys;
  for (auto& [name, content] : parameters(connection)) keys.push_back(std::move(name));
  return keys;
}

std::string odbc_parameter(std::string_view connection, std::string_view key) {
  for (std::size_t i = 0; i < connection.size();) {
    while (i < connection.size() && (connection[i] == ';' || is_space(connection[i]))) ++i;
    std::string name;
    while (i < connection.size() && connection[i] != '=' && connection[i] != ';')
      name += lower(connection[i++]);
    while (!name.empty() && is_space(name.back())) name.pop_back();
    if (i >= connection.size() || connection[i] == ';') continue;
    ++i;
    while (i < connection.size() && is_space(connection[i])) ++i;
    std::string value;
    if (i < connection.size() && connection[i] == '{') {
      // A closing brace is doubled within the braces.
      for (++i; i < connection.size(); ++i) {
        if (connection[i] == '}' && !connection.substr(i + 1).starts_with('}')) break;
        if (connection[i] == '}') ++i;
        value += connection[i];
      }
      while (i < connection.size() && connection[i] != ';') ++i;
    } else {
      while (i < connection.size() && connection[i] != ';') value += connection[i++];
      while (!value.empty() && is_space(value.back())) value.pop_back();
    }
    if (name == key) return value;
  }
  return {};
}

bool holds_password(std::string_view connection) {
  std::string text(connection);
  std::transform(text.begin(), text.end(), text.begin(), lower);
  for (const std::string_view word : {"password", "passwd", "pwd"}) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      auto after = at + word.size();
      while (after < text.size() && is_space(text[after])) ++after;
      if (after < text.size() && text[after] == '=') return true;
    }
  }
  if (!is_uri(connection)) return false;
  const std::string_view user = authority(connection);
  const auto at = user.rfind('@');
  return at != std::string_view::npos && user.substr(0, at).find(':') != std::string_view::npos;
}

Reach reach_of(std::string_view type, std::string_view connection) {
  if (type == "sqlite") return Reach::file;
  if (type == "odbc") return reach_of_odbc(connection);
  if (is_uri(connection)) {
    // Its host may be percent-encoded, a list, or stand in the query: only the plain cases are told.
    if (connection.find('?') != std::string_view::npos) return Reach::network;
    std::string_view host = authority(connection);
    host = host.substr(host.rfind('@') == std::string_view::npos ? 0 : host.rfind('@') + 1);
    if (!host.starts_with('[')) {
      host = host.substr(0, host.find(':'));
    } else if (const auto end = host.find(']'); end != std::string_view::npos) {
      host = host.substr(0, end + 1);
    }
    if (host.empty() || host.starts_with("%2F") || host.starts_with("%2f")) return Reach::socket;
    return is_loopback_host(host) ? Reach::loopback : Reach::network;
  }
  // A service's parameters stand in a file of libpq's.
  if (!connection_parameter(connection, "service").empty()) return Reach::network;
  std::string host = connection_parameter(connection, "hostaddr");
  if (host.empty()) host = connection_parameter(connection, "host");
  if (type == "mariadb" && !connection_parameter(connection, "socket").empty()) return Reach::socket;
  if (host.empty() || host.front() == '/' || host.front() == '@') {
    return host.find(',') == std::string::npos ? Reach::socket : Reach::network;
  }
  return is_loopback_host(host) ? Reach::loopback : Reach::network;
}

}  // namespace jauge::config
