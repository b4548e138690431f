#pragma once
// When things are due, as pure functions of instants (design: processes; indicators §2, §8).
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/project.hpp"
#include "core/source_spec.hpp"

namespace jauge::core {

/// "5d 06:00": days and a time of day after a month's end.
struct CloseTime {
  int days = 5;
  std::chrono::minutes time_of_day{360};
  bool operator==(const CloseTime&) const = default;
};
std::optional<CloseTime> parse_close_time(std::string_view text);

/// A month as instants, over the zones of the establishments that are not absent in it (all, when none is).
struct MonthSpan {
  Instant begin;  // the earliest of their local midnights
  Instant end;    // the latest
};
MonthSpan month_span(const Project& project, Month month);
/// The month as instants in one zone.
MonthSpan month_span(const Zone& zone, Month month);

/// When `month` closes: `time` after its end in the latest zone of its establishments.
Instant closing_instant(const Project& project, Month month, const CloseTime& time);

/// Whether a (source, kind) is to be read at `now`: every `every`, two minutes before each month's end and at it,
/// never before 100 × the duration of the last read has passed.
struct LastRead {
  std::optional<Instant> success;  // of the last successful read
  std::optional<Instant> attempt;  // of the last attempt
  std::chrono::milliseconds duration{0};
};
bool read_is_due(const LastRead& last, std::chrono::seconds every, Instant month_end, Instant now);

}  // namespace jauge::core
