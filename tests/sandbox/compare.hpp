#pragma once
// Whether the figures of `jauge indicators --json` are the true ones.
#include <string>
#include <string_view>
#include <vector>

namespace jauge::sandbox {

struct Comparison {
  std::size_t equal = 0;
  std::vector<std::string> differences;  // one sentence each
};

/// `truth` as jauge-sandbox writes it, `indicators` as jauge prints it. A true denominator of 0 is to be not
/// computable; every other figure must be there, with the same integers.
Comparison compare(std::string_view truth, std::string_view indicators);

}  // namespace jauge::sandbox
