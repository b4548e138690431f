#include "core/schedule.hpp"

#include <algorithm>

namespace jauge::core {

namespace {

using std::chrono::minutes;

/// A number of at most three digits that `text` is all of.
std::optional<int> small_number(std::string_view text) {
  if (text.empty() || text.size() > 3) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// The zones whose months the project's month is made of.
std::vector<Zone> zones_of(const Project& project, Month month) {
  std::vector<Zone> zones;
  for (const bool absent_too : {false, true}) {
    for (const Establishment& establishment : project.establishments) {
      if (!absent_too && membership(establishment, month) == Membership::absent) continue;
      if (std::ranges::find(zones, establishment.zone) == zones.end()) zones.push_back(establishment.zone);
    }
    if (!zones.empty()) return zones;
  }
  return {project.zone};
}

}  // namespace

std::optional<CloseTime> parse_close_time(std::string_view text) {
  const auto separator = text.find("d ");
  if (separator == std::string_view::npos) return std::nullopt;
  const auto days = small_number(text.substr(0, separator));
  const std::string_view time = text.substr(separator + 2);
  if (!days || time.size() != 5 || time[2] != ':') return std::nullopt;
  const auto hour = small_number(time.substr(0, 2));
  const auto minute = small_number(time.substr(3));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return CloseTime{*days, minutes(*hour * 60 + *minute)};
}

MonthSpan month_span(const Zone& zone, Month month) {
  return {zone.start_of(month.first_day()), zone.start_of(month.end())};
}

MonthSpan month_span(const Project& project, Month month) {
  const auto zones = zones_of(project, month);
  MonthSpan span = month_span(zones.front(), month);
  for (const Zone& zone : zones) {
    const MonthSpan other = month_span(zone, month);
    span.begin = std::min(span.begin, other.begin);
    span.end = std::max(span.end, other.end);
  }
  return span;
}

Instant closing_instant(const Project& project, Month month, const CloseTime& time) {
  const LocalTime local = LocalTime(month.end() + std::chrono::days(time.days)) + time.time_of_day;
  Instant latest = Instant::min();
  for (const Zone& zone : zones_of(project, month)) latest = std::max(latest, zone.to_instant(local));
  return latest;
}

bool read_is_due(const LastRead& last, std::chrono::seconds every, Instant month_end, Instant now) {
  constexpr minutes before_end(2);
  constexpr std::chrono::hours retried_for(1);
  constexpr minutes retried_every(1);

  if (!last.attempt || *last.attempt > now) return true;
  if (now < *last.attempt + 100 * last.duration) return false;
  if (now >= *last.attempt + every) return true;
  if (now < month_end - before_end) return false;
  const Instant mark = now < month_end ? month_end - before_end : month_end;
  if (*last.attempt < mark) return true;
  const bool failed = !last.success || *last.success < mark;
  return failed && now < mark + retried_for && now >= *last.attempt + retried_every;
}

bool read_is_due(const LastRead& last, std::chrono::seconds every, const Project& project, Instant now) {
  const Month current = Month::of(project.zone.day_of(now));
  // Zones are less than a day apart: a month's end that is near belongs to the month before or to the current
  // one.
  for (const Month month : {current.previous(), current}) {
    for (const Zone& zone : zones_of(project, month)) {
      if (read_is_due(last, every, zone.start_of(month.end()), now)) return true;
    }
  }
  return false;
}

}  // namespace jauge::core
