#include "core/project.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

TEST(Establishment, CountsWithoutAnyDate) {
  EXPECT_EQ(membership(establishment(), october), Membership::counts);
}

TEST(Establishment, CountsOnceJoinedOnOrBeforeTheFirstDay) {
  auto one = establishment();
  one.joined = on(1);
  EXPECT_EQ(membership(one, october), Membership::counts);
  one.joined = on(2);
  EXPECT_EQ(membership(one, october), Membership::absent);
  EXPECT_EQ(membership(one, october.next()), Membership::counts);
}

TEST(Establishment, IsNotLiveUntilItsDuiIsInUseOnTheFirstDay) {
  auto one = establishment();
  one.live = on(1);
  EXPECT_EQ(membership(one, october), Membership::counts);
  one.live = on(2);
  EXPECT_EQ(membership(one, october), Membership::not_live);
}

TEST(Establishment, CountsWhereItLeavesNotBeforeTheMonthsEnd) {
  auto one = establishment();
  one.left = october.end();
  EXPECT_EQ(membership(one, october), Membership::counts);
  one.left = october.last_day();
  EXPECT_EQ(membership(one, october), Membership::absent);
}

TEST(Establishment, ThatLeftOrHasNotJoinedIsNotListedAsNotLive) {
  auto one = establishment();
  one.live = on(2);
  one.left = on(20);
  EXPECT_EQ(membership(one, october), Membership::absent);
  one.left.reset();
  one.joined = on(2);
  EXPECT_EQ(membership(one, october), Membership::absent);
}

TEST(Project, ListsItsRegionsOnceInOrder) {
  Project project;
  for (const auto* region : {"975", "44", "11", "44"}) {
    project.establishments.push_back(establishment("670000165", region));
  }
  std::vector<std::string> codes;
  for (const auto& region : regions(project)) codes.push_back(region.text());
  EXPECT_THAT(codes, testing::ElementsAre("11", "44", "975"));
}

TEST(DatedParameters, AreThoseInForceInTheMonth) {
  Project project;
  project.measures = {{std::nullopt, "first"}, {october, "second"}, {october.next(), "third"}};
  project.targets = {{std::nullopt, {{"messages-mssante", 1}}}, {october.next(), {{"messages-mssante", 2}}}};
  project.maintenance_from = october.next();
  std::map<std::string, Measure, std::less<>> measures;
  for (const auto* id : {"first", "second", "third"}) measures[id].id = id;

  const auto before = parameters_for(project, measures, october.previous());
  EXPECT_EQ(before.measure.id, "first");
  const auto now = parameters_for(project, measures, october);
  EXPECT_EQ(now.measure.id, "second");
  EXPECT_EQ(now.targets.at("messages-mssante"), 1);
  EXPECT_FALSE(now.maintenance);
  const auto after = parameters_for(project, measures, october.next());
  EXPECT_EQ(after.measure.id, "third");
  EXPECT_EQ(after.targets.at("messages-mssante"), 2);
  EXPECT_TRUE(after.maintenance);
}

TEST(DatedParameters, HoldNoMeasureBeforeTheFirstOneIsInForce) {
  Project project;
  project.measures = {{october, "first"}, {october.next(), "second"}};
  std::map<std::string, Measure, std::less<>> measures;
  for (const auto* id : {"first", "second"}) measures[id].id = id;
  EXPECT_EQ(parameters_for(project, measures, october.previous()).measure.id, "");
  EXPECT_EQ(parameters_for(project, measures, october).measure.id, "first");
}

TEST(Measure, NamesEachKindItUsesOnce) {
  const auto kinds = measure().kinds();
  EXPECT_THAT(kinds,
              testing::ElementsAre("accompanied", "agenda_event", "dmp_deposit", "file_update",
                                   "liaison_exchange", "mss_message", "open_file", "personalised_project",
                                   "prescription_import", "qualified_identity"));
  EXPECT_EQ(measure().find("e-parcours")->numerator, std::vector<std::string>{"liaison_exchange"});
  EXPECT_EQ(measure().find("inconnu"), nullptr);
}

TEST(Flag, IsWrittenWithItsNumbers) {
  EXPECT_EQ((Flag{"minorant", {}, {}}.text()), "minorant");
  EXPECT_EQ((Flag{"hors-denominateur", 3, {}}.text()), "hors-denominateur=3");
  EXPECT_EQ((Flag{"calculables", 12, 15}.text()), "calculables=12/15");
}

TEST(Outcome, IsWrittenInFrench) {
  EXPECT_EQ(french(Outcome::met), "oui");
  EXPECT_EQ(french(Outcome::not_met), "non");
  EXPECT_EQ(french(Outcome::undetermined), "indetermine");
  EXPECT_EQ(french(Outcome::exempt), "exempte");
}

TEST(Window, IsWrittenInFrench) {
  EXPECT_EQ(code(Window::month), "mois");
  EXPECT_EQ(code(Window::three_months), "3-mois");
  EXPECT_EQ(code(Window::since_start), "depuis-debut");
}

TEST(InForce, IsTheLatestWhateverTheOrder) {
  const Dated<int> first{std::nullopt, 1}, second{Month(2026, 3), 2}, third{Month(2026, 9), 3};
  for (const auto& entries : {std::vector{first, second, third}, std::vector{third, second, first},
                              std::vector{second, third, first}, std::vector{third, first, second}}) {
    EXPECT_EQ(*in_force(entries, Month(2026, 2)), 1);
    EXPECT_EQ(*in_force(entries, Month(2026, 3)), 2);
    EXPECT_EQ(*in_force(entries, Month(2026, 8)), 2);
    EXPECT_EQ(*in_force(entries, Month(2027, 1)), 3);
  }
  EXPECT_EQ(in_force(std::vector{second}, Month(2026, 2)), nullptr);
  EXPECT_EQ(in_force(std::vector<Dated<int>>{}, Month(2026, 2)), nullptr);
}

}  // namespace
}  // namespace jauge::core::counting_tests
