// How long members and keys are kept (indicators §8, Retention), and the log of what was done.
#include <gmock/gmock.h>

#include "tests/scenario/months_fixture.hpp"

namespace jauge::scenario {
namespace {

using testing::Contains;
using testing::Not;

using Retention = Months;

bool has_members(World& world) {
  return world.store().members.has_members(october).value();
}
bool has_key(World& world) {
  return world.store().keys.load(october).value().has_value();
}

TEST_F(Retention, PurgesMembersThreeMonthsAfterTheirMonthOnceItsReportsAreSettled) {
  World world(dui.configuration(silent_mail), at(closing_time));
  close_and_deposit(world, closing_time);
  const auto before = world.indicators(october);
  world.clock.set(at("2027-01-31T22:59:00Z"));
  world.settle();
  EXPECT_TRUE(has_members(world));
  world.clock.set(at("2027-01-31T23:59:00Z"));  // three months after October in Paris, and the next look
  world.settle();
  EXPECT_FALSE(has_members(world));
  EXPECT_TRUE(has_key(world));
  EXPECT_EQ(world.indicators(october), before);
}

TEST_F(Retention, KeepsMembersOfUnsettledReportsUntilTheLimitWithAnAlarmBefore) {
  World world(dui.configuration(silent_mail), at(closing_time));
  world.settle();
  world.clock.set(at("2027-09-30T10:00:00Z"));
  world.settle();
  EXPECT_TRUE(has_members(world));
  EXPECT_THAT(world.advice(), Not(Contains("purge-prochaine")));
  world.clock.set(at("2027-10-02T10:00:00Z"));
  world.settle();
  EXPECT_TRUE(has_members(world));
  EXPECT_THAT(world.advice(), Contains("purge-prochaine"));
  world.clock.set(at("2027-11-01T10:00:00Z"));
  world.settle();
  EXPECT_FALSE(has_members(world));
}

TEST_F(Retention, DestroysTheKeyTwoYearsAfterItsMonth) {
  World world(dui.configuration(silent_mail), at(closing_time));
  close_and_deposit(world, closing_time);
  world.clock.set(at("2028-10-31T10:00:00Z"));
  world.settle();
  EXPECT_TRUE(has_key(world));
  world.clock.set(at("2028-11-01T10:00:00Z"));
  world.settle();
  EXPECT_FALSE(has_key(world));
  EXPECT_EQ(world.engine().revise(october, {"trop tard", false, false}).error().kind,
            core::ErrorKind::refused);
  EXPECT_EQ(world.engine().audit(october).error().kind, core::ErrorKind::refused);
}

TEST_F(Retention, TakesTheTermsOfTheConfiguration) {
  World world(dui.configuration(silent_mail) + "[store]\npath = \"/x\"\nretain_months = 1\nretain_max = 2\n",
              at(closing_time));
  close_and_deposit(world, closing_time);
  world.clock.set(at("2026-12-01T10:00:00Z"));
  world.settle();
  EXPECT_FALSE(has_members(world));
}

TEST_F(Retention, DeletesNothingWithAClockThatIsBehind) {
  World world(dui.configuration(silent_mail), at(closing_time));
  close_and_deposit(world, closing_time);
  ASSERT_TRUE(world.store().meta.note_instant(at("2030-01-01T00:00:00Z")));
  world.clock.set(at("2029-12-31T00:00:00Z"));
  world.settle();
  EXPECT_TRUE(has_members(world));
  EXPECT_EQ(world.engine().purge(october, {true, true}).error().kind, core::ErrorKind::refused);
}

TEST_F(Retention, PurgesOnDemandOnlyAClosedAndSettledMonthUnlessForced) {
  World world(dui.configuration(silent_mail), at(mid_october));
  world.poll();
  EXPECT_EQ(world.engine().purge(october, {false, true}).error().kind, core::ErrorKind::refused);
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(world.engine().purge(october, {}).error().kind, core::ErrorKind::refused);
  ASSERT_TRUE(world.engine().purge(october, {false, true}));
  EXPECT_FALSE(has_members(world));
  EXPECT_TRUE(has_key(world));
  ASSERT_TRUE(world.engine().purge(october, {true, true}));
  EXPECT_FALSE(has_key(world));
}

TEST_F(Retention, CountsNothingAsLateInAPurgedMonth) {
  World world(dui.configuration(std::string(silent_mail) + "overlap = \"120d\""), at(closing_time));
  close_and_deposit(world, closing_time);
  ASSERT_TRUE(world.engine().purge(october, {true, false}));
  world.clock.advance(std::chrono::hours(2));
  world.poll();
  EXPECT_TRUE(world.store().late.list()->empty());
  EXPECT_FALSE(has_members(world));
}

TEST_F(Retention, KeepsTheCountsOfMonthsThatWereReadBackForTheWindows) {
  send("m0", "2026-09-10T10:00:00");
  send("m1", "2026-10-10T10:00:00");
  World world(with(dui.configuration(silent_mail), "started = 2026-10-01", "started = 2026-08-01"),
              at(closing_time));
  close_and_deposit(world, closing_time);
  ASSERT_EQ(line(world, "messages-mssante", "depuis-debut").at("numerator"), 2);
  ASSERT_TRUE(world.engine().purge(core::Month(2026, 9), {}));
  close_and_deposit(world, "2026-12-06T05:00:00Z");
  EXPECT_EQ(line(world, "messages-mssante", "depuis-debut", november).at("numerator"), 2);
  EXPECT_EQ(line(world, "messages-mssante", "3-mois", november).at("numerator"), 2);
}

std::vector<std::string> log_codes(World& world) {
  std::vector<std::string> codes;
  const auto entries = world.engine().journal(1000);
  for (const auto& entry : *entries) codes.push_back(entry.code);
  return codes;
}

TEST_F(Retention, LeavesATraceOfAllThatWasDone) {
  World world(dui.configuration(silent_mail), at(closing_time));
  close_and_deposit(world, closing_time);
  ASSERT_TRUE(world.revise(october, {"relecture", false, false}).empty());
  world.audit(october);
  close_and_deposit(world, "2026-11-06T06:00:00Z");
  ASSERT_TRUE(world.engine().purge(october, {true, false}));
  for (const auto* code :
       {"arrete", "scellement", "depot", "revision-demandee", "revision", "audit", "purge", "cle-detruite"}) {
    EXPECT_THAT(log_codes(world), Contains(code)) << code;
  }
}

TEST_F(Retention, LogsWhichPartsOfTheConfigurationHaveChanged) {
  const auto text = dui.configuration(silent_mail);
  World world(text, at(mid_october));
  world.restart();
  world.restart(with(text, "medicalised = true", "medicalised = false"));
  const auto entry = world.engine().journal(1)->front();
  EXPECT_EQ(entry.code, "configuration-changee");
  EXPECT_EQ(entry.detail, "changé : establishment 670000165");
}

}  // namespace
}  // namespace jauge::scenario
