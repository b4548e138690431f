#include "connectors/tddui/mapping.hpp"

#include <algorithm>
#include <array>

#include "connectors/fhir/rows.hpp"
#include "core/digest.hpp"
#include "core/identifier.hpp"

namespace jauge::connectors::tddui {
namespace {

using core::msg;
using web::Json;

constexpr std::size_t longest_time = 64;
constexpr std::size_t longest_finess = 32;
constexpr const char* unreadable = "?";

/// "system|value", "system|", "|value" or "value".
bool is_token(std::string_view token, std::string_view system, std::string_view value) {
  const auto bar = token.find('|');
  if (bar == std::string_view::npos) return token == value;
  if (token.substr(0, bar) != system) return false;
  return bar + 1 == token.size() || token.substr(bar + 1) == value;
}

/// Whether an element, or one of its codings, is one of the tokens "a,b".
bool matches(const Json& element, std::string_view tokens) {
  std::vector<std::pair<std::string_view, std::string_view>> held;
  const auto add = [&](const Json& one, std::string_view name) {
    if (const auto value = one[name].text()) held.emplace_back(one["system"].text().value_or(""), *value);
  };
  const auto look = [&](const Json& one) {
    if (const auto text = one.text()) held.emplace_back("", *text);
    add(one, "value");
    add(one, "code");
    for (const Json& coding : one["coding"].items()) add(coding, "code");
  };
  if (element.is_array()) {
    for (const Json& one : element.items()) look(one);
  } else {
    look(element);
  }
  while (!tokens.empty()) {
    const auto token = tokens.substr(0, tokens.find(','));
    tokens.remove_prefix(std::min(token.size() + 1, tokens.size()));
    if (std::ranges::any_of(held, [&](const auto& one) { return is_token(token, one.first, one.second); }))
      return true;
  }
  return false;
}

/// Parameters that a server would apply on what the resource itself holds; dates and the rest do not select.
bool selected(const config::FhirSearch& search, const Json& resource) {
  constexpr std::array<std::string_view, 6> tokens{"identifier", "status",   "type",
                                                   "class",      "category", "code"};
  return std::ranges::all_of(search.parameters, [&](const auto& parameter) {
    const auto* const known = std::ranges::find(tokens, parameter.first);
    return known == tokens.end() || matches(resource[*known], parameter.second);
  });
}

/// A year or a month of a period is its first or its last day.
std::string whole_day(std::string_view text, bool end) {
  const auto first = text.size() == 7   ? core::Month::parse(text)
                     : text.size() == 4 ? core::Month::parse(fmt::format("{}-{}", text, end ? "12" : "01"))
                                        : std::nullopt;
  return first ? core::text(end ? first->last_day() : first->first_day()) : std::string(text);
}

std::optional<std::string> time_text(const std::optional<fhir::Found>& found, bool interval, bool end) {
  if (!found) return std::nullopt;
  const auto cell = found->cell();
  if (cell.type == core::Cell::Type::null) return std::nullopt;
  if (cell.type != core::Cell::Type::text || cell.text.size() > longest_time) return unreadable;
  return interval ? whole_day(cell.text, end) : std::string(cell.text);
}

std::optional<std::string> finess_text(const std::optional<fhir::Found>& found) {
  if (!found) return std::nullopt;
  const auto cell = found->cell();
  if (cell.type == core::Cell::Type::null) return std::nullopt;
  if (cell.type != core::Cell::Type::text) return unreadable;
  const auto bare = fhir::bare_finess(cell.text);
  return bare.size() > longest_finess ? unreadable : std::string(bare);
}

}  // namespace

core::Result<Mapping> Mapping::of(const core::SourceSpec& source, const std::vector<std::string>& lasting) {
  Mapping mapping;
  mapping.lasting_ = lasting;
  std::string all;
  for (const auto& [kind, text] : source.queries) {
    auto query = config::parse_fhir_query(text);
    if (!query)
      return core::fail(core::ErrorKind::invalid,
                        msg("Source {0}, query {1}: it cannot be read.", source.name, kind));
    mapping.queries_.emplace(kind, std::move(*query));
    const bool lasts = std::ranges::find(lasting, kind) != lasting.end();
    all += fmt::format("{}{}\n{}\n", kind, lasts ? " lasts" : "", text);
  }
  mapping.digest_ = core::sha256(all).hex();
  return mapping;
}

std::vector<Observation> Mapping::observe(const web::Json& resource, const fhir::Resolver& resolve,
                                          const std::function<std::string(std::string_view)>& hash) const {
  std::vector<Observation> observations;
  const auto type = resource["resourceType"].text().value_or("");
  for (const auto& [kind, query] : queries_) {
    const bool lasts = std::ranges::find(lasting_, kind) != lasting_.end();
    for (const auto& search : query.searches) {
      if (search.resource != type || !selected(search, resource)) continue;
      if (!fhir::counts(search, resource, resolve)) continue;
      Observation observation;
      observation.kind = kind;
      observation.finess = finess_text(fhir::first_of(search.finess, resource, resolve));
      const auto id = fhir::first_of(search.id, resource, resolve);
      core::IdentifierBuffer buffer;
      if (const auto text = core::normalised(id ? id->cell() : core::Cell(), buffer)) {
        observation.id = hash(*text);
      } else {
        observation.id_fault = text.error();
      }
      observation.at = time_text(fhir::first_of(search.at, resource, resolve), lasts, false);
      observation.until = time_text(fhir::first_of(search.until, resource, resolve), lasts, true);
      observation.lasts = lasts;
      observations.push_back(std::move(observation));
    }
  }
  return observations;
}

}  // namespace jauge::connectors::tddui
