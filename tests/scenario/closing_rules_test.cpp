// The rules of sources and closures that need a month to pass (indicators §2, §8).
#include <gmock/gmock.h>

#include "tests/scenario/months_fixture.hpp"

namespace jauge::scenario {
namespace {

using ClosingRules = Months;

TEST_F(ClosingRules, AReReadThatLostMoreThanHalfDoesNotReplaceUntilItIsAccepted) {
  World world(dui.configuration("may_be_empty = [\"mss_message\"]"), at(mid_october));
  world.poll();
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
  dui.execute("DELETE FROM ecriture WHERE dossier <> 'a'");
  world.clock.set(at("2026-11-07T08:00:00Z"));
  EXPECT_FALSE(world.close(october).empty());
  EXPECT_EQ(line(world, "dossiers-actifs").at("reason"), "relecture-incoherente");
  EXPECT_THAT(world.advice(), testing::Contains("relecture-incoherente"));
  EXPECT_EQ(world.engine().overview()->last_closed, std::nullopt);
  EXPECT_TRUE(world.close(october, true).empty());
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 1);
  EXPECT_EQ(world.engine().overview()->last_closed, october);
}

TEST_F(ClosingRules, TheClosingReadReplacesWhatAKeptSourceHadGiven) {
  World world(dui.configuration("may_be_empty = [\"mss_message\"]"), at(mid_october));
  world.poll();
  dui.execute("DELETE FROM ecriture WHERE dossier = 'd'");  // merged into another file
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 3);
}

TEST_F(ClosingRules, TheClosingReadIsAddedToWhatAnOverwrittenSourceHadGiven) {
  World world(dui.configuration("may_be_empty = [\"mss_message\"]\noverwritten = [\"file_update\"]"),
              at(mid_october));
  world.poll();
  dui.execute(
      "UPDATE ecriture SET le = '2026-11-02T10:00:00' WHERE dossier = 'd'");  // October's write is gone
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
}

TEST_F(ClosingRules, ZeroIsStatedOnlyWhereARowWasSeenOrMayBeMissing) {
  World silent(dui.configuration(), at(closing_time));
  silent.settle();
  EXPECT_EQ(line(silent, "messages-mssante").at("reason"), "aucune-ligne");
  World stated(dui.configuration("may_be_empty = [\"mss_message\"]"), at(closing_time));
  stated.settle();
  EXPECT_EQ(line(stated, "messages-mssante").at("numerator"), 0);
  EXPECT_EQ(line(stated, "messages-mssante").at("state"), "calcule");
}

TEST_F(ClosingRules, ARowOfAClosedMonthChangesNothingAndIsCountedLate) {
  World world(dui.configuration("may_be_empty = [\"mss_message\"]\noverlap = \"60d\""), at(mid_october));
  world.poll();
  world.clock.set(at(closing_time));
  world.settle();
  const auto before = world.indicators(october);
  dui.execute("INSERT INTO ecriture VALUES ('670000165','e','2026-10-30T10:00:00')");
  world.clock.advance(std::chrono::hours(2));
  world.poll();
  world.poll();
  EXPECT_EQ(world.indicators(october), before);
  const auto late = world.store().late.list(october);
  ASSERT_TRUE(late);
  ASSERT_EQ(late->size(), 1U);
  EXPECT_EQ(late->front().kind, "file_update");
  EXPECT_EQ(late->front().count, 1U);
}

TEST_F(ClosingRules, ALostSourceKeepsTheMonthOpenUntilTheDeadlineThenItClosesWithTheReasons) {
  World world(dui.configuration("may_be_empty = [\"mss_message\"]"), at(mid_october));
  world.poll();
  dui.execute("ALTER TABLE ecriture RENAME TO perdue");
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, std::nullopt);
  world.clock.set(at("2026-11-15T22:59:59Z"));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, std::nullopt);
  world.clock.set(at("2026-11-15T23:00:00Z"));  // 15 days after the end of October in Paris
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, october);
  EXPECT_EQ(line(world, "dossiers-actifs").at("reason"), "source-incomplete");
  EXPECT_EQ(line(world, "messages-mssante").at("numerator"), 0);  // its own read succeeded
}

TEST_F(ClosingRules, AFailedSourceIsHealedByALaterReadBeforeTheDeadline) {
  World world(dui.configuration("may_be_empty = [\"mss_message\"]"), at(mid_october));
  dui.execute("ALTER TABLE ecriture RENAME TO perdue");
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, std::nullopt);
  dui.execute("ALTER TABLE perdue RENAME TO ecriture");
  world.clock.advance(std::chrono::minutes(11));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, october);
  EXPECT_EQ(line(world, "dossiers-actifs").at("numerator"), 4);
}

TEST_F(ClosingRules, AHeadcountStatedBeforeTheClosingIsTheDenominator) {
  World world(dui.configuration("may_be_empty = [\"mss_message\"]"), at(mid_october));
  const auto finess = *core::Finess::parse("670000165");
  ASSERT_TRUE(world.engine().headcount(october, finess, 5, "registre des présences"));
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(line(world, "dossiers-actifs").at("denominator"), 5);
  ASSERT_TRUE(world.engine().headcount(october, finess, 6, "pour une révision"));
  EXPECT_EQ(line(world, "dossiers-actifs").at("denominator"), 5);
}

TEST_F(ClosingRules, MonthsFreezeInOrder) {
  World world(dui.configuration("may_be_empty = [\"mss_message\"]"), at("2026-12-10T10:00:00Z"));
  EXPECT_TRUE(world.close(core::Month(2026, 11)).empty());
  const auto closures = world.engine().closures();
  ASSERT_TRUE(closures);
  ASSERT_EQ(closures->size(), 2U);
  EXPECT_EQ((*closures)[0].month, october);
  EXPECT_EQ((*closures)[1].month, core::Month(2026, 11));
  const auto reports = world.engine().reports();
  EXPECT_EQ((*reports)[0].sequence, 1);
  EXPECT_EQ((*reports)[1].sequence, 2);
}

TEST_F(ClosingRules, NothingIsClosedByAClockBeforeTheProgramWasBuilt) {
  World world(dui.configuration(silent_mail), at(mid_october));
  world.built = at("2026-11-06T05:00:01Z");
  world.restart();
  world.clock.set(at(closing_time));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, std::nullopt);
  EXPECT_THAT(world.advice(), testing::Contains("horloge-douteuse"));
  world.clock.advance(std::chrono::seconds(1));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, october);
}

TEST_F(ClosingRules, AClockThatTheNetworkDoesNotSetIsWarnedAbout) {
  World world(dui.configuration(silent_mail), at(mid_october));
  EXPECT_THAT(world.advice(), testing::Not(testing::Contains("horloge-non-synchronisee")));
  world.synchronised = false;
  EXPECT_THAT(world.advice(), testing::Contains("horloge-non-synchronisee"));
}

TEST_F(ClosingRules, ACorrectionOfASecondIsNoAlarmAndStillClosesNothing) {
  World world(dui.configuration(silent_mail), at(closing_time));
  ASSERT_TRUE(world.store().meta.note_instant(at("2026-11-06T05:00:01Z")));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, std::nullopt);
  EXPECT_THAT(world.advice(), testing::Not(testing::Contains("horloge-douteuse")));
  world.clock.advance(std::chrono::seconds(1));
  world.settle();
  EXPECT_EQ(world.engine().overview()->last_closed, october);
}

TEST_F(ClosingRules, ADepositByHandSettlesAReport) {
  World world(dui.configuration("may_be_empty = [\"mss_message\"]"), at(closing_time));
  world.settle();
  const auto region = core::regions(world.configuration().project).front();
  EXPECT_EQ(world.engine().reports()->front().state, engine::ReportState::by_hand);
  EXPECT_FALSE(world.engine().deposit(october, region, ""));
  ASSERT_TRUE(world.engine().deposit(october, region, "dossier PAI 42, le 7 novembre"));
  EXPECT_EQ(world.engine().reports()->front().state, engine::ReportState::deposited);
}

}  // namespace
}  // namespace jauge::scenario
