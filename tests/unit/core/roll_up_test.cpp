#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

/// Two establishments of region 44 and one of 11. Sets are given per establishment.
struct Grappe {
  Parameters parameters = counting_tests::parameters();
  std::vector<EstablishmentInput> inputs{3};

  Grappe() {
    parameters.targets = targets();
    parameters.project.started = october.first_day();
    parameters.project.establishments = {establishment("670000165"), establishment("670000173"),
                                         establishment("750000011", "11")};
  }

  /// `updated` files of `accompanied` persons, everything else as good as it gets.
  void good(std::size_t which, int updated, int accompanied) {
    auto& sets = inputs[which].sets;
    for (const auto* kind : {"file_update", "personalised_project", "agenda_event"})
      sets[kind] = set_of(updated);
    for (const auto* kind : {"mss_message", "dmp_deposit"}) sets[kind] = set_of(10);
    sets["accompanied"] = set_of(accompanied);
  }

  std::vector<EstablishmentFigures> figures() const {
    std::vector<EstablishmentFigures> all;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      all.push_back(evaluate(parameters, parameters.project.establishments[i], inputs[i]));
    }
    return all;
  }
  RollUp project() const { return roll_up(parameters, figures(), std::nullopt); }
  RollUp region(std::string_view code) const {
    return roll_up(parameters, figures(), RegionCode::parse(code));
  }
};

Figure figure(const RollUp& total, std::string_view indicator) {
  return *std::ranges::find_if(total.figures,
                               [&](const Figure& one) { return one.gating && one.indicator == indicator; });
}

TEST(RollUp, IsTheRatioOfTheSums) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 40, 40);
  grappe.good(2, 1, 2);
  const auto project = figure(grappe.project(), "dossiers-actifs");
  EXPECT_EQ(project.numerator, 50);
  EXPECT_EQ(project.denominator, 52);
  EXPECT_EQ(figure(grappe.project(), "messages-mssante").numerator, 30);
  const auto region = figure(grappe.region("44"), "dossiers-actifs");
  EXPECT_EQ(region.numerator, 49);
  EXPECT_EQ(region.denominator, 50);
}

TEST(RollUp, TellsHowManyAreComputableAndHowManyMeet) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 5, 10);
  grappe.good(2, 9, 10);
  EXPECT_THAT(flag_texts(figure(grappe.project(), "dossiers-actifs")),
              ElementsAre("calculables=3/3", "conformes=2/3"));
  EXPECT_THAT(flag_texts(figure(grappe.region("44"), "dossiers-actifs")),
              ElementsAre("calculables=2/2", "conformes=1/2"));
}

TEST(RollUp, IsPartialBelowAllAndSumsOnlyTheComputable) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 9, 10);
  grappe.good(2, 9, 10);
  grappe.inputs[1].sets["accompanied"].reason = "lignes-ecartees";
  const auto total = figure(grappe.project(), "dossiers-actifs");
  EXPECT_EQ(total.denominator, 20);
  EXPECT_THAT(flag_texts(total), ElementsAre("calculables=2/3", "conformes=2/3", "partiel"));
}

TEST(RollUp, LeavesOutTheIntegersOfARateThatIsNotComputable) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 9, 10);
  grappe.good(2, 9, 10);
  grappe.inputs[1].sets["accompanied"].complete = false;  // denominateur-incomplet, 9 of at least 10
  EXPECT_EQ(figure(grappe.project(), "dossiers-actifs").numerator, 18);
}

TEST(RollUp, WithoutAComputableEstablishmentIsNotComputable) {
  Grappe grappe;
  const auto total = figure(grappe.project(), "dossiers-actifs");
  EXPECT_EQ(total.reason, "aucun-etablissement");
  EXPECT_EQ(total.numerator, std::nullopt);
  EXPECT_THAT(flag_texts(total), ElementsAre("calculables=0/3", "conformes=0/3", "partiel"));
}

TEST(RollUp, RepeatsTheFlagsOfItsMembersWithTheirCount) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 12, 10);
  grappe.good(2, 13, 10);
  grappe.inputs[0].sets["file_update"].complete = false;
  const auto total = figure(grappe.project(), "dossiers-actifs");
  EXPECT_EQ(total.outside_denominator, 5);
  EXPECT_THAT(flag_texts(total), ElementsAre("calculables=3/3", "conformes=3/3", "au-dessus-de-100=2",
                                             "ecriture-de-masse=2", "hors-denominateur=5", "minorant=1"));
}

TEST(RollUp, HasNoTarget) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  for (const auto& total : grappe.project().figures) {
    EXPECT_EQ(total.target, std::nullopt);
    EXPECT_EQ(total.outcome, std::nullopt);
  }
}

TEST(RollUp, CountsNobodyAsMeetingWhereNothingIsAsked) {
  Grappe grappe;
  for (const auto& total : grappe.project().figures) {
    const bool asked = total.gating && !grappe.parameters.measure.find(total.indicator)->supplementary;
    EXPECT_EQ(total.has_flag("conformes"), asked) << total.indicator << " " << code(total.window);
    EXPECT_TRUE(total.has_flag("calculables"));
  }
}

TEST(RollUp, CountsAPersonOfTwoEstablishmentsTwice) {
  Grappe grappe;
  for (std::size_t i : {0U, 1U}) {
    grappe.inputs[i].sets["file_update"] = set_of({"a"});
    grappe.inputs[i].sets["accompanied"] = set_of({"a"});
  }
  EXPECT_EQ(figure(grappe.region("44"), "dossiers-actifs").numerator, 2);
}

TEST(RollUp, LeavesOutEstablishmentsThatDoNotCountInTheMonth) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 9, 10);
  grappe.good(2, 9, 10);
  grappe.parameters.project.establishments[0].live = on(2);
  grappe.parameters.project.establishments[1].left = on(2);
  const auto total = figure(grappe.project(), "dossiers-actifs");
  EXPECT_EQ(total.denominator, 10);
  EXPECT_THAT(flag_texts(total), ElementsAre("calculables=1/1", "conformes=1/1"));
}

TEST(RollUp, SumsTheMonthsOfAWindow) {
  Grappe grappe;
  grappe.parameters.project.started = Month(2026, 1).first_day();
  grappe.good(0, 9, 10);
  grappe.good(1, 9, 10);
  const Month august{2026, 8}, september{2026, 9};
  grappe.inputs[0].earlier["mss_message"] = {{august, 0, 2, false}, {september, 1, 3, false}};
  grappe.inputs[1].earlier["mss_message"] = {{august, 0, 5, true}, {september, 1, 7, false}};
  EXPECT_THAT(figure(grappe.project(), "messages-mssante").months,
              ElementsAre(MonthCount{august, 0, 7, true}, MonthCount{september, 1, 10, false},
                          MonthCount{october, {}, 20, false}));
}

TEST(RollUp, NamesNoRevisionOfAMonthWhereItsMembersDiffer) {
  Grappe grappe;
  grappe.parameters.project.started = Month(2026, 1).first_day();
  grappe.good(0, 9, 10);
  grappe.good(1, 9, 10);
  const Month september{2026, 9};
  grappe.inputs[0].earlier["mss_message"] = {{september, 1, 3, false}};
  grappe.inputs[1].earlier["mss_message"] = {{september, {}, 7, false}};
  EXPECT_THAT(figure(grappe.project(), "messages-mssante").months,
              Contains(MonthCount{september, {}, 10, false}));
}

TEST(RollUp, HasALowerBoundOfAMonthWhicheverMemberKnowsNoMore) {
  const Month september{2026, 9};
  for (const std::size_t which : {0U, 1U}) {
    Grappe grappe;
    grappe.parameters.project.started = Month(2026, 1).first_day();
    grappe.good(0, 9, 10);
    grappe.good(1, 9, 10);
    grappe.inputs[0].earlier["mss_message"] = {{september, 1, 3, which == 0}};
    grappe.inputs[1].earlier["mss_message"] = {{september, 1, 4, which == 1}};
    EXPECT_THAT(figure(grappe.project(), "messages-mssante").months,
                Contains(MonthCount{september, 1, 7, true}));
  }
}

TEST(RollUp, OfARegionLeavesOutWhomTheProjectNoLongerNames) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 40, 40);
  grappe.good(2, 1, 2);
  const auto all = grappe.figures();
  auto& configured = grappe.parameters.project.establishments;
  configured.erase(configured.begin());
  configured.pop_back();
  const auto region = roll_up(grappe.parameters, all, RegionCode::parse("44"));
  EXPECT_EQ(figure(region, "dossiers-actifs").numerator, 40);
  EXPECT_EQ(region.gate.concerned, 1);
  EXPECT_EQ(roll_up(grappe.parameters, all, RegionCode::parse("11")).gate.concerned, 0);
}

TEST(RollUp, FindsTheFiguresOfAnotherMeasureByIndicatorAndWindow) {
  Grappe grappe;
  for (const std::size_t which : {0U, 1U, 2U}) grappe.good(which, 9, 10);
  auto all = grappe.figures();
  std::ranges::reverse(all[0].figures);
  all[1].figures.resize(1);  // dossiers-actifs alone
  const auto total = roll_up(grappe.parameters, all, std::nullopt);
  EXPECT_EQ(figure(total, "dossiers-actifs").numerator, 27);
  EXPECT_EQ(figure(total, "messages-mssante").numerator, 20);
  EXPECT_THAT(flag_texts(figure(total, "messages-mssante")),
              ElementsAre("calculables=2/3", "conformes=2/3", "partiel"));
}

TEST(RollUp, HasTheLowestCoverageAndTheLongestGap) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 9, 10);
  grappe.inputs[0].sets["file_update"].coverage_tenths = 901;
  grappe.inputs[1].sets["file_update"].longest_gap_minutes = 77;
  const auto total = figure(grappe.project(), "dossiers-actifs");
  EXPECT_EQ(total.coverage_tenths, 901);
  EXPECT_EQ(total.longest_gap_minutes, 77);
}

TEST(ProjectGate, IsPassedWhenEveryEstablishmentThatCountsPasses) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 9, 10);
  grappe.good(2, 9, 10);
  EXPECT_EQ(grappe.project().gate.state, Outcome::met);
  EXPECT_EQ(grappe.project().gate.passing, 3);
  EXPECT_EQ(grappe.project().gate.concerned, 3);
  EXPECT_EQ(grappe.region("44").gate.concerned, 2);
}

TEST(ProjectGate, NamesThoseThatDoNotPassAndThoseThatAreUndetermined) {
  Grappe grappe;
  grappe.good(0, 5, 10);
  grappe.good(1, 9, 10);
  const auto gate = grappe.project().gate;
  EXPECT_EQ(gate.state, Outcome::not_met);
  EXPECT_EQ(gate.passing, 1);
  EXPECT_THAT(gate.missing, ElementsAre("670000165"));
  EXPECT_THAT(gate.undetermined, ElementsAre("750000011"));
  EXPECT_EQ(grappe.region("11").gate.state, Outcome::undetermined);
}

TEST(ProjectGate, IsUndeterminedAtBestWithAnEstablishmentNotYetLive) {
  Grappe grappe;
  grappe.good(0, 9, 10);
  grappe.good(1, 9, 10);
  grappe.good(2, 9, 10);
  grappe.parameters.project.establishments[2].live = on(2);
  const auto gate = grappe.project().gate;
  EXPECT_EQ(gate.state, Outcome::undetermined);
  EXPECT_EQ(gate.passing, 2);
  EXPECT_EQ(gate.concerned, 2);
  EXPECT_THAT(gate.undetermined, IsEmpty());
  EXPECT_EQ(grappe.region("44").gate.state, Outcome::met);
  EXPECT_EQ(grappe.region("11").gate.state, Outcome::undetermined);
}

TEST(ProjectGate, OfNobodyIsNeverPassed) {
  Grappe grappe;
  for (auto& one : grappe.parameters.project.establishments) one.left = on(2);
  EXPECT_EQ(grappe.project().gate.state, Outcome::undetermined);
  EXPECT_EQ(grappe.project().gate.concerned, 0);
}

/// 7 of 10, 100 of 100 and 9 of 10: an establishment misses 80 %, the project does not.
Grappe project_ratio() {
  Grappe grappe;
  grappe.parameters.measure.gate.scope = Gate::Scope::project_ratio;
  grappe.good(0, 7, 10);
  grappe.good(1, 100, 100);
  grappe.good(2, 9, 10);
  return grappe;
}

TEST(ProjectRatio, JudgesTheRatesOnTheProjectAsAWhole) {
  auto grappe = project_ratio();
  EXPECT_EQ(grappe.project().gate.state, Outcome::met);
  EXPECT_EQ(figure(grappe.project(), "dossiers-actifs").outcome, Outcome::met);
  EXPECT_EQ(figure(grappe.project(), "dossiers-actifs").target, 800);
  grappe.good(1, 70, 100);
  EXPECT_EQ(grappe.project().gate.state, Outcome::not_met);
}

TEST(ProjectRatio, HoldsForEveryRegion) {
  auto grappe = project_ratio();
  grappe.good(1, 70, 100);
  EXPECT_EQ(grappe.region("11").gate.state, Outcome::not_met);
  EXPECT_EQ(figure(grappe.region("11"), "dossiers-actifs").outcome, std::nullopt);
}

TEST(ProjectRatio, StillAsksEachEstablishmentForItsSocles) {
  auto grappe = project_ratio();
  grappe.inputs[0].sets["dmp_deposit"] = set_of(0);
  grappe.inputs[0].sets["prescription_import"] = set_of(0);
  grappe.parameters.targets["e-prescriptions"] = 1;
  EXPECT_EQ(grappe.project().gate.state, Outcome::not_met);
}

TEST(ProjectRatio, IsUndeterminedWhereAnEstablishmentIsNotComputable) {
  auto grappe = project_ratio();
  grappe.inputs[2].sets["accompanied"].reason = "lignes-ecartees";
  EXPECT_EQ(grappe.project().gate.state, Outcome::undetermined);
}

TEST(ProjectRatio, IsUndeterminedWhereNoEstablishmentIsComputable) {
  auto grappe = project_ratio();
  for (auto& input : grappe.inputs) input.sets["accompanied"].reason = "lignes-ecartees";
  const auto project = grappe.project();
  EXPECT_EQ(figure(project, "dossiers-actifs").reason, "aucun-etablissement");
  EXPECT_EQ(figure(project, "dossiers-actifs").target, 800);
  EXPECT_EQ(figure(project, "dossiers-actifs").outcome, Outcome::undetermined);
  EXPECT_EQ(project.gate.state, Outcome::undetermined);
}

TEST(ProjectRatio, IsUndeterminedForARateThatNoIndicatorGives) {
  auto grappe = project_ratio();
  ASSERT_EQ(grappe.project().gate.state, Outcome::met);
  grappe.parameters.measure.gate.rates.emplace_back("taux-inconnu");
  EXPECT_EQ(grappe.project().gate.state, Outcome::undetermined);
}

TEST(ProjectRatio, IsUndeterminedWhereAHeadcountIsDiscordant) {
  auto grappe = project_ratio();
  grappe.inputs[2].headcount = Headcount{9, "registre"};
  EXPECT_EQ(grappe.project().gate.state, Outcome::undetermined);
}

TEST(ProjectRatio, WithoutAProjectTargetIsUndetermined) {
  auto grappe = project_ratio();
  grappe.parameters.targets.erase("dossiers-actifs");
  EXPECT_EQ(grappe.project().gate.state, Outcome::undetermined);
}

}  // namespace
}  // namespace jauge::core::counting_tests
