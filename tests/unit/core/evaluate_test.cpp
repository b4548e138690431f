#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

TEST(Evaluation, ListsTheIndicatorsInTheMeasuresOrderThenByWindow) {
  const auto all = Case{}.figures().figures;
  std::vector<std::string> lines;
  for (const auto& figure : all) lines.push_back(fmt::format("{} {}", figure.indicator, code(figure.window)));
  ASSERT_EQ(lines.size(), 18U);
  EXPECT_EQ(lines[0], "dossiers-actifs mois");
  EXPECT_EQ(lines[3], "messages-mssante mois");
  EXPECT_EQ(lines[4], "messages-mssante 3-mois");
  EXPECT_EQ(lines[5], "messages-mssante depuis-debut");
  EXPECT_EQ(lines.back(), "disponibilite-dui mois");
}

TEST(Evaluation, ListsAnEstablishmentNotYetLiveWithoutFigures) {
  auto one = active_files(6, 10, 600);
  one.establishment.live = on(2);
  const auto result = one.figures();
  EXPECT_EQ(result.membership, Membership::not_live);
  EXPECT_EQ(result.figures.size(), 18U);
  EXPECT_THAT(result.figures, Each(Field(&Figure::reason, "pas-encore-deploye")));
  EXPECT_THAT(result.figures, Each(Field(&Figure::counted, false)));
  EXPECT_THAT(result.figures, Each(Field(&Figure::numerator, std::nullopt)));
  EXPECT_EQ(result.gate, GateResult{});
  EXPECT_THAT(result.evidence, IsEmpty());
}

TEST(Evaluation, GivesNothingForAnEstablishmentThatLeft) {
  auto one = active_files(6, 10, 600);
  one.establishment.left = on(2);
  const auto result = one.figures();
  EXPECT_EQ(result.finess, one.establishment.finess);
  EXPECT_EQ(result.membership, Membership::absent);
  EXPECT_THAT(result.figures, IsEmpty());
}

TEST(Curve, AccumulatesTheMembersByTheirFirstDay) {
  Case one;
  one.input.sets["file_update"] = set_of({member("a", on(1)), member("b", on(3)), member("c", on(31))});
  one.input.sets["accompanied"] = set_of({"a", "b", "c"});
  const auto curve = one.figures().curves.front();
  EXPECT_EQ(curve.indicator, "dossiers-actifs");
  ASSERT_EQ(curve.cumulative.size(), 31U);
  EXPECT_EQ(curve.cumulative[0], 1);
  EXPECT_EQ(curve.cumulative[1], 1);
  EXPECT_EQ(curve.cumulative[2], 2);
  EXPECT_EQ(curve.cumulative[29], 2);
  EXPECT_EQ(curve.cumulative[30], 3);
}

TEST(Curve, OfAnIntersectionGrowsOnTheDayTheLastSetHasTheMember) {
  Case one;
  one.input.sets["file_update"] = set_of({member("a", on(2)), member("b", on(9))});
  // A project that began before the month counts from the month's first day.
  one.input.sets["personalised_project"] =
      set_of({member("a", on(5)), member("b", on(1) - std::chrono::days(40))});
  const auto figures = one.figures();
  const auto curve = *std::ranges::find(figures.curves, "projets-personnalises", &Curve::indicator);
  EXPECT_EQ(curve.cumulative[3], 0);
  EXPECT_EQ(curve.cumulative[4], 1);
  EXPECT_EQ(curve.cumulative[8], 2);
}

TEST(Curve, IsNotDrawnForWhatIsNotKnownNorSupplementary) {
  Case one;
  one.input.sets["accompanied"] = set_of(3);
  one.input.sets["qualified_identity"] = set_of(3);
  one.input.sets["mss_message"] = set_of(3);
  one.input.sets["dmp_deposit"] = set_of(3);
  one.input.sets["dmp_deposit"].reason = "aucune-ligne";
  std::vector<std::string> drawn;
  for (const auto& curve : one.figures().curves) drawn.push_back(curve.indicator);
  EXPECT_THAT(drawn, ElementsAre("messages-mssante"));
}

TEST(Evidence, ListsEverySetThatASourceAnsweredFor) {
  auto one = active_files(6, 10, 600);
  one.input.sets["file_update"].reproducible = false;
  one.input.sets["mss_message"] = SetState{};
  const auto evidence = one.figures().evidence;
  ASSERT_EQ(evidence.size(), 2U);
  EXPECT_EQ(evidence[0].kind, "accompanied");
  EXPECT_EQ(evidence[0].members, 10);
  EXPECT_TRUE(evidence[0].reproducible);
  EXPECT_EQ(evidence[1].kind, "file_update");
  EXPECT_FALSE(evidence[1].reproducible);
  EXPECT_EQ(evidence[1].sha256, evidence_digest("PAI-2021-44-0042", one.establishment.finess, october,
                                                "file_update", one.input.sets["file_update"].members));
}

TEST(Evidence, IsTheDigestOfTheNamedSetAndItsSortedKeys) {
  using namespace std::string_literals;
  auto bytes = "jauge-evidence/1\0P\0"s + "670000165\0"s + "2026-10\0"s + "file_update\0"s + "300\0"s;
  const auto members = set_of(300).members;
  for (const auto& one : members) bytes.append(one.key.begin(), one.key.end());
  EXPECT_EQ(evidence_digest("P", establishment().finess, october, "file_update", members), sha256(bytes));
}

TEST(Evidence, DoesNotDependOnTheDays) {
  const auto digest = [](const SetState& set) {
    return evidence_digest("P", establishment().finess, october, "file_update", set.members);
  };
  EXPECT_EQ(digest(set_of({"a", "b"}, on(1))), digest(set_of({"a", "b"}, on(9))));
  EXPECT_NE(digest(set_of({"a", "b"})), digest(set_of({"a", "c"})));
}

// indicators §10, from the members on.
TEST(WorkedExample, GivesTheFiguresOfTheContract) {
  Case one;
  one.parameters.project.started = october.first_day();
  one.input.sets["accompanied"] =
      set_of({member("a", on(1)), member("b", on(31)), member("c", on(1)), member("e", on(10))});
  one.input.sets["file_update"] = set_of({member("a", on(1)), member("c", on(31)), member("d", on(5))});
  one.input.sets["personalised_project"] = set_of({member("a", on(31))});
  one.input.sets["agenda_event"] = set_of({member("a", on(12))});

  one.parameters.targets["dossiers-actifs"] = 600;
  const auto active = one.figure("dossiers-actifs");
  EXPECT_EQ(active.numerator, 3);
  EXPECT_EQ(active.denominator, 4);
  EXPECT_EQ(french_tenths(percent_tenths(3, 4)), "75,0");
  EXPECT_THAT(flag_texts(active), ElementsAre("hors-denominateur=1"));
  EXPECT_EQ(active.outcome, Outcome::undetermined);
  one.parameters.targets["dossiers-actifs"] = 500;
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::met);

  for (const auto* indicator : {"projets-personnalises", "evenements-agenda"}) {
    const auto figure = one.figure(indicator);
    EXPECT_EQ(figure.numerator, 1);
    EXPECT_EQ(figure.denominator, 3);
    EXPECT_EQ(french_tenths(percent_tenths(1, 3)), "33,3");
    EXPECT_THAT(flag_texts(figure), IsEmpty());
  }
}

}  // namespace
}  // namespace jauge::core::counting_tests
