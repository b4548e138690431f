#pragma once
// Time zones of the IANA database: what a local day is.
#include <string>
#include <string_view>

#include "core/month.hpp"
#include "core/result.hpp"

namespace date {
class time_zone;
}

namespace jauge::core {

/// A constant offset from UTC over [begin, end).
struct OffsetPeriod {
  Instant begin;
  Instant end;
  std::chrono::seconds offset;
};

class Zone {
 public:
  /// UTC.
  Zone();
  /// Fails with `invalid` on a name the system's IANA database does not hold.
  [[nodiscard]] static Result<Zone> find(std::string_view name);

  std::string_view name() const;
  LocalTime to_local(Instant instant) const;
  /// An ambiguous local time is the earlier instant; a missing one moves forward by the gap.
  Instant to_instant(LocalTime local) const;
  Day day_of(Instant instant) const;
  /// The instant at which the local day begins.
  Instant start_of(Day day) const;
  /// The period of constant offset around `instant`, to convert many instants without a look-up each.
  OffsetPeriod period_at(Instant instant) const;

  bool operator==(const Zone&) const = default;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

}  // namespace jauge::core
