#include "config/csv_section.hpp"

#include <algorithm>

namespace jauge::config {
namespace {

using core::msg;
using core::Shape;

/// The columns that a kind of that shape and key wants; those in `optional` may be left out.
struct Wanted {
  std::vector<std::string> needed;
  std::vector<std::string> optional;
};

Wanted wanted_by(const core::FactKind& kind) {
  if (kind.shape == Shape::number) return {{"finess", "number"}, {"month"}};
  Wanted wanted{{"finess", kind.key == core::KeyOf::event ? "event" : "subject"}, {}};
  if (kind.shape == Shape::instant) {
    wanted.needed.emplace_back("at");
  } else {
    wanted.optional = {"at", "until"};
  }
  return wanted;
}

void read_columns(const Field& field, const core::FactKind& kind, CsvSection::File& file) {
  const auto wanted = wanted_by(kind);
  if (!field.present()) {
    // Without a mapping the header bears our names.
    for (const auto& name : wanted.needed) file.columns.emplace(name, name);
    return;
  }
  auto table = field.table();
  if (!table) return;
  const auto take = [&](const std::string& name, const Field& header) {
    if (const auto text = header.text()) file.columns.emplace(name, *text);
  };
  for (const auto& name : wanted.needed) take(name, table->required(name));
  for (const auto& name : wanted.optional) take(name, (*table)[name]);
  table->finish();
  if (file.columns.contains("until") && !file.columns.contains("at")) field.wrong(msg("`until` needs `at`"));
}

void read_only(const Field& field, CsvSection::File& file) {
  auto table = field.table();
  if (!table) return;
  for (const Field& column : table->others()) {
    auto values = read_texts(column);
    if (column.is_list() && values.empty()) column.wrong(msg("expected at least one value"));
    file.only.emplace(column.name(), std::move(values));
  }
}

void read_glob(const Field& field, CsvSection::File& file) {
  const auto glob = field.text();
  if (!glob) return;
  if (glob->find('/') != std::string::npos || glob->front() == '.') {
    field.wrong(
        msg("expected a name within the folder, with * and ? for what varies: no '/' and no '.' first"));
  }
  file.glob = *glob;
}

}  // namespace

void read_csv_format(Table& table, CsvSection& csv) {
  assign(csv.separator, read_choice<char>(table["separator"], {{";", ';'}, {",", ','}, {"tab", '\t'}}));
  using Encoding = CsvSection::Encoding;
  assign(csv.encoding, read_choice<Encoding>(table["encoding"], {{"utf-8", Encoding::utf8},
                                                                 {"windows-1252", Encoding::windows1252},
                                                                 {"latin-1", Encoding::latin1}}));
  using Dates = CsvSection::Dates;
  assign(csv.dates,
         read_choice<Dates>(table["dates"], {{"iso", Dates::iso}, {"dd/mm/yyyy", Dates::day_first}}));
  using Ready = CsvSection::Ready;
  assign(csv.ready, read_choice<Ready>(
                        table["ready"],
                        {{"stable", Ready::stable}, {"marker", Ready::marker}, {"rename", Ready::rename}}));
  assign(csv.covers_month, read_choice<bool>(table["covers"], {{"month", true}, {"name", false}}));
}

void read_csv_files(const Field& query, const core::FactKinds& kinds, CsvSection& csv) {
  auto table = query.table();
  if (!table) return;
  std::vector<std::string> known;
  for (const auto& kind : kinds) known.push_back(kind.id);
  for (const Field& entry : table->others()) {
    auto mapping = entry.table();
    const bool is_known = check_name(entry, known);
    if (!is_known || !mapping) continue;
    const auto* kind = core::find_kind(kinds, entry.name());
    CsvSection::File file;
    read_glob(mapping->required("glob"), file);
    read_columns((*mapping)["columns"], *kind, file);
    read_only((*mapping)["only"], file);
    mapping->finish();
    csv.files.insert_or_assign(kind->id, std::move(file));
  }
}

std::string text_of(const CsvSection& csv, const CsvSection::File& file) {
  std::string text =
      fmt::format("{}, {}", file.glob, csv.covers_month ? "covers its month" : "covers what its name says");
  for (const auto& [name, header] : file.columns) text += fmt::format("; {} = {}", name, header);
  for (const auto& [header, values] : file.only) {
    text += fmt::format("; only {} = {}", header, fmt::join(values, " | "));
  }
  return text;
}

}  // namespace jauge::config
