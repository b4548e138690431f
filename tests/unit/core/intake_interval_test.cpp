#include "intake_fixture.hpp"

namespace jauge::core::intake_test {
namespace {

using Members = std::map<std::string, std::string>;

class IntervalIntake : public IntakeTest {};

TEST_F(IntervalIntake, CountsTheWorkedExample) {
  const WindowRead accompanied =
      intervals({row(tilleuls, "a", date("2025-03-01")), row(tilleuls, "b", date("2026-10-31")),
                 row(tilleuls, "c", date("2024-05-02"), date("2026-10-01")),
                 row(tilleuls, "d", date("2024-05-02"), date("2026-09-30")),
                 row(tilleuls, "e", date("2026-10-10"), date("2026-10-12"))});
  EXPECT_EQ(october(accompanied, {"a", "b", "c", "d", "e"}),
            (Members{{"a", "2026-10-01"}, {"b", "2026-10-31"}, {"c", "2026-10-01"}, {"e", "2026-10-10"}}));
  EXPECT_EQ(accompanied.fates.outside_window, 1u);
  const WindowRead projects = intervals(
      {row(tilleuls, "a", date("2026-10-31")), row(tilleuls, "d", date("2024-01-01"), date("2026-09-30"))});
  EXPECT_EQ(october(projects, {"a", "d"}), (Members{{"a", "2026-10-31"}}));
}

TEST_F(IntervalIntake, IncludesBothItsDays) {
  const auto taken = [&](Cell at, Cell until) {
    return intervals({row(tilleuls, "x", at, until)}).fates.taken == 1;
  };
  EXPECT_TRUE(taken(date("2026-09-01"), date("2026-10-01")));
  EXPECT_FALSE(taken(date("2026-09-01"), date("2026-09-30")));
  EXPECT_TRUE(taken(date("2026-10-31"), date("2026-11-01")));
  EXPECT_FALSE(taken(date("2026-11-01"), date("2026-11-02")));
  EXPECT_TRUE(taken(date("2026-10-12"), date("2026-10-12")));
}

TEST_F(IntervalIntake, TurnsTimesIntoDaysOfTheEstablishment) {
  const Row one = row(tilleuls, "x", instant("2026-09-01T10:00:00Z"), instant("2026-09-30T22:00:00Z"));
  EXPECT_EQ(intervals({one}).fates.taken, 1u);  // it is 1 October in Paris
  const Row other = row(tilleuls, "x", instant("2026-09-01T10:00:00Z"), instant("2026-09-30T21:59:59Z"));
  EXPECT_EQ(intervals({other}).fates.taken, 0u);
}

TEST_F(IntervalIntake, TakesATimeOfMidnightAsThatDay) {
  const Row until_first = row(tilleuls, "x", local("2026-09-01 00:00:00"), local("2026-10-01 00:00:00"));
  EXPECT_EQ(intervals({until_first}).fates.taken, 1u);
  // Midnight in Paris is the evening before in Martinique: stored days stay days.
  const Row overseas = row(alizes, "x", local("2026-10-31 00:00:00"), local("2026-10-31 00:00:00"));
  EXPECT_EQ(october(intervals({overseas}), {"x"}, alizes), (Members{{"x", "2026-10-31"}}));
  const Row evening = row(alizes, "y", local("2026-10-31 00:00:01"), local("2026-10-31 00:00:01"));
  EXPECT_EQ(october(intervals({evening}), {"y"}, alizes), (Members{{"y", "2026-10-30"}}));
}

TEST_F(IntervalIntake, GoesOnWithoutEndOrWithAFarOne) {
  for (const Cell until :
       {Cell{}, text(""), date("2999-12-31"), text("9999-12-31"),
        Cell{.type = Cell::Type::instant, .number = std::numeric_limits<std::int64_t>::max()}}) {
    EXPECT_EQ(october(intervals({row(tilleuls, "x", date("2026-01-01"), until)}), {"x"}),
              (Members{{"x", "2026-10-01"}}));
  }
}

TEST_F(IntervalIntake, IsOfTheTasksMonthOnly) {
  want(Month(2026, 9));
  want(Month(2026, 11));
  const WindowRead result = intervals({row(tilleuls, "x", date("2026-01-01"))});
  ASSERT_EQ(result.batches.size(), 1u);
  EXPECT_EQ(result.batches[0].month, Month(2026, 10));
}

TEST_F(IntervalIntake, IsLateWhereItsMonthHasNoKey) {
  keys.clear();
  want(Month(2026, 11));
  const WindowRead result = intervals({row(tilleuls, "x", date("2026-01-01"))});
  EXPECT_TRUE(result.batches.empty());
  EXPECT_EQ(result.fates.late, (std::map<Month, std::uint64_t>{{Month(2026, 10), 1}}));
}

TEST_F(IntervalIntake, CountsPlannedAdmissionsAsToCome) {
  now = utc("2026-10-15T10:00:00Z");
  const WindowRead result =
      intervals({row(tilleuls, "today", date("2026-10-15")), row(tilleuls, "tomorrow", date("2026-10-16")),
                 row(tilleuls, "tonight", instant("2026-10-15T18:00:00Z")),
                 row(tilleuls, "next year", date("2027-10-16"))});
  EXPECT_EQ(october(result, {"today", "tomorrow", "tonight"}), (Members{{"today", "2026-10-15"}}));
  EXPECT_EQ(result.fates.future, 3u);
}

TEST_F(IntervalIntake, TakesNothingInAMonthThatHasNotBegunForTheEstablishment) {
  task.month = Month(2026, 11);
  want(task.month);
  now = utc("2026-11-01T00:00:00Z");  // still 31 October in Martinique
  const WindowRead result =
      intervals({row(tilleuls, "x", date("2026-01-01")), row(alizes, "x", date("2026-01-01"))});
  EXPECT_EQ(members(result, tilleuls, task.month, {"x"}), (Members{{"x", "2026-11-01"}}));
  EXPECT_EQ(members(result, alizes, task.month, {"x"}), Members{});
  EXPECT_EQ(result.fates.future, 1u);
}

TEST_F(IntervalIntake, RefusesBoundsThatCannotBe) {
  const auto why = [&](Cell at, Cell until) {
    return refusal(Shape::interval, row(tilleuls, "x", at, until));
  };
  EXPECT_EQ(why({}, date("2026-10-01")), "instant-absent");
  EXPECT_EQ(why(infinity(), {}), "instant-infini");
  EXPECT_EQ(why(date("2026-10-01"), infinity()), "instant-infini");
  EXPECT_EQ(why(date("2026-10-01"), text("bientôt")), "instant-illisible");
  EXPECT_EQ(why(date("1899-12-31"), {}), "avant-1900");
  EXPECT_EQ(why(date("1900-01-01"), {}), "");
  EXPECT_EQ(why(date("2026-10-12"), date("2026-10-11")), "fin-avant-debut");
}

TEST_F(IntervalIntake, ComparesItsBoundsAsDays) {
  const Row one = row(tilleuls, "x", local("2026-10-12 18:00:00"), local("2026-10-12 09:00:00"));
  EXPECT_EQ(refusal(Shape::interval, one), "");
}

TEST_F(IntervalIntake, RefusesEveryRowOfAQueryWithoutBoundsWhereTheKindIsNoState) {
  EXPECT_EQ(refusal(Shape::interval, row(tilleuls, "x", {}), {}), "instant-absent");
}

class StateIntake : public IntakeTest {
 protected:
  StateIntake() { now = utc("2026-10-15T10:00:00Z"); }
};

TEST_F(StateIntake, IsTrueOnTheDayOfTheRead) {
  const WindowRead result = states({row(tilleuls, "x", {})});
  EXPECT_TRUE(result.state);
  EXPECT_EQ(october(result, {"x"}), (Members{{"x", "2026-10-15"}}));
}

TEST_F(StateIntake, IsAnIntervalWhereTheQueryHasBounds) {
  const WindowRead result =
      read(Shape::state_or_interval, {row(tilleuls, "x", date("2026-10-03"))}, {true, false});
  EXPECT_FALSE(result.state);
  EXPECT_EQ(october(result, {"x"}), (Members{{"x", "2026-10-03"}}));
  EXPECT_EQ(refusal(Shape::state_or_interval, row(tilleuls, "x", {}), {true, false}), "instant-absent");
}

TEST_F(StateIntake, IsOfTheMonthOfTheReadInEachEstablishment) {
  want(Month(2026, 11));
  now = utc("2026-10-31T21:00:00Z");  // November has begun at La Réunion
  const std::vector<Row> rows = {row(tilleuls, "x", {}), row(flamboyants, "x", {})};
  const WindowRead of_october = states(rows);
  EXPECT_EQ(october(of_october, {"x"}).size(), 1u);
  EXPECT_EQ(october(of_october, {"x"}, flamboyants).size(), 0u);
  EXPECT_EQ(of_october.fates.outside_window, 1u);
  task.month = Month(2026, 11);
  const WindowRead of_november = states(rows);
  EXPECT_EQ(members(of_november, flamboyants, task.month, {"x"}), (Members{{"x", "2026-11-01"}}));
  EXPECT_EQ(of_november.batches.size(), 1u);
  EXPECT_EQ(of_november.fates.outside_window, 1u);
}

TEST_F(StateIntake, IsNeverReadForAPastMonth) {
  now = utc("2026-11-06T05:00:00Z");
  EXPECT_EQ(states({row(tilleuls, "x", {})}).fates.outside_window, 1u);
}

TEST_F(StateIntake, IsNoLongerTrueAfterItsEnd) {
  const auto with_until = [&](Cell until) {
    const Fates fates = read(Shape::state_or_interval, {row(tilleuls, "x", {}, until)}, {false, true}).fates;
    EXPECT_EQ(fates.taken + fates.outside_window, 1u);
    return fates.taken == 1;
  };
  EXPECT_TRUE(with_until(date("2026-10-15")));
  EXPECT_FALSE(with_until(date("2026-10-14")));
  EXPECT_TRUE(with_until({}));
}

}  // namespace
}  // namespace jauge::core::intake_test
