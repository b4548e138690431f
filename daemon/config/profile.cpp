#include "config/profile.hpp"

#include "config/csv_section.hpp"
#include "config/query_form.hpp"

namespace jauge::config {

using core::msg;

std::optional<bool> read_history(const Field& field) {
  return read_choice<bool>(field, {{"kept", true}, {"overwritten", false}});
}

std::optional<core::TimeForm> read_time_form(const Field& field) {
  using core::TimeForm;
  return read_choice<TimeForm>(field, {{"timestamp", TimeForm::timestamp},
                                       {"epoch", TimeForm::epoch},
                                       {"epoch-ms", TimeForm::epoch_ms},
                                       {"iso-t", TimeForm::iso_t},
                                       {"iso-space", TimeForm::iso_space}});
}

std::map<std::string, std::string, std::less<>> read_queries(const Field& field, std::string_view type,
                                                             const core::FactKinds& kinds) {
  std::map<std::string, std::string, std::less<>> queries;
  auto table = field.table();
  if (!table) return queries;
  std::vector<std::string> known;
  for (const auto& kind : kinds) known.push_back(kind.id);
  for (const Field& query : table->others()) {
    auto text = query_text(query, type);
    if (!check_name(query, known) || !text) continue;
    queries.emplace(query.name(), std::move(*text));
  }
  return queries;
}

tl::expected<Profile, std::vector<ConfigurationError>> parse_profile(std::string_view text,
                                                                     std::string_view file,
                                                                     const core::FactKinds& kinds) {
  auto document = parse_document(text, file);
  if (!document) return tl::unexpected(std::move(document.error()));
  Problems problems{std::string(file)};
  Table table(*document, "", problems);
  Profile profile;
  assign(profile.name, table.required("name").text());
  assign(profile.version, table.required("version").text());
  const Field type = table.required("type");
  if (type.is_list()) {
    profile.types = read_texts(type);
    if (profile.types.empty()) type.wrong(msg("expected a text that is not empty"));
  } else if (auto only = type.text()) {
    profile.types.push_back(std::move(*only));
  }
  assign(profile.kept, read_history(table["history"]));
  profile.overwritten = read_kinds(table["overwritten"], kinds);
  profile.time = read_time_form(table["time"]);
  const Field query = table.required("query");
  const std::string first = profile.types.empty() ? std::string() : profile.types.front();
  if (first == "csv") {
    read_csv_format(table, profile.csv);
    read_csv_files(query, kinds, profile.csv);
    for (const auto& [kind, mapping] : profile.csv.files)
      profile.queries.emplace(kind, text_of(profile.csv, mapping));
  } else {
    profile.queries = read_queries(query, first, kinds);
  }
  table.finish();
  if (!problems.empty()) return tl::unexpected(problems.take());
  return profile;
}

}  // namespace jauge::config
