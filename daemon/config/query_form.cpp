#include "config/query_form.hpp"

#include "config/fhir_query.hpp"
#include "config/query_window.hpp"
#include "config/toml_text.hpp"

namespace jauge::config {

QueryForm query_form(std::string_view text, std::string_view type) {
  if (type == "fhir") {
    const auto query = parse_fhir_query(text);
    if (!query) return {};
    return {query->names_window, !query->has_at};
  }
  const bool windowed = names_window(text, type);
  return {windowed, !windowed};
}

std::optional<std::string> query_text(const Field& query, std::string_view type) {
  if (type != "fhir") return query.text();
  if (!query.present() || !read_fhir_query(query)) return std::nullopt;
  return toml_text(*query.value(), "search");
}

}  // namespace jauge::config
