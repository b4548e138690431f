#include "config/query_form.hpp"

#include "config/fhir_query.hpp"
#include "config/json_query.hpp"
#include "config/toml_text.hpp"
#include "core/named_parameters.hpp"

namespace jauge::config {

QueryForm query_form(std::string_view text, std::string_view type) {
  if (type == "fhir" || type == "tddui") {
    const auto query = parse_fhir_query(text);
    if (!query) return {};
    // What was posted is searched here.
    if (type == "tddui") return {true, !query->has_at};
    return {query->names_window, !query->has_at};
  }
  if (type == "json") {
    const auto query = parse_json_query(text);
    if (!query) return {};
    const bool bounded =
        query->path.find(":since") != std::string::npos && query->path.find(":until") != std::string::npos;
    return {bounded, query->at.empty()};
  }
  const auto dialect = core::dialect_of(type);
  if (!dialect) return {};
  const auto query = core::parameterise(text, *dialect, {}, {});
  const bool windowed = query && !query->parameters.empty();
  return {windowed, !windowed};
}

std::optional<std::string> query_text(const Field& query, std::string_view type) {
  if (type != "fhir" && type != "tddui" && type != "json") return query.text();
  const bool good = query.present() && (type == "json" ? read_json_query(query).has_value()
                                                       : read_fhir_query(query).has_value());
  if (!good) return std::nullopt;
  return toml_text(*query.value(), "search");
}

}  // namespace jauge::config
