#include "core/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <stdexcept>

namespace jauge::core {

namespace {

using std::chrono::floor;
using std::chrono::seconds;

// No zone at all stands for UTC, so that a default Zone needs no data base.
constexpr std::string_view utc_name = "UTC";

date::local_seconds whole_seconds(LocalTime local) {
  return date::local_seconds(floor<seconds>(local.time_since_epoch()));
}

/// The data base may answer with "year −32768": brought to what microseconds hold with room to calculate.
Instant clamped(date::sys_seconds time) {
  constexpr auto limit = std::chrono::hours(24 * 366 * 20'000);
  return Instant(std::clamp<seconds>(time.time_since_epoch(), -limit, limit));
}

}  // namespace

Zone::Zone() : zone_(nullptr) {}

Result<Zone> Zone::find(std::string_view name) {
  if (name == utc_name || name == "Etc/UTC") return Zone();
  try {
    const date::time_zone* zone = date::locate_zone(std::string(name));
    static_cast<void>(zone->get_info(date::sys_seconds{}));  // reads its file: damage shows here, not later
    return Zone(zone);
  } catch (const std::exception&) {
    return fail(ErrorKind::invalid, msg("No time zone is named {0} on this machine.", name),
                msg("Use a name like Europe/Paris or Indian/Reunion, and check that the package tzdata is "
                    "installed."));
  }
}

std::string_view Zone::name() const {
  return zone_ ? std::string_view(zone_->name()) : utc_name;
}

LocalTime Zone::to_local(Instant instant) const {
  if (!zone_) return LocalTime(instant.time_since_epoch());
  return LocalTime(instant.time_since_epoch() + zone_->get_info(floor<seconds>(instant)).offset);
}

Instant Zone::to_instant(LocalTime local) const {
  if (!zone_) return Instant(local.time_since_epoch());
  // The offset before the change gives the earlier of two instants, and moves a missing time forward by the
  // gap.
  return Instant(local.time_since_epoch() - zone_->get_info(whole_seconds(local)).first.offset);
}

Day Zone::day_of(Instant instant) const {
  return floor<std::chrono::days>(to_local(instant));
}

Instant Zone::start_of(Day day) const {
  if (!zone_) return Instant(day.time_since_epoch());
  const auto info = zone_->get_info(whole_seconds(LocalTime(day)));
  // A day without midnight begins at the change itself.
  if (info.result == date::local_info::nonexistent) return Instant(info.first.end);
  return to_instant(LocalTime(day));
}

OffsetPeriod Zone::period_at(Instant instant) const {
  if (!zone_) return {clamped(date::sys_seconds::min()), clamped(date::sys_seconds::max()), seconds(0)};
  const auto info = zone_->get_info(floor<seconds>(instant));
  return {clamped(info.begin), clamped(info.end), info.offset};
}

}  // namespace jauge::core
