#include "core/set_algebra.hpp"

#include <algorithm>
#include <numeric>

namespace jauge::core {
namespace {

/// Calls `visit(day)` for each common member, `day` the latest of its first days.
template <class Visit>
void for_each_common(Sets sets, Visit visit) {
  std::vector<std::vector<Member>::const_iterator> cursors;
  cursors.reserve(sets.size());
  for (const auto* set : sets) cursors.push_back(set->begin());

  for (const Member& member : *sets.front()) {
    auto day = member.first_day;
    bool common = true;
    for (std::size_t i = 1; i < sets.size(); ++i) {
      auto& cursor = cursors[i];
      const auto end = sets[i]->end();
      while (cursor != end && cursor->key < member.key) ++cursor;
      if (cursor == end) return;
      if (cursor->key != member.key) {
        common = false;
        break;
      }
      day = std::max(day, cursor->first_day);
    }
    if (common) visit(day);
  }
}

}  // namespace

std::int64_t intersection_size(Sets sets) {
  if (sets.size() == 1) return static_cast<std::int64_t>(sets.front()->size());
  std::int64_t size = 0;
  for_each_common(sets, [&](std::int32_t) { ++size; });
  return size;
}

std::vector<std::int64_t> by_day(Sets sets, Month month) {
  std::vector<std::int64_t> days(static_cast<std::size_t>(month.days()));
  const auto first = month.first_day().time_since_epoch().count();
  const auto last = static_cast<std::int64_t>(days.size()) - 1;
  for_each_common(sets, [&](std::int32_t day) {
    ++days[static_cast<std::size_t>(std::clamp<std::int64_t>(std::int64_t{day} - first, 0, last))];
  });
  return days;
}

void accumulate(std::vector<std::int64_t>& days) {
  std::partial_sum(days.begin(), days.end(), days.begin());
}

}  // namespace jauge::core
