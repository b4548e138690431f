#include "reader/wall_clock.hpp"

namespace jauge::reader {
namespace {

/// By how much the clocks change within two of those changes of `instant`; zero on all other days.
std::chrono::seconds change_near(const core::Zone& zone, core::Instant instant) {
  const auto reach = std::chrono::hours(4);
  const auto before = zone.period_at(instant - reach);
  const auto after = zone.period_at(instant + reach);
  return std::chrono::abs(after.offset - before.offset);
}

}  // namespace

WallWindow wall_window(const core::Zone& zone, core::Instant since, core::Instant until) {
  return {zone.to_local(since) - change_near(zone, since), zone.to_local(until) + change_near(zone, until)};
}

}  // namespace jauge::reader
