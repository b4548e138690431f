#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Month july{2026, 7}, august{2026, 8}, september{2026, 9};

/// A project that started in July; messages of the months up to October.
Case messages() {
  Case one;
  one.parameters.project.started = july.first_day();
  one.input.sets["mss_message"] = set_of(5);
  one.input.earlier["mss_message"] = {{july, 0, 1, false}, {august, 0, 2, false}, {september, 1, 3, false}};
  return one;
}

TEST(Count, IsGivenOverThreeWindows) {
  const auto one = messages();
  EXPECT_EQ(one.figure("messages-mssante", Window::month).numerator, 5);
  EXPECT_EQ(one.figure("messages-mssante", Window::three_months).numerator, 10);
  EXPECT_EQ(one.figure("messages-mssante", Window::since_start).numerator, 11);
  for (const auto window : {Window::month, Window::three_months, Window::since_start}) {
    EXPECT_THAT(flag_texts(one.figure("messages-mssante", window)), IsEmpty());
    EXPECT_EQ(one.figure("messages-mssante", window).denominator, std::nullopt);
  }
}

TEST(Count, ListsTheMonthsOfItsWindowWithTheirRevisions) {
  const auto one = messages();
  EXPECT_THAT(one.figure("messages-mssante", Window::month).months, IsEmpty());
  EXPECT_THAT(one.figure("messages-mssante", Window::three_months).months,
              ElementsAre(MonthCount{august, 0, 2, false}, MonthCount{september, 1, 3, false},
                          MonthCount{october, {}, 5, false}));
  EXPECT_EQ(one.figure("messages-mssante", Window::since_start).months.size(), 4U);
}

TEST(Count, IsALowerBoundWhereAMonthOfTheWindowIsMissing) {
  auto one = messages();
  one.input.earlier["mss_message"] = {{september, 0, 3, false}};
  const auto figure = one.figure("messages-mssante", Window::three_months);
  EXPECT_EQ(figure.numerator, 8);
  EXPECT_THAT(flag_texts(figure), ElementsAre("minorant"));
  EXPECT_EQ(figure.months.front(), (MonthCount{august, {}, {}, false}));
}

TEST(Count, TakesAMonthThatWasNotComputableAsMissing) {
  auto one = messages();
  one.input.earlier["mss_message"][1].count.reset();
  const auto figure = one.figure("messages-mssante", Window::three_months);
  EXPECT_EQ(figure.numerator, 8);
  EXPECT_THAT(flag_texts(figure), ElementsAre("minorant"));
}

TEST(Count, MissesNoMonthBeforeTheProjectStarted) {
  auto one = messages();
  one.parameters.project.started = september.first_day();
  one.input.earlier["mss_message"] = {{september, 0, 3, false}};
  const auto figure = one.figure("messages-mssante", Window::three_months);
  EXPECT_EQ(figure.numerator, 8);
  EXPECT_THAT(flag_texts(figure), IsEmpty());
  EXPECT_EQ(figure.months.size(), 2U);
}

TEST(Count, MissesNoMonthBeforeTheDuiWasInUse) {
  auto one = messages();
  one.input.earlier.clear();
  one.establishment.live = october.first_day();
  EXPECT_THAT(flag_texts(one.figure("messages-mssante", Window::three_months)), IsEmpty());
  one.establishment.live = september.first_day();
  EXPECT_THAT(flag_texts(one.figure("messages-mssante", Window::three_months)), ElementsAre("minorant"));
}

TEST(Count, IsALowerBoundFromAnIncompleteMonthOn) {
  auto one = messages();
  one.input.earlier["mss_message"][0].lower_bound = true;
  EXPECT_THAT(flag_texts(one.figure("messages-mssante", Window::three_months)), IsEmpty());
  EXPECT_THAT(flag_texts(one.figure("messages-mssante", Window::since_start)), ElementsAre("minorant"));
  one = messages();
  one.input.sets["mss_message"].complete = false;
  EXPECT_THAT(flag_texts(one.figure("messages-mssante", Window::month)), ElementsAre("minorant"));
  EXPECT_THAT(flag_texts(one.figure("messages-mssante", Window::three_months)), ElementsAre("minorant"));
}

TEST(Count, SumsTheOtherMonthsWhereTheCurrentOneIsNotComputable) {
  auto one = messages();
  one.input.sets["mss_message"].reason = "source-incomplete";
  EXPECT_EQ(one.figure("messages-mssante", Window::month).reason, "source-incomplete");
  EXPECT_EQ(one.figure("messages-mssante", Window::month).numerator, std::nullopt);
  const auto figure = one.figure("messages-mssante", Window::three_months);
  EXPECT_EQ(figure.numerator, 5);
  EXPECT_THAT(flag_texts(figure), ElementsAre("minorant"));
}

TEST(Count, WithoutAnyMonthIsNotComputableForTheReasonOfTheMonth) {
  auto one = messages();
  one.input.sets.erase("mss_message");
  for (auto& month : one.input.earlier["mss_message"]) month.count.reset();
  EXPECT_EQ(one.figure("messages-mssante", Window::three_months).reason, "source-absente");
  EXPECT_EQ(one.figure("messages-mssante", Window::since_start).reason, "source-absente");
}

TEST(Count, OfNothingIsZeroWhereTheSourceStatesIt) {
  auto one = messages();
  one.input.sets["mss_message"] = set_of(0);
  one.input.earlier.clear();
  one.parameters.project.started = october.first_day();
  EXPECT_EQ(one.figure("messages-mssante", Window::three_months).numerator, 0);
  EXPECT_TRUE(one.figure("messages-mssante", Window::three_months).computable());
}

TEST(Count, OfAMonthBeforeTheProjectStartedIsThatMonthAlone) {
  auto one = messages();
  one.parameters.project.started = october.next().first_day();
  for (const auto window : {Window::three_months, Window::since_start}) {
    EXPECT_THAT(one.figure("messages-mssante", window).months,
                ElementsAre(MonthCount{october, {}, 5, false}));
  }
}

TEST(Count, HasOneGatingWindowThatMaintenanceChanges) {
  auto one = messages();
  one.parameters.targets = targets();
  const auto gating = [&](std::string_view indicator) {
    std::vector<Window> windows;
    for (const auto& figure : one.figures().figures) {
      if (figure.indicator != indicator) continue;
      if (figure.gating) windows.push_back(figure.window);
      EXPECT_EQ(figure.target.has_value(), figure.gating);
      EXPECT_EQ(figure.outcome.has_value(), figure.gating);
    }
    return windows;
  };
  EXPECT_THAT(gating("messages-mssante"), ElementsAre(Window::three_months));
  EXPECT_THAT(gating("documents-dmp"), ElementsAre(Window::three_months));
  one.parameters.maintenance = true;
  EXPECT_THAT(gating("messages-mssante"), ElementsAre(Window::three_months));
  EXPECT_THAT(gating("documents-dmp"), ElementsAre(Window::month));
}

TEST(Count, ReachesItsTargetOnTheGatingWindow) {
  auto one = messages();
  one.parameters.targets["messages-mssante"] = 10;
  EXPECT_EQ(one.figure("messages-mssante").outcome, Outcome::met);
  one.parameters.targets["messages-mssante"] = 11;
  EXPECT_EQ(one.figure("messages-mssante").outcome, Outcome::not_met);
}

TEST(Count, ThatIsALowerBoundIsNeverNotMet) {
  auto one = messages();
  one.input.sets["mss_message"].complete = false;
  one.parameters.targets["messages-mssante"] = 11;
  EXPECT_EQ(one.figure("messages-mssante").outcome, Outcome::undetermined);
  one.parameters.targets["messages-mssante"] = 10;
  EXPECT_EQ(one.figure("messages-mssante").outcome, Outcome::met);
}

}  // namespace
}  // namespace jauge::core::counting_tests
