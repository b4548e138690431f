#pragma once
// Numbers of a driver as cells of time.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/row.hpp"

namespace jauge::connectors {

// The years 1 to 9999. What lies beyond is brought to the border: it stays before or after everything.
inline constexpr std::int64_t first_day = -719'162;
inline constexpr std::int64_t last_day = 2'932'896;
inline constexpr std::int64_t microseconds_per_day = 86'400'000'000;

inline core::Cell day_cell(std::int64_t days) {
  return {core::Cell::Type::date, std::clamp(days, first_day, last_day), {}};
}

/// `type` is local_time or instant, `number` microseconds since 1970.
inline core::Cell time_cell(core::Cell::Type type, std::int64_t number) {
  return {type,
          std::clamp(number, first_day * microseconds_per_day, (last_day + 1) * microseconds_per_day - 1),
          {}};
}

/// A floating number that is whole and exact is an integer; no other is a key or a time.
inline core::Cell floating_cell(double number) {
  constexpr double exact = 9'007'199'254'740'992.0;  // 2^53
  if (!(std::abs(number) <= exact) || number != std::trunc(number))
    return {core::Cell::Type::unreadable, 0, {}};
  return {core::Cell::Type::integer, static_cast<std::int64_t>(number), {}};
}

}  // namespace jauge::connectors
