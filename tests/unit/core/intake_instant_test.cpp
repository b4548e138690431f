#include "intake_fixture.hpp"

namespace jauge::core::intake_test {
namespace {

using Members = std::map<std::string, std::string>;

class InstantIntake : public IntakeTest {};

TEST_F(InstantIntake, CountsTheWorkedExampleInLocalDays) {
  const WindowRead updates = instants({row(tilleuls, "a", instant("2026-09-30T22:30:00Z")),
                                       row(tilleuls, "c", instant("2026-10-31T22:59:59Z")),
                                       row(tilleuls, "d", instant("2026-10-05T09:00:00Z")),
                                       row(tilleuls, "e", instant("2026-10-31T23:00:00Z"))});
  EXPECT_EQ(october(updates, {"a", "c", "d", "e"}),
            (Members{{"a", "2026-10-01"}, {"c", "2026-10-31"}, {"d", "2026-10-05"}}));
  const WindowRead agenda = instants({row(tilleuls, "a", instant("2026-10-12T08:00:00Z")),
                                      row(tilleuls, "a", instant("2026-10-09T08:00:00Z")),
                                      row(tilleuls, "c", instant("2026-11-02T08:00:00Z"))});
  EXPECT_EQ(october(agenda, {"a", "c"}), (Members{{"a", "2026-10-09"}}));
  EXPECT_EQ(agenda.fates.taken, 2u);
}

TEST_F(InstantIntake, GivesEachEstablishmentItsOwnMidnight) {
  const auto both = [](std::string_view at) {
    return std::vector{row(tilleuls, "x", instant(at)), row(flamboyants, "x", instant(at)),
                       row(alizes, "x", instant(at))};
  };
  want(Month(2026, 9));
  want(Month(2026, 11));
  const WindowRead before = instants(both("2026-09-30T21:00:00Z"));  // Réunion is in October already
  EXPECT_EQ(members(before, tilleuls, Month(2026, 9), {"x"}), (Members{{"x", "2026-09-30"}}));
  EXPECT_EQ(members(before, flamboyants, Month(2026, 10), {"x"}), (Members{{"x", "2026-10-01"}}));
  EXPECT_EQ(members(before, alizes, Month(2026, 9), {"x"}), (Members{{"x", "2026-09-30"}}));
  const WindowRead after = instants(both("2026-11-01T03:59:59Z"));  // Martinique still is
  EXPECT_EQ(members(after, tilleuls, Month(2026, 11), {"x"}), (Members{{"x", "2026-11-01"}}));
  EXPECT_EQ(members(after, flamboyants, Month(2026, 11), {"x"}), (Members{{"x", "2026-11-01"}}));
  EXPECT_EQ(members(after, alizes, Month(2026, 10), {"x"}), (Members{{"x", "2026-10-31"}}));
}

TEST_F(InstantIntake, ReadsAValueWithoutZoneInTheZoneOfTheSource) {
  const Row late_evening =
      row(alizes, "x", local("2026-11-01 04:30:00"));  // Paris: 03:30Z, 23:30 in Martinique
  EXPECT_EQ(october(instants({late_evening}), {"x"}, alizes), (Members{{"x", "2026-10-31"}}));
  source.zone = zone("America/Martinique");
  EXPECT_EQ(instants({late_evening}).batches.size(), 0u);
}

TEST_F(InstantIntake, TakesAnAmbiguousTimeAsTheEarlierInstantAndMovesAMissingOneForward) {
  task.since = utc("2026-10-25T00:00:00Z");
  task.until = utc("2026-10-25T00:45:00Z");
  EXPECT_EQ(october(instants({row(tilleuls, "x", local("2026-10-25 02:30:00"))}), {"x"}).size(), 1u);
  task.month = Month(2026, 3);
  want(task.month);
  task.since = utc("2026-03-29T01:30:00Z");
  task.until = utc("2026-03-29T01:30:01Z");
  const WindowRead moved = instants({row(tilleuls, "x", local("2026-03-29 02:30:00"))});
  EXPECT_EQ(members(moved, tilleuls, Month(2026, 3), {"x"}).size(), 1u);
  EXPECT_EQ(moved.fates.refused(), 0u);
}

TEST_F(InstantIntake, EndsAMonthAtMidnightWhenTheClocksChangeOnItsLastDay) {
  task.month = Month(2027, 10);
  task.since = utc("2027-09-30T22:00:00Z");
  task.until = utc("2027-11-02T00:00:00Z");
  now = task.until;
  want(task.month);
  want(Month(2027, 11));
  const WindowRead result = instants({row(tilleuls, "in", instant("2027-10-31T22:59:59Z")),
                                      row(tilleuls, "out", instant("2027-10-31T23:00:00Z")),
                                      row(tilleuls, "local in", local("2027-10-31 23:59:59")),
                                      row(tilleuls, "local out", local("2027-11-01 00:00:00"))});
  const std::vector<std::string> names = {"in", "out", "local in", "local out"};
  EXPECT_EQ(members(result, tilleuls, Month(2027, 10), names),
            (Members{{"in", "2027-10-31"}, {"local in", "2027-10-31"}}));
  EXPECT_EQ(members(result, tilleuls, Month(2027, 11), names),
            (Members{{"out", "2027-11-01"}, {"local out", "2027-11-01"}}));
}

TEST_F(InstantIntake, TakesADateAsThatDayOfTheEstablishmentWhateverTheZoneOfTheSource) {
  const WindowRead result =
      instants({row(alizes, "first", date("2026-10-01")), row(alizes, "last", text("2026-10-31")),
                row(flamboyants, "last", date("2026-10-31"))});
  EXPECT_EQ(october(result, {"first", "last"}, alizes),
            (Members{{"first", "2026-10-01"}, {"last", "2026-10-31"}}));
  EXPECT_EQ(october(result, {"first", "last"}, flamboyants), (Members{{"last", "2026-10-31"}}));
}

TEST_F(InstantIntake, KeepsAMidnightWithoutZoneAnInstant) {
  const Row midnight_in_paris = row(alizes, "x", local("2026-11-01 00:00:00"));
  EXPECT_EQ(october(instants({midnight_in_paris}), {"x"}, alizes), (Members{{"x", "2026-10-31"}}));
}

TEST_F(InstantIntake, FiltersInstantsAgainOnTheWindow) {
  task.since = utc("2026-10-05T22:00:00Z");
  task.until = utc("2026-10-06T22:00:00Z");
  const WindowRead result = instants({row(tilleuls, "before", instant("2026-10-05T21:59:59.999999Z")),
                                      row(tilleuls, "first", instant("2026-10-05T22:00:00Z")),
                                      row(tilleuls, "last", instant("2026-10-06T21:59:59.999999Z")),
                                      row(tilleuls, "after", instant("2026-10-06T22:00:00Z"))});
  EXPECT_EQ(october(result, {"first", "last"}).size(), 2u);
  EXPECT_EQ(result.fates.taken, 2u);
  EXPECT_EQ(result.fates.outside_window, 2u);
}

TEST_F(InstantIntake, TakesADateInEveryWindowThatItsDayTouches) {
  const Row one = row(tilleuls, "x", date("2026-10-06"));  // 2026-10-05T22:00Z to 2026-10-06T22:00Z in Paris
  const auto taken_in = [&](std::string_view since, std::string_view until) {
    task.since = utc(since);
    task.until = utc(until);
    return instants({one}).fates.taken == 1;
  };
  EXPECT_FALSE(taken_in("2026-10-05T00:00:00Z", "2026-10-05T22:00:00Z"));
  EXPECT_TRUE(taken_in("2026-10-05T00:00:00Z", "2026-10-05T22:00:00.000001Z"));
  EXPECT_TRUE(taken_in("2026-10-06T10:00:00Z", "2026-10-06T11:00:00Z"));
  EXPECT_TRUE(taken_in("2026-10-06T21:59:59.999999Z", "2026-10-07T22:00:00Z"));
  EXPECT_FALSE(taken_in("2026-10-06T22:00:00Z", "2026-10-07T22:00:00Z"));
  EXPECT_FALSE(taken_in("2026-10-06T10:00:00Z", "2026-10-06T10:00:00Z"));
}

TEST_F(InstantIntake, CountsWhatBeginsAfterTheReadsEndAsToCome) {
  now = utc("2026-10-15T10:00:00Z");
  const WindowRead result =
      instants({row(tilleuls, "now", instant("2026-10-15T10:00:00Z")),
                row(tilleuls, "later", instant("2026-10-15T10:00:00.000001Z")),
                row(tilleuls, "today", date("2026-10-15")), row(tilleuls, "tomorrow", date("2026-10-16")),
                row(tilleuls, "far", instant("9999-12-31T00:00:00Z"))});
  EXPECT_EQ(october(result, {"now", "today"}).size(), 2u);
  EXPECT_EQ(result.fates.future, 3u);
}

TEST_F(InstantIntake, CountsRowsOfAMonthWithoutKeyAsLate) {
  task.since = utc("2026-08-01T00:00:00Z");
  const WindowRead result = instants({row(tilleuls, "x", instant("2026-09-15T10:00:00Z")),
                                      row(tilleuls, "y", instant("2026-09-30T21:59:59Z")),
                                      row(tilleuls, "z", instant("2026-08-15T10:00:00Z")),
                                      row(tilleuls, "z", instant("2026-10-15T10:00:00Z"))});
  EXPECT_EQ(result.fates.late, (std::map<Month, std::uint64_t>{{Month(2026, 8), 1}, {Month(2026, 9), 2}}));
  EXPECT_EQ(result.fates.taken, 1u);
}

TEST_F(InstantIntake, LeavesRowsAfterTheLastMonthOfInterestToThatMonthsRead) {
  const WindowRead result = instants({row(tilleuls, "x", instant("2026-11-01T00:00:00Z"))});
  EXPECT_EQ(result.fates.outside_window, 1u);
  EXPECT_TRUE(result.fates.late.empty());
}

TEST_F(InstantIntake, CountsEveryRowLateWhereNoMonthIsWantedAnyMore) {
  keys.clear();
  const WindowRead result = instants({row(tilleuls, "x", instant("2026-10-15T10:00:00Z"))});
  EXPECT_EQ(result.fates.late, (std::map<Month, std::uint64_t>{{Month(2026, 10), 1}}));
  EXPECT_EQ(result.fates.outside_window, 0u);
  EXPECT_TRUE(result.batches.empty());
}

TEST_F(InstantIntake, LeavesOutTheMonthsThatTheSourceDoesNotAnswerFor) {
  source.from = Month(2026, 10);
  source.until = Month(2026, 10);
  want(Month(2026, 9));
  want(Month(2026, 11));
  const WindowRead result = instants({row(tilleuls, "x", instant("2026-09-30T21:00:00Z")),
                                      row(tilleuls, "x", instant("2026-10-15T10:00:00Z")),
                                      row(tilleuls, "x", instant("2026-11-01T01:00:00Z"))});
  ASSERT_EQ(result.batches.size(), 1u);
  EXPECT_EQ(result.batches[0].month, Month(2026, 10));
  EXPECT_EQ(result.fates.outside, 2u);
}

TEST_F(InstantIntake, ReadsEpochsAsTheSourceWritesThem) {
  const std::int64_t second = utc("2026-10-15T10:00:00Z").time_since_epoch().count() / 1'000'000;
  const std::string seconds_text = std::to_string(second);
  const std::string fraction = seconds_text + ".75";
  time = TimeForm::epoch;
  EXPECT_EQ(october(instants({row(tilleuls, "n", integer(second)), row(tilleuls, "t", text(seconds_text)),
                              row(tilleuls, "d", decimal(fraction))}),
                    {"n", "t", "d"})
                .size(),
            3u);
  time = TimeForm::epoch_ms;
  EXPECT_EQ(october(instants({row(tilleuls, "n", integer(second * 1000))}), {"n"}).size(), 1u);
  time = TimeForm::iso_t;
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "n", integer(second))), "instant-illisible");
}

TEST_F(InstantIntake, ReadsEpochsInMillisecondsOfTextsAndDecimals) {
  const std::string whole = std::to_string(utc("2026-10-15T10:00:00Z").time_since_epoch().count() / 1'000);
  const std::string fraction = whole + ".5";
  time = TimeForm::epoch_ms;
  EXPECT_EQ(
      october(instants({row(tilleuls, "t", text(whole)), row(tilleuls, "d", decimal(fraction))}), {"t", "d"}),
      (Members{{"d", "2026-10-15"}, {"t", "2026-10-15"}}));
}

TEST_F(InstantIntake, ReadsADateThatIsWrittenOutWhereEpochsAreExpected) {
  time = TimeForm::epoch;
  EXPECT_EQ(october(instants({row(tilleuls, "x", text("2026-10-15"))}), {"x"}),
            (Members{{"x", "2026-10-15"}}));
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", text("hier"))), "instant-illisible");
}

TEST_F(InstantIntake, RefusesWhatCannotBeAnInstant) {
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", {})), "instant-absent");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", text("  "))), "instant-absent");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", text("hier"))), "instant-illisible");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", text("0000-00-00"))), "instant-illisible");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", unreadable())), "instant-illisible");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", uuid("5f0c1b1e-93a7-4c7e-8f0a-2d3c4b5a6978"))),
            "instant-illisible");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", infinity())), "instant-infini");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", text("-infinity"))), "instant-infini");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", text("2026-10-05 10:00:00+02"))), "");
}

TEST_F(InstantIntake, RefusesWhatIsBefore2000InTheEstablishmentsDays) {
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", instant("1999-12-31T22:59:59Z"))), "avant-2000");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", instant("1999-12-31T23:00:00Z"))), "");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", date("1999-12-31"))), "avant-2000");
  EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", date("2000-01-01"))), "");
}

TEST_F(InstantIntake, HoldsAnyNumberOfADriver) {
  for (const std::int64_t number :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    const std::string expected = number < 0 ? "avant-2000" : "";
    for (const Cell::Type type : {Cell::Type::date, Cell::Type::local_time, Cell::Type::instant}) {
      EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", {.type = type, .number = number})), expected);
    }
    for (const TimeForm form : {TimeForm::epoch, TimeForm::epoch_ms}) {
      time = form;
      EXPECT_EQ(refusal(Shape::instant, row(tilleuls, "x", integer(number))), expected);
    }
  }
}

TEST_F(InstantIntake, RefusesEveryRowOfAQueryWithoutInstants) {
  const WindowRead result = read(Shape::instant, {row(tilleuls, "x", {})}, {});
  EXPECT_FALSE(result.state);
  EXPECT_EQ(result.fates.refused(), 1u);
}

}  // namespace
}  // namespace jauge::core::intake_test
