#pragma once
// Counts of frozen months as the windows of later months sum them, and what a revision changes there
// (indicators §4, §8). Pure.
#include "core/closure.hpp"

namespace jauge::core {

/// What `closure` froze for its own month of an event kind; `establishment` is looked for under its former
/// numbers too. Its count is none where it was not computable or the establishment is not there.
MonthCount frozen_count(const Closure& closure, const Establishment& establishment, std::string_view kind);

/// What the windows of `closure` took for `month` of an event kind; none where they did not.
std::optional<std::int64_t> window_entry(const Closure& closure, const Establishment& establishment,
                                         std::string_view kind, Month month);

/// Puts the counts of `revised` in the place of its month's in every window of `later`, and sums, judges and
/// rolls up again. False, and nothing changed, when no count of `later` differs.
bool follow_revision(const Closure& revised, Closure& later);

/// Sums a window that ends in its own month; `reason_of_month`: why that month is not computable.
void sum_window(const std::vector<MonthCount>& months, std::string_view reason_of_month, Figure& figure);

}  // namespace jauge::core
