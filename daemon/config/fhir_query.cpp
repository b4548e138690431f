#include "config/fhir_query.hpp"

#include <algorithm>

namespace jauge::config {

using core::msg;

namespace {

constexpr std::size_t most_searches = 20;

bool is_resource_type(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text[0] >= 'A' && text[0] <= 'Z' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}

void read_path(const Field& field, FhirPaths& paths) {
  const auto text = field.text();
  if (!text) return;
  auto path = parse_fhir_path(*text);
  if (!path) {
    field.wrong(
        msg("expected a path such as \"subject.getReferenceKey(Patient)\" or "
            "\"identifier.where(system = 'urn:x').value\""));
    return;
  }
  paths.push_back(std::move(*path));
}

FhirPaths read_paths(const Field& field) {
  FhirPaths paths;
  if (!field.is_list()) {
    read_path(field, paths);
    return paths;
  }
  for (const Field& element : field.list()) read_path(element, paths);
  if (field.list().empty()) field.wrong(msg("expected a path, or a list of paths"));
  return paths;
}

FhirSearch read_search(Table& table) {
  FhirSearch search;
  const Field resource = table.required("resource");
  assign(search.resource, resource.text());
  if (resource.present() && resource.is_text() && !is_resource_type(search.resource)) {
    resource.wrong(msg("expected the name of a FHIR resource, such as \"Encounter\""));
  }
  const Field parameters = table["parameters"];
  if (const auto text = parameters.any_text()) {
    search.parameters = split_parameters(*text);
    const bool odd = std::any_of(text->begin(), text->end(), [](char c) { return c < ' ' || c == 127; });
    if (odd || text->find('?') == 0) parameters.wrong(msg("expected \"name=value&name=value\", not encoded"));
    for (const auto& [name, value] : search.parameters) {
      if (name.empty()) parameters.wrong(msg("expected \"name=value&name=value\", not encoded"));
      if (name == "_count") parameters.wrong(msg("the size of a page is the key `page_size` of the source"));
      if (name == "_format" || name == "_summary" || name == "_total")
        parameters.wrong(msg("{0} is written by Jauge itself", name));
    }
  }
  search.finess = read_paths(table.required("finess"));
  const Field subject = table["subject"];
  const Field event = table["event"];
  const Field number = table["number"];
  const Field month = table["month"];
  const Field at = table["at"];
  const int keys = subject.present() + event.present() + number.present();
  if (keys != 1) table.self().wrong(msg("expected one of the keys `subject`, `event` and `number`"));
  search.id = read_paths(subject.present() ? subject : event.present() ? event : number);
  if (number.present() != month.present()) {
    table.self().wrong(msg("of a headcount, `number` and `month` go together"));
  }
  if (month.present() && at.present()) at.wrong(msg("a headcount has `month`, not `at`"));
  search.at = read_paths(month.present() ? month : at);
  search.until = read_paths(table["until"]);
  for (const Field& element : table["having"].list()) read_path(element, search.having);
  search.status = read_texts(table["status"]);
  FhirPaths status_path;
  read_path(table["status_path"], status_path);
  search.status_path =
      status_path.empty() ? FhirPath{{FhirStep::Kind::member, "status"}} : std::move(status_path.front());
  table.finish();
  return search;
}

bool names(const FhirSearch& search, std::string_view bound) {
  return std::any_of(search.parameters.begin(), search.parameters.end(), [&](const auto& parameter) {
    return parameter.second.find(bound) != std::string::npos;
  });
}

}  // namespace

std::vector<std::pair<std::string, std::string>> split_parameters(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!text.empty()) {
    const std::string_view parameter = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(parameter.size() + 1, text.size()));
    if (parameter.empty()) continue;
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    parameters.emplace_back(parameter.substr(0, equals),
                            parameter.substr(std::min(equals + 1, parameter.size())));
  }
  return parameters;
}

std::optional<FhirQuery> read_fhir_query(const Field& field) {
  const std::size_t before = field.problems().size();
  FhirQuery query;
  if (field.is_list()) {
    for (Table& table : field.tables()) query.searches.push_back(read_search(table));
    if (query.searches.empty()) field.wrong(msg("expected at least one query"));
  } else if (auto table = field.table()) {
    query.searches.push_back(read_search(*table));
  }
  if (query.searches.size() > most_searches) {
    field.wrong(msg("expected at most {0} searches", most_searches));
  }
  query.names_window = true;
  for (const FhirSearch& search : query.searches) {
    query.has_at = query.has_at || !search.at.empty();
    query.has_until = query.has_until || !search.until.empty();
    query.names_window = query.names_window && names(search, ":since") && names(search, ":until");
  }
  for (const FhirSearch& search : query.searches) {
    if (search.at.empty() == query.has_at) {
      field.wrong(msg("all searches of a kind give `at`, or none does"));
      break;
    }
  }
  if (field.problems().size() > before) return std::nullopt;
  return query;
}

std::optional<FhirQuery> parse_fhir_query(std::string_view text) {
  const auto document = parse_document(text, "query");
  if (!document) return std::nullopt;
  Problems problems("query");
  Table table(*document, "", problems);
  const Field several = table["search"];
  return several.present() ? read_fhir_query(several) : read_fhir_query(table.self());
}

}  // namespace jauge::config
