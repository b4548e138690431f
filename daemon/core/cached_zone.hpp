#pragma once
// A zone for many instants that lie close together: few look-ups in the zone data base.
#include <array>

#include "core/zone.hpp"

namespace jauge::core {

/// Answers as its Zone does. Instants and local times are within the years 1 to 9999. Not for several
/// threads.
class CachedZone {
 public:
  explicit CachedZone(const Zone& zone) : zone_(zone) { periods_.fill(zone.period_at(Instant())); }

  const Zone& zone() const { return zone_; }
  Day day_of(Instant instant);
  Instant to_instant(LocalTime local);

 private:
  const OffsetPeriod& period_at(Instant instant);

  Zone zone_;
  std::array<OffsetPeriod, 2> periods_;  // the last used first: rows around a clock change alternate
};

}  // namespace jauge::core
