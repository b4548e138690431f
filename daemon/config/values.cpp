#include "config/values.hpp"

#include <algorithm>
#include <charconv>

namespace jauge::config {

using core::msg;

namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::int64_t ten_years = 3653LL * 86400;
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || after + 1 != end || number < 0 || number > ten_years) return std::nullopt;
  std::int64_t unit = 0;
  switch (*after) {
    case 's':
      unit = 1;
      break;
    case 'm':
      unit = 60;
      break;
    case 'h':
      unit = 3600;
      break;
    case 'd':
      unit = 86400;
      break;
    default:
      return std::nullopt;
  }
  if (number > ten_years / unit) return std::nullopt;
  return std::chrono::seconds(number * unit);
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= 64 && is_alphanumeric(text[0]) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

std::optional<std::chrono::seconds> read_duration(const Field& field, std::chrono::seconds least) {
  if (!field.present()) return std::nullopt;
  if (field.is_text()) {
    const auto duration = parse_duration(*field.any_text());
    if (duration && *duration >= least) return duration;
    if (duration) {
      field.wrong(msg("expected a duration of at least {0} s", least.count()));
      return std::nullopt;
    }
  }
  field.wrong(
      msg("expected a duration between quotes: a number and s, m, h or d, such as \"60s\" or \"24h\""));
  return std::nullopt;
}

std::optional<core::Finess> read_finess(const Field& field) {
  if (!field.present()) return std::nullopt;
  if (field.is_integer()) {
    field.wrong(msg("a FINESS number is a text: write it between quotes, with its leading zero"));
    return std::nullopt;
  }
  const auto text = field.any_text();
  if (!text) return std::nullopt;
  const auto finess = core::Finess::parse(*text);
  if (!finess) field.wrong(msg("expected a FINESS number: nine digits or capital letters"));
  return finess;
}

std::vector<core::Finess> read_finess_list(const Field& field) {
  std::vector<core::Finess> numbers;
  for (const Field& element : field.list()) {
    const auto finess = read_finess(element);
    if (!finess) continue;
    if (std::find(numbers.begin(), numbers.end(), *finess) != numbers.end()) {
      element.wrong(msg("is listed twice"));
    } else {
      numbers.push_back(*finess);
    }
  }
  return numbers;
}

std::optional<core::RegionCode> read_region(const Field& field) {
  if (!field.present()) return std::nullopt;
  if (field.is_integer()) {
    field.wrong(msg("a region code is a text: write it between quotes, such as \"44\""));
    return std::nullopt;
  }
  const auto text = field.any_text();
  if (!text) return std::nullopt;
  const auto region = core::RegionCode::parse(*text);
  if (!region)
    field.wrong(msg("expected the INSEE code of a region that has an ARS, such as \"44\" for Grand Est"));
  return region;
}

std::optional<core::Month> read_month(const Field& field) {
  if (!field.present()) return std::nullopt;
  if (field.is_text()) {
    if (const auto month = core::Month::parse(*field.any_text())) return month;
  }
  field.wrong(msg("expected a month between quotes, such as \"2026-01\""));
  return std::nullopt;
}

std::optional<core::Zone> read_zone(const Field& field) {
  const auto name = field.text();
  if (!name) return std::nullopt;
  auto zone = core::Zone::find(*name);
  if (!zone) {
    field.wrong(msg("expected a time zone of the IANA database, such as \"Europe/Paris\""));
    return std::nullopt;
  }
  return *zone;
}

std::optional<std::int64_t> read_integer(const Field& field, std::int64_t least, std::int64_t most) {
  const auto number = field.integer();
  if (number && (*number < least || *number > most)) {
    field.wrong(msg("expected a whole number from {0} to {1}", least, most));
    return std::nullopt;
  }
  return number;
}

std::vector<std::string> read_texts(const Field& field) {
  std::vector<std::string> texts;
  for (const Field& element : field.list()) {
    auto text = element.text();
    if (!text) continue;
    if (std::find(texts.begin(), texts.end(), *text) != texts.end()) {
      element.wrong(msg("is listed twice"));
    } else {
      texts.push_back(std::move(*text));
    }
  }
  return texts;
}

std::optional<std::string> read_path(const Field& field) {
  auto path = field.text();
  if (path && path->front() != '/') {
    field.wrong(msg("expected a path that begins with /"));
    return std::nullopt;
  }
  return path;
}

std::optional<SecretRef> read_secret_reference(const Field& field) {
  if (!field.present()) return std::nullopt;
  if (field.is_text()) {
    field.wrong(msg(
        "a secret must not stand in this file: write { credential = \"name\" } or { file = \"/path\" }, and "
        "change the secret that stood here"));
    return std::nullopt;
  }
  auto table = field.table();
  if (!table) return std::nullopt;
  const Field credential = (*table)["credential"];
  const Field file = (*table)["file"];
  table->finish();
  if (credential.present() == file.present()) {
    field.wrong(msg("expected either { credential = \"name\" } or { file = \"/path\" }"));
    return std::nullopt;
  }
  if (file.present()) {
    auto path = read_path(file);
    if (!path) return std::nullopt;
    return SecretRef{SecretRef::Kind::file, std::move(*path)};
  }
  auto name = credential.text();
  if (!name) return std::nullopt;
  if (!is_identifier(*name)) {
    credential.wrong(msg("expected the name of a systemd credential: letters, digits, '.', '_' and '-'"));
    return std::nullopt;
  }
  return SecretRef{SecretRef::Kind::credential, std::move(*name)};
}

std::optional<std::string> read_url(const Field& field, std::initializer_list<std::string_view> schemes) {
  auto url = field.text();
  if (!url) return std::nullopt;
  const auto scheme = std::find_if(schemes.begin(), schemes.end(),
                                   [&](std::string_view candidate) { return url->starts_with(candidate); });
  if (scheme == schemes.end()) {
    field.wrong(msg("expected a URL that begins with {0}", fmt::format("{}", fmt::join(schemes, ", "))));
    return std::nullopt;
  }
  const std::string_view rest = std::string_view(*url).substr(scheme->size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) {
    field.wrong(msg("a user or a password must not stand in a URL"));
    return std::nullopt;
  }
  const bool printable = std::all_of(url->begin(), url->end(), [](char c) { return c > ' ' && c < 127; });
  if (authority.empty() || authority.front() == ':' || !printable ||
      rest.find_first_of("?#") != std::string_view::npos) {
    field.wrong(msg("expected a URL with a host name, and neither '?', '#' nor spaces"));
    return std::nullopt;
  }
  while (url->back() == '/') url->pop_back();
  return url;
}

std::vector<std::string> read_kinds(const Field& field, const core::FactKinds& kinds) {
  std::vector<std::string> known;
  for (const auto& kind : kinds) known.push_back(kind.id);
  std::vector<std::string> ids;
  for (const Field& element : field.list()) {
    auto id = element.text();
    if (!id || !check_known(element, *id, known)) continue;
    if (std::find(ids.begin(), ids.end(), *id) != ids.end()) {
      element.wrong(msg("is listed twice"));
    } else {
      ids.push_back(std::move(*id));
    }
  }
  return ids;
}

namespace {

/// Nothing when `id` is among `known`.
std::optional<core::Message> unknown(std::string_view id, std::span<const std::string> known) {
  if (std::find(known.begin(), known.end(), id) != known.end()) return std::nullopt;
  const std::string meant = nearest(id, known);
  if (!meant.empty()) return msg("\"{0}\" is unknown; did you mean \"{1}\"?", id, meant);
  return msg("\"{0}\" is unknown; expected one of {1}", id, fmt::format("{}", fmt::join(known, ", ")));
}

}  // namespace

bool check_known(const Field& field, std::string_view id, std::span<const std::string> known) {
  const auto problem = unknown(id, known);
  if (problem) field.wrong(*problem);
  return !problem;
}

bool check_name(const Field& field, std::span<const std::string> known) {
  const auto problem = unknown(field.name(), known);
  if (problem) field.wrong_name(*problem);
  return !problem;
}

}  // namespace jauge::config
