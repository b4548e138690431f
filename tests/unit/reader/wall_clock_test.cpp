#include "reader/wall_clock.hpp"

#include <gtest/gtest.h>

namespace jauge::reader {
namespace {

using namespace std::chrono_literals;
using std::chrono::year;

core::Instant utc(int month, int day, std::chrono::seconds time) {
  return core::Instant(std::chrono::sys_days(year(2026) / month / day)) + time;
}
core::LocalTime local(int month, int day, std::chrono::seconds time) {
  return core::LocalTime(core::Day(year(2026) / month / day)) + time;
}

class WallWindowTest : public testing::Test {
 protected:
  core::Zone paris_ = core::Zone::find("Europe/Paris").value();
};

TEST_F(WallWindowTest, IsTheSourcesWallClock) {
  const auto window = wall_window(paris_, utc(7, 1, 10h), utc(12, 2, 10h + 1s));
  EXPECT_EQ(window.since, local(7, 1, 12h));
  EXPECT_EQ(window.until, local(12, 2, 11h + 1s));
}

TEST_F(WallWindowTest, KeepsTheMidnightsOfAMonthThatChangesItsClocks) {
  const auto window = wall_window(paris_, utc(9, 30, 22h), utc(10, 31, 23h));
  EXPECT_EQ(window.since, local(10, 1, 0h));
  EXPECT_EQ(window.until, local(11, 1, 0h));
}

TEST_F(WallWindowTest, HoldsBothPassesOfTheHourThatComesTwice) {
  // 02:30 comes at 00:30 and at 01:30 UTC. A window up to the second holds rows stamped 02:45 in the first
  // pass.
  const auto window = wall_window(paris_, utc(10, 25, 0h + 30min), utc(10, 25, 1h + 30min));
  EXPECT_LE(window.since, local(10, 25, 2h + 30min));
  EXPECT_GT(window.until, local(10, 25, 2h + 59min));
  // However a server takes an ambiguous bound, as the earlier or the later instant, no row is left out.
  EXPECT_LE(window.since + 1h, local(10, 25, 2h + 30min));
  EXPECT_GE(window.until - 1h, local(10, 25, 2h + 30min));
}

TEST_F(WallWindowTest, NeverLeavesOutAnInstantOfTheWindow) {
  for (int step = 0; step < 96; ++step) {
    const auto since = utc(10, 24, 18h) + step * 15min;
    const auto window = wall_window(paris_, since, since + 1h);
    for (auto instant = since; instant < since + 1h; instant += 5min) {
      EXPECT_GE(paris_.to_local(instant), window.since);
      EXPECT_LT(paris_.to_local(instant), window.until);
    }
  }
}

}  // namespace
}  // namespace jauge::reader
