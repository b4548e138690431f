#pragma once
// The closed list of codes of the reports and what each says, in French (schema/report/codes.toml).
#include <string>
#include <string_view>
#include <vector>

#include "core/figures.hpp"

namespace jauge::core {

/// A code with the section it stands in: "reason", "flag", "fate", "outcome", "alarm", "event".
struct Code {
  std::string_view section;
  std::string_view code;
  std::string_view sentence;  // one French sentence, with its full stop
};

/// Reads `[section]` and `code = "sentence"` lines, blank lines and comments; nothing on any other line.
/// The views are into `text`.
std::vector<Code> parse_codes(std::string_view text);

/// All of them, in the file's order.
const std::vector<Code>& codes();

/// The sentence of `code`; of a code that ends in a number ("repris-de-r2"), that of the code without it.
/// Empty on a code that is not listed.
std::string_view code_sentence(std::string_view code);

/// A flag in words, its numbers included: "Établissements dont la cible est atteinte (2 sur 3)."
std::string flag_sentence(const Flag& flag);

}  // namespace jauge::core
