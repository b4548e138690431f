#pragma once
// JSON values as cells of a table.
#include <nlohmann/json.hpp>
#include <string>

#include "cli/session.hpp"

namespace jauge::cli {

/// Text as it is, null empty, true "oui", a decimal with a comma in French.
inline std::string cell(const Json& value, core::Language language = core::Language::fr) {
  const bool french = language == core::Language::fr;
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? (french ? "oui" : "yes") : (french ? "non" : "no");
  if (value.is_number_float()) {
    auto text = fmt::format("{:.1f}", value.get<double>());
    if (french) text[text.size() - 2] = ',';
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

/// What stands for `oui`, `non`, `indetermine` and `exempte` on a terminal.
inline std::string outcome_cell(const Json& value, core::Language language) {
  const auto code = cell(value);
  if (code == "oui") return core::render(core::msg("✓ reached"), language);
  if (code == "non") return core::render(core::msg("✗ not reached"), language);
  if (code == "indetermine") return core::render(core::msg("? undetermined"), language);
  if (code == "exempte") return core::render(core::msg("– exempt"), language);
  return code;
}

/// The colour of what outcome_cell gives.
inline Paint outcome_paint(std::string_view cell) {
  if (cell.starts_with("✓")) return Paint::good;
  if (cell.starts_with("✗")) return Paint::bad;
  return cell.starts_with("?") ? Paint::open : Paint::soft;
}

}  // namespace jauge::cli
