#pragma once
// Intersections of sets of members, counted in one walk and never copied. Sets are sorted by key, each key
// once.
#include <cstdint>
#include <span>
#include <vector>

#include "core/reading.hpp"

namespace jauge::core {

/// Sets that outlive the call; at least one.
using Sets = std::span<const std::vector<Member>* const>;

std::int64_t intersection_size(Sets sets);

/// Members of the intersection by day of the month, [0] = the first day. A member enters on the day on which
/// the last of the sets has it; a day outside the month counts on its nearest day.
std::vector<std::int64_t> by_day(Sets sets, Month month);

/// Adds up in place: what was reached at the end of each day.
void accumulate(std::vector<std::int64_t>& days);

}  // namespace jauge::core
