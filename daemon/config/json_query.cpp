#include "config/json_query.hpp"

#include <algorithm>

namespace jauge::config {

using core::msg;

namespace {

using Paging = JsonQuery::Paging;

std::string read_pointer(const Field& field) {
  const auto text = field.any_text();
  if (!text) return {};
  if (!is_pointer(*text))
    field.wrong(msg("expected a JSON Pointer, such as \"/data/0/id\", or \"\" for the whole"));
  return *text;
}

/// A place within an item: never the item itself.
std::string read_place(const Field& field) {
  auto pointer = read_pointer(field);
  if (field.present() && pointer.empty() && field.is_text())
    field.wrong(msg("expected a JSON Pointer, such as \"/id\""));
  return pointer;
}

std::string read_path_template(const Field& field) {
  auto text = field.text();
  if (!text) return {};
  const bool odd = std::any_of(text->begin(), text->end(), [](char c) { return c <= ' ' || c == 127; });
  if (!text->starts_with('/') || odd || text->find('#') != std::string::npos ||
      text->find("..") != std::string::npos)
    field.wrong(msg("expected what follows the url: \"/events?from=:since&to=:until\""));
  return *text;
}

std::string read_finess_place(const Field& field) {
  auto text = field.text();
  if (!text) return {};
  if (text->starts_with('/') ? !is_pointer(*text) : !core::Finess::parse(*text))
    field.wrong(msg("expected a JSON Pointer, such as \"/finess\", or a FINESS number"));
  return *text;
}

/// The key of an entry of `table`, which may hold dots.
std::string key_of(const Field& entry, const Field& table) {
  return entry.path().substr(table.path().size() + 1);
}

void read_status(Table& table, JsonQuery& query) {
  const Field place = table["status"];
  const Field map = table["statuses"];
  query.status = read_place(place);
  if (auto entries = map.table()) {
    for (const Field& entry : entries->others()) {
      if (const auto counts = entry.boolean()) query.statuses.emplace(key_of(entry, map), *counts);
    }
    if (query.statuses.empty())
      map.wrong(msg("expected each status and whether it counts: { PREVU = true, ANNULE = false }"));
  }
  if (place.present() != map.present()) table.self().wrong(msg("`status` and `statuses` go together"));
}

void read_having(const Field& field, JsonQuery& query) {
  auto table = field.table();
  if (!table) return;
  for (const Field& entry : table->others()) {
    const auto pointer = key_of(entry, field);
    if (pointer.empty() || !is_pointer(pointer))
      entry.wrong_name(msg("expected a JSON Pointer, such as \"/id\""));
    query.having[pointer] = read_texts(entry);
  }
}

void read_paging(Table& table, JsonQuery& query) {
  const Field field = table["paging"];
  const Field next = table["next"];
  const Field parameter = table["page_parameter"];
  const Field first = table["first_page"];
  assign(query.paging, read_choice<Paging>(field, {{"none", Paging::none},
                                                   {"link", Paging::link},
                                                   {"header", Paging::header},
                                                   {"page", Paging::page},
                                                   {"offset", Paging::offset},
                                                   {"cursor", Paging::cursor}}));
  query.next = read_place(next);
  assign(query.page_parameter, parameter.text());
  assign(query.first_page, read_integer(first, 0, 1));
  assign(query.size_parameter, table["size_parameter"].text());
  query.more = read_place(table["more"]);
  query.total = read_place(table["total"]);
  const auto belongs = [&](const Field& key, bool wanted) {
    if (key.present() == wanted) return;
    if (wanted) {
      field.wrong(msg("needs the key `{0}` beside it", key.name()));
    } else {
      key.wrong(msg("is of no use with this paging"));
    }
  };
  belongs(next, query.paging == Paging::link || query.paging == Paging::cursor);
  belongs(parameter,
          query.paging == Paging::page || query.paging == Paging::offset || query.paging == Paging::cursor);
  if (first.present() && query.paging != Paging::page) first.wrong(msg("is of no use with this paging"));
}

JsonQuery read_table(Table& table) {
  JsonQuery query;
  query.path = read_path_template(table.required("path"));
  query.items = read_pointer(table.required("items"));
  query.finess = read_finess_place(table["finess"]);
  if (!table["finess"].present() && !query.asks_by_establishment()) {
    table.self().wrong(msg("expected the key `finess`, or :finess in `path`"));
  }
  const Field subject = table["subject"];
  const Field event = table["event"];
  const Field number = table["number"];
  const Field month = table["month"];
  const Field at = table["at"];
  const int keys = subject.present() + event.present() + number.present();
  if (keys != 1) table.self().wrong(msg("expected one of the keys `subject`, `event` and `number`"));
  query.id = read_place(subject.present() ? subject : event.present() ? event : number);
  if (number.present() != month.present())
    table.self().wrong(msg("of a headcount, `number` and `month` go together"));
  if (month.present() && at.present()) at.wrong(msg("a headcount has `month`, not `at`"));
  query.at = read_place(month.present() ? month : at);
  query.until = read_place(table["until"]);
  read_status(table, query);
  read_having(table["having"], query);
  read_paging(table, query);
  table.finish();
  return query;
}

}  // namespace

bool is_pointer(std::string_view text) {
  if (text.empty()) return true;
  if (!text.starts_with('/')) return false;
  for (std::size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    if (at + 1 >= text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

std::optional<JsonQuery> read_json_query(const Field& field) {
  const std::size_t before = field.problems().size();
  auto table = field.table();
  if (!table) return std::nullopt;
  auto query = read_table(*table);
  if (field.problems().size() > before) return std::nullopt;
  return query;
}

std::optional<JsonQuery> parse_json_query(std::string_view text) {
  const auto document = parse_document(text, "query");
  if (!document) return std::nullopt;
  Problems problems("query");
  Table table(*document, "", problems);
  return read_json_query(table.self());
}

}  // namespace jauge::config
