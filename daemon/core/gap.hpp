#pragma once
// What an establishment misses to its targets, in units a team acts on, and where the month is heading
// (indicators §7).
#include <optional>
#include <string>
#include <vector>

#include "core/evaluate.hpp"

namespace jauge::core {

/// One indicator of one establishment that something is asked of.
///
/// The projection prolongs the month's daily cumulative curve in a straight line: what the days elapsed,
/// today included, brought per day goes on until the month's end, rounded down. A rate's denominator is held,
/// and its projected numerator does not pass it; months of a window before this one are held.
struct Gap {
  Finess finess;
  std::string indicator;
  Window window = Window::month;
  std::string reason;  // not computable, then nothing below but the target; empty when computable
  std::optional<std::int64_t> numerator;    // so far
  std::optional<std::int64_t> denominator;  // held; rates only
  std::optional<std::int64_t> target;       // tenths of a percent, or a count; none: unset
  std::optional<std::int64_t> missing;  // max(0, ⌈target × D⌉ − N), target − N for counts; none: target unset
  std::optional<std::int64_t> missing_within;  // the same without the members outside the denominator
  std::optional<std::int64_t> projected;       // numerator at the month's end
  std::optional<bool> on_course;               // the projection reaches the target
  int days_left = 0;                           // today included; 0 once the month is over
  bool operator==(const Gap&) const = default;
};

/// In the measure's order. `today` is the establishment's local day. Exempt criteria, supplementary
/// indicators and establishments that do not count have no gap.
std::vector<Gap> gaps(const Parameters& parameters, const EstablishmentFigures& figures, Day today);

/// Days of `month` from `today` on, today included: all before the month, 0 after it.
int days_left(Month month, Day today);

}  // namespace jauge::core
