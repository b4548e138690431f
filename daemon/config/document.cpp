#include "config/document.hpp"

#include <toml++/toml.h>

#include <algorithm>

namespace jauge::config {
namespace {

Place place_of(const toml::source_region& region) {
  return {static_cast<std::uint32_t>(region.begin.line), static_cast<std::uint32_t>(region.begin.column)};
}

Value convert(const toml::node& node);

std::vector<Entry> convert_table(const toml::table& table) {
  std::vector<Entry> entries;
  entries.reserve(table.size());
  for (const auto& [key, node] : table) {
    entries.push_back({std::string(key.str()), place_of(key.source()), convert(node)});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& left, const Entry& right) { return left.place < right.place; });
  return entries;
}

Value convert(const toml::node& node) {
  Value value{place_of(node.source()), TimeValue{}};
  if (const auto* text = node.as_string()) {
    value.content = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.content = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    value.content = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.content = boolean->get();
  } else if (const auto* date = node.as_date()) {
    const toml::date day = date->get();
    value.content = core::Day(std::chrono::local_days(
        std::chrono::year(day.year) / std::chrono::month(day.month) / std::chrono::day(day.day)));
  } else if (const auto* array = node.as_array()) {
    std::vector<Value> list;
    list.reserve(array->size());
    for (const auto& element : *array) list.push_back(convert(element));
    value.content = std::move(list);
  } else if (const auto* table = node.as_table()) {
    value.content = convert_table(*table);
  }
  return value;
}

}  // namespace

tl::expected<Value, std::vector<ConfigurationError>> parse_document(std::string_view text,
                                                                    std::string_view file) {
  try {
    const toml::table table = toml::parse(text, file);
    return convert(table);
  } catch (const toml::parse_error& error) {
    const Place place = place_of(error.source());
    return tl::unexpected(std::vector{ConfigurationError{
        std::string(file), place.line, place.column, "",
        core::msg("this is not correct TOML: {0}. Correct it first; the rest of the file was not checked.",
                  error.description())}});
  }
}

}  // namespace jauge::config
