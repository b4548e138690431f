#include "connectors/json/items.hpp"

#include <algorithm>

namespace jauge::connectors::json {
namespace {

/// A value as the words of a query write it: text, whole number, true, false; nothing for any other.
std::optional<std::string> word_of(const web::Json& value) {
  if (const auto text = value.text()) return std::string(*text);
  if (const auto number = value.integer()) return fmt::format("{}", *number);
  if (const auto boolean = value.boolean()) return *boolean ? "true" : "false";
  return std::nullopt;
}

}  // namespace

std::optional<bool> counts(const config::JsonQuery& query, const web::Json& item) {
  for (const auto& [pointer, values] : query.having) {
    const auto word = word_of(item.at(pointer));
    if (!word || std::ranges::find(values, *word) == values.end()) return false;
  }
  if (query.status.empty()) return true;
  const auto word = word_of(item.at(query.status));
  auto known = word ? query.statuses.find(*word) : query.statuses.end();
  if (known == query.statuses.end()) known = query.statuses.find("*");
  if (known == query.statuses.end()) return std::nullopt;
  return known->second;
}

core::Row row_of(const config::JsonQuery& query, const web::Json& item, std::string_view finess) {
  core::Row row;
  row.finess = query.finess.starts_with('/') ? item.at(query.finess).cell()
                                             : core::Cell{core::Cell::Type::text, 0, finess};
  row.id = item.at(query.id).cell();
  if (!query.at.empty()) row.at = item.at(query.at).cell();
  if (!query.until.empty()) row.until = item.at(query.until).cell();
  return row;
}

}  // namespace jauge::connectors::json
