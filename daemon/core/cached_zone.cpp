#include "core/cached_zone.hpp"

#include <utility>

namespace jauge::core {

const OffsetPeriod& CachedZone::period_at(Instant instant) {
  const auto holds = [instant](const OffsetPeriod& period) {
    return instant >= period.begin && instant < period.end;
  };
  if (!holds(periods_[0])) {
    std::swap(periods_[0], periods_[1]);
    if (!holds(periods_[0])) periods_[0] = zone_.period_at(instant);
  }
  return periods_[0];
}

Day CachedZone::day_of(Instant instant) {
  const LocalTime local(instant.time_since_epoch() + period_at(instant).offset);
  return std::chrono::floor<std::chrono::days>(local);
}

Instant CachedZone::to_instant(LocalTime local) {
  // No change of offset is as long as a day: that far from both ends of the period, the local time is neither
  // ambiguous nor missing.
  constexpr std::chrono::hours margin(26);
  const OffsetPeriod& period = periods_[0];
  const Instant instant(local.time_since_epoch() - period.offset);
  if (instant >= period.begin + margin && instant < period.end - margin) return instant;
  const Instant exact = zone_.to_instant(local);
  period_at(exact);
  return exact;
}

}  // namespace jauge::core
