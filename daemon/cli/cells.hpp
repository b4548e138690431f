#pragma once
// JSON values as cells of a table, the French way.
#include <nlohmann/json.hpp>
#include <string>

#include "cli/session.hpp"

namespace jauge::cli {

/// Text as it is, null empty, true "oui", a decimal with a comma.
inline std::string cell(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "oui" : "non";
  if (value.is_number_float()) {
    auto text = fmt::format("{:.1f}", value.get<double>());
    text[text.size() - 2] = ',';
    return text;
  }
  return value.dump();
}

/// "2026-11-06T05:00:00Z" as "2026-11-06 05:00 UTC".
inline std::string instant_cell(const Json& value) {
  auto text = cell(value);
  if (text.size() < 16) return text;
  text[10] = ' ';
  return text.substr(0, 16) + " UTC";
}

/// Euros of cents: "75 000,00 €".
inline std::string euros(std::int64_t cents) {
  auto whole = std::to_string(cents / 100);
  for (auto at = static_cast<std::ptrdiff_t>(whole.size()) - 3; at > 0; at -= 3) {
    whole.insert(static_cast<std::size_t>(at), " ");
  }
  return fmt::format("{},{:02} €", whole, cents % 100);
}

}  // namespace jauge::cli
