#pragma once
// The true figures of a grappe, counted the naive way: day by day and name by name, with nothing of the
// product.
#include <optional>
#include <string>
#include <vector>

#include "tests/sandbox/grappe.hpp"

namespace jauge::sandbox {

struct TrueFigure {
  std::string finess;  // empty: a roll-up
  std::string region;  // of a roll-up; empty: the project
  core::Month month;
  std::string indicator;
  std::string window;  // "mois", "3-mois", "depuis-debut"
  std::int64_t numerator = 0;
  std::optional<std::int64_t> denominator;
};

/// Every indicator of the call for every establishment, region and the project, in `month`; counts from the
/// grappe's first month on.
std::vector<TrueFigure> true_figures(const Grappe& grappe, core::Month month);

/// The same as JSON, an array of objects with the names of `jauge indicators --json`.
std::string to_json(const std::vector<TrueFigure>& figures);

}  // namespace jauge::sandbox
