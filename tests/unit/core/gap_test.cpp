#include "core/gap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

Gap gap(const Case& one, std::string_view indicator, Day today) {
  const auto all = gaps(one.parameters, one.figures(), today);
  return *std::ranges::find(all, indicator, &Gap::indicator);
}

TEST(Gap, OfARateIsInFilesRoundedUpWithTheDenominatorHeld) {
  EXPECT_EQ(gap(active_files(61, 73, 900), "dossiers-actifs", on(29)).missing, 5);  // 65.7 − 61
  EXPECT_EQ(gap(active_files(60, 75, 800), "dossiers-actifs", on(29)).missing, 0);
  EXPECT_EQ(gap(active_files(59, 75, 800), "dossiers-actifs", on(29)).missing, 1);
  EXPECT_EQ(gap(active_files(75, 75, 800), "dossiers-actifs", on(29)).missing, 0);
}

TEST(Gap, OfACountIsTheRestToTheTarget) {
  Case one;
  one.parameters.targets = targets();
  one.input.sets["mss_message"] = set_of(4);
  EXPECT_EQ(gap(one, "messages-mssante", on(29)).missing, 6);
}

TEST(Gap, TellsWhatIsMissingWithoutTheMembersOutsideTheDenominator) {
  Case one;
  one.input.sets["file_update"] = set_of({"a", "c", "d"});
  one.input.sets["accompanied"] = set_of({"a", "b", "c", "e"});
  one.parameters.targets["dossiers-actifs"] = 600;
  EXPECT_EQ(gap(one, "dossiers-actifs", on(29)).missing, 0);
  EXPECT_EQ(gap(one, "dossiers-actifs", on(29)).missing_within, 1);
}

TEST(Gap, CountsTheDaysLeftWithToday) {
  EXPECT_EQ(days_left(october, on(29)), 3);
  EXPECT_EQ(days_left(october, on(31)), 1);
  EXPECT_EQ(days_left(october, october.end()), 0);
  EXPECT_EQ(days_left(october, october.end() + std::chrono::days(9)), 0);
  EXPECT_EQ(days_left(october, on(1)), 31);
  EXPECT_EQ(days_left(october, on(1) - std::chrono::days(9)), 31);
}

TEST(Gap, OfAnUnsetTargetIsUnknown) {
  auto one = active_files(6, 10, 600);
  one.parameters.targets.clear();
  const auto active = gap(one, "dossiers-actifs", on(29));
  EXPECT_EQ(active.missing, std::nullopt);
  EXPECT_EQ(active.target, std::nullopt);
  EXPECT_EQ(active.on_course, std::nullopt);
  EXPECT_EQ(active.numerator, 6);
}

TEST(Gap, OfAFigureThatIsNotComputableIsUnknownWithItsReason) {
  auto one = active_files(6, 10, 600);
  one.input.sets["accompanied"].complete = false;
  const auto active = gap(one, "dossiers-actifs", on(29));
  EXPECT_EQ(active.reason, "denominateur-incomplet");
  EXPECT_EQ(active.missing, std::nullopt);
  EXPECT_EQ(active.projected, std::nullopt);
}

TEST(Gap, IsListedOnlyForWhatIsAsked) {
  auto one = active_files(6, 10, 600);
  one.establishment.overrides.exempt = {"documents-dmp"};
  std::vector<std::string> listed;
  for (const auto& entry : gaps(one.parameters, one.figures(), on(29))) listed.push_back(entry.indicator);
  EXPECT_THAT(listed, testing::ElementsAre("dossiers-actifs", "projets-personnalises", "evenements-agenda",
                                           "messages-mssante", "e-prescriptions"));
  one.establishment.live = on(2);
  EXPECT_THAT(gaps(one.parameters, one.figures(), on(29)), testing::IsEmpty());
}

/// Messages, `day` by day.
Case messages(std::initializer_list<int> days, std::int64_t target) {
  Case one;
  std::vector<Member> members;
  int name = 0;
  for (const int day : days) members.push_back(member(fmt::format("m{:03}", name++), on(day)));
  one.input.sets["mss_message"] = set_of(std::move(members));
  one.parameters.targets["messages-mssante"] = target;
  return one;
}

TEST(Projection, GoesOnAtThePaceOfTheDaysElapsed) {
  const auto one = messages({1, 4, 7, 10}, 12);
  const auto ahead = gap(one, "messages-mssante", on(10));
  EXPECT_EQ(ahead.projected, 12);  // 4 in 10 days, 21 to go: 8.4 more
  EXPECT_EQ(ahead.on_course, true);
  EXPECT_EQ(gap(one, "messages-mssante", on(11)).projected, 11);
  EXPECT_EQ(gap(one, "messages-mssante", on(11)).on_course, false);
}

TEST(Projection, HoldsTheEarlierMonthsOfAWindow) {
  auto one = messages({1, 4, 7, 10}, 12);
  one.input.earlier["mss_message"] = {{Month(2026, 8), 0, 100, false}, {Month(2026, 9), 0, 50, false}};
  EXPECT_EQ(gap(one, "messages-mssante", on(10)).projected, 162);
}

TEST(Projection, IsNoneWhereOnlyTheEarlierMonthsOfAWindowAreKnown) {
  auto one = messages({1, 4, 7, 10}, 200);
  one.input.sets["mss_message"].reason = "source-incomplete";
  one.input.earlier["mss_message"] = {{Month(2026, 8), 0, 100, false}, {Month(2026, 9), 0, 50, false}};
  const auto known = gap(one, "messages-mssante", on(10));
  EXPECT_EQ(known.numerator, 150);
  EXPECT_EQ(known.missing, 50);
  EXPECT_EQ(known.projected, std::nullopt);
  EXPECT_EQ(known.on_course, std::nullopt);
}

TEST(Projection, OfAMonthThatIsOverIsItsValue) {
  const auto one = messages({1, 4, 7, 10}, 12);
  EXPECT_EQ(gap(one, "messages-mssante", on(31)).projected, 4);
  EXPECT_EQ(gap(one, "messages-mssante", on(31) + std::chrono::days(40)).projected, 4);
}

TEST(Projection, IsNoneBeforeTheMonth) {
  EXPECT_EQ(gap(messages({1}, 2), "messages-mssante", on(1) - std::chrono::days(1)).projected, std::nullopt);
}

TEST(Projection, OfARateIsOnCourseOnlyWithoutTheMembersOutsideTheDenominator) {
  Case one;
  one.input.sets["file_update"] = set_of({"a", "c", "d"}, on(1));
  one.input.sets["accompanied"] = set_of({"a", "b", "c", "e"});
  one.parameters.targets["dossiers-actifs"] = 750;
  EXPECT_EQ(gap(one, "dossiers-actifs", on(31)).projected, 3);
  EXPECT_EQ(gap(one, "dossiers-actifs", on(31)).on_course, false);
  one.parameters.targets["dossiers-actifs"] = 500;
  EXPECT_EQ(gap(one, "dossiers-actifs", on(31)).on_course, true);
}

TEST(Projection, OfARateDoesNotPassItsDenominator) {
  const auto active = gap(active_files(6, 10, 900), "dossiers-actifs", on(10));
  EXPECT_EQ(active.projected, 10);
  EXPECT_EQ(active.on_course, true);
}

}  // namespace
}  // namespace jauge::core::counting_tests
