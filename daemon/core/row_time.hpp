#pragma once
// The times of rows: what a cell says, as a local day or an instant (indicators §1, §11).
#include <optional>
#include <tl/expected.hpp>

#include "core/cached_zone.hpp"
#include "core/refusal.hpp"
#include "core/row.hpp"
#include "core/source_spec.hpp"

namespace jauge::core {

/// A day without time, or else an instant. Both are within the years 1 to 9999: what a driver gives beyond
/// them is held there.
struct RowTime {
  std::optional<Day> day;
  Instant instant{};

  /// The day in `zone`; a day without time is that day everywhere.
  Day day_in(CachedZone& zone) const { return day ? *day : zone.day_of(instant); }
};

/// Null, or a text of spaces.
bool is_blank(const Cell& cell);

class RowTimes {
 public:
  /// `zone`: of values without zone. `midnight_is_a_day`: a time of 00:00 without zone is a day without time,
  /// as for intervals.
  RowTimes(const Zone& zone, TimeForm form, bool midnight_is_a_day)
      : zone_(zone), form_(form), midnight_is_a_day_(midnight_is_a_day) {}

  /// Refuses a missing, infinite or unreadable time.
  tl::expected<RowTime, Refusal> read(const Cell& cell);
  /// Of a month's column: "YYYY-MM", or any time in that month of the source's zone.
  tl::expected<Month, Refusal> read_month(const Cell& cell);

 private:
  CachedZone zone_;
  TimeForm form_;
  bool midnight_is_a_day_;
};

}  // namespace jauge::core
