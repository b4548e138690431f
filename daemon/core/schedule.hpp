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

/// Whether a (source, kind) is to be read at `now`. The two marks of a month's end E are E − 2 min and E.
/// - Never before 100 × the duration of the last read has passed since its attempt.
/// - Due when there was no attempt yet, when `every` has passed since the last one, and when no attempt was
/// made at or
///   after the last mark passed.
/// - A failed read at a mark is due again each minute for an hour after the mark: what is read late there
/// leaves a gap.
/// - An attempt later than `now` (the clock went back) tells nothing: due.
struct LastRead {
  std::optional<Instant> success;  // of the last successful read
  std::optional<Instant> attempt;  // of the last attempt
  std::chrono::milliseconds duration{0};
};
bool read_is_due(const LastRead& last, std::chrono::seconds every, Instant month_end, Instant now);
/// The same for every month's end that is near: of each establishment's zone, the one behind `now` and the
/// one ahead.
bool read_is_due(const LastRead& last, std::chrono::seconds every, const Project& project, Instant now);

}  // namespace jauge::core
