#include "core/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto met = Outcome::met, not_met = Outcome::not_met, undetermined = Outcome::undetermined;

/// Everything asked is met, by MSSanté and the DMP.
Case passing() {
  Case one;
  one.parameters.targets = targets();
  one.parameters.project.started = october.first_day();
  for (const auto* kind :
       {"accompanied", "file_update", "personalised_project", "agenda_event", "mss_message", "dmp_deposit"}) {
    one.input.sets[kind] = set_of(10);
  }
  return one;
}

TEST(Gate, AsksForAllOfAList) {
  EXPECT_EQ(all_of(std::vector{met, met}), met);
  EXPECT_EQ(all_of(std::vector{met, undetermined}), undetermined);
  EXPECT_EQ(all_of(std::vector{undetermined, not_met, met}), not_met);
}

TEST(Gate, AsksForAtLeastSoManyOfAList) {
  EXPECT_EQ(at_least(2, std::vector{met, met, not_met}), met);
  EXPECT_EQ(at_least(2, std::vector{met, undetermined, not_met}), undetermined);
  EXPECT_EQ(at_least(2, std::vector{met, not_met, not_met}), not_met);
  EXPECT_EQ(at_least(2, std::vector{met}), not_met);
  EXPECT_EQ(at_least(2, std::vector{met, met, undetermined}), met);
  EXPECT_EQ(at_least(0, std::vector<Outcome>{}), met);
}

TEST(Gate, IsPassedWithAllRatesAndTwoSocles) {
  const auto gate = passing().figures().gate;
  EXPECT_EQ(gate.state, met);
  EXPECT_EQ(gate.passing, 1);
  EXPECT_EQ(gate.concerned, 1);
  EXPECT_THAT(gate.missing, IsEmpty());
  EXPECT_THAT(gate.undetermined, IsEmpty());  // e-prescriptions is no obstacle any more
}

TEST(Gate, IsNotPassedWithOneRateNotMet) {
  auto one = passing();
  one.input.sets["agenda_event"] = set_of(5);
  const auto gate = one.figures().gate;
  EXPECT_EQ(gate.state, not_met);
  EXPECT_EQ(gate.passing, 0);
  EXPECT_THAT(gate.missing, ElementsAre("evenements-agenda"));
}

TEST(Gate, CountsAnUnsetTargetAsUndetermined) {
  auto one = passing();
  one.parameters.targets.erase("dossiers-actifs");
  const auto gate = one.figures().gate;
  EXPECT_EQ(gate.state, undetermined);
  EXPECT_THAT(gate.undetermined, ElementsAre("dossiers-actifs"));
}

TEST(Gate, CountsAnIndicatorThatIsNotComputableAsUndetermined) {
  auto one = passing();
  one.input.sets.erase("personalised_project");
  EXPECT_EQ(one.figures().gate.state, undetermined);
}

TEST(Gate, CountsAFigureThatIsMissingOrWasNeverJudgedAsUndetermined) {
  const auto one = passing();
  auto figures = one.figures();
  std::erase_if(figures.figures,
                [](const Figure& figure) { return figure.indicator == "evenements-agenda"; });
  for (auto& figure : figures.figures) {
    if (figure.indicator == "dossiers-actifs") figure.outcome.reset();
  }
  const auto gate = establishment_gate(one.parameters, one.establishment, figures);
  EXPECT_EQ(gate.state, undetermined);
  EXPECT_THAT(gate.missing, IsEmpty());
  EXPECT_THAT(gate.undetermined, ElementsAre("dossiers-actifs", "evenements-agenda"));
}

TEST(Gate, TreatsAnyUseAtAllAsATargetOfOne) {
  auto one = passing();
  one.parameters.targets["documents-dmp"] = 1;
  one.input.sets["dmp_deposit"] = set_of(1);
  EXPECT_EQ(one.figures().gate.state, met);
  one.input.sets["dmp_deposit"] = set_of(0);
  EXPECT_EQ(one.figures().gate.state, undetermined);  // e-prescriptions has no target
  one.parameters.targets["e-prescriptions"] = 1;
  one.input.sets["prescription_import"] = set_of(0);
  EXPECT_EQ(one.figures().gate.state, not_met);
}

TEST(Gate, LeavesAnUndeterminedSocleOpenWhenItCouldStillPass) {
  auto one = passing();
  one.input.sets["dmp_deposit"] = set_of(0);
  const auto gate = one.figures().gate;
  EXPECT_EQ(gate.state, undetermined);
  EXPECT_THAT(gate.missing, ElementsAre("documents-dmp"));
  EXPECT_THAT(gate.undetermined, ElementsAre("e-prescriptions"));
}

TEST(Gate, KnowsTheFourthSocleOfANonMedicalisedEstablishment) {
  auto one = passing();
  one.input.sets["dmp_deposit"] = set_of(0);
  one.input.sets["liaison_exchange"] = set_of(3);
  one.parameters.targets["e-parcours"] = 3;
  EXPECT_EQ(one.figures().gate.state, undetermined);
  one.establishment.medicalised = false;
  EXPECT_EQ(one.figures().gate.state, met);
}

TEST(Gate, KeepsOnlyTheCriteriaChosenInTheConvention) {
  auto one = passing();
  one.parameters.project.socles = {"messages-mssante", "e-prescriptions"};
  EXPECT_EQ(one.figures().gate.state, undetermined);
  one.parameters.targets["e-prescriptions"] = 1;
  one.input.sets["prescription_import"] = set_of(0);
  EXPECT_EQ(one.figures().gate.state, not_met);
  one.parameters.project.socles = {"messages-mssante", "documents-dmp"};
  EXPECT_EQ(one.figures().gate.state, met);
}

TEST(Gate, RequiresNoLessWhereFewCriteriaAreChosen) {
  auto one = passing();
  one.parameters.project.socles = {"messages-mssante"};
  EXPECT_EQ(one.figures().gate.state, not_met);
}

TEST(Gate, RequiresWhatIsLeftAfterAnExemptionIfThatIsLess) {
  auto one = passing();
  one.parameters.project.socles = {"messages-mssante", "documents-dmp"};
  one.input.sets["dmp_deposit"] = set_of(0);
  EXPECT_EQ(one.figures().gate.state, not_met);
  one.establishment.overrides.exempt = {"documents-dmp"};
  EXPECT_EQ(socle_criteria(one.parameters, one.establishment).required, 1);
  EXPECT_EQ(one.figures().gate.state, met);
  one.establishment.overrides.exempt = {"documents-dmp", "messages-mssante"};
  EXPECT_EQ(one.figures().gate.state, met);
}

TEST(Gate, StillRequiresTwoWhereTwoAreLeftAfterAnExemption) {
  auto one = passing();
  one.establishment.overrides.exempt = {"documents-dmp"};
  EXPECT_EQ(socle_criteria(one.parameters, one.establishment).required, 2);
  EXPECT_EQ(one.figures().gate.state, undetermined);
  one.establishment.overrides.socles_required = 1;
  EXPECT_EQ(one.figures().gate.state, met);
}

TEST(Gate, LowersNothingForAnExemptionThatRemovesNothing) {
  auto one = passing();
  one.parameters.project.socles = {"messages-mssante"};
  one.establishment.overrides.exempt = {"e-prescriptions"};
  EXPECT_EQ(one.figures().gate.state, not_met);
}

TEST(Gate, KnowsNoExemptionFromABusinessRate) {
  auto one = passing();
  one.input.sets["agenda_event"] = set_of(5);
  one.establishment.overrides.exempt = {"evenements-agenda"};
  EXPECT_EQ(one.figure("evenements-agenda").outcome, not_met);
  EXPECT_EQ(one.figures().gate.state, not_met);
}

TEST(Gate, LeavesTheRatesToTheProjectWhereItsScopeIsTheProjectsRatio) {
  auto one = passing();
  one.parameters.measure.gate.scope = Gate::Scope::project_ratio;
  one.input.sets["agenda_event"] = set_of(5);
  EXPECT_EQ(one.figures().gate.state, met);
  one.input.sets["dmp_deposit"] = set_of(0);
  EXPECT_EQ(one.figures().gate.state, undetermined);
}

int rank(Outcome outcome) {
  return outcome == met ? 2 : outcome == undetermined ? 1 : 0;
}

TEST(Gate, NeverGetsWorseByAnIndicatorThatGetsBetter) {
  EXPECT_TRUE(rc::check([] {
    auto outcomes = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<Outcome>>(rc::gen::element(met, undetermined, not_met)));
    const auto required = *rc::gen::inRange(0, 5);
    const auto which = *rc::gen::inRange<std::size_t>(0, outcomes.size());
    const auto all = all_of(outcomes);
    const auto some = at_least(required, outcomes);
    outcomes[which] = outcomes[which] == not_met ? undetermined : met;
    RC_ASSERT(rank(all_of(outcomes)) >= rank(all));
    RC_ASSERT(rank(at_least(required, outcomes)) >= rank(some));
  }));
}

TEST(Gate, SaysUndeterminedExactlyWhereTheUnknownDecides) {
  EXPECT_TRUE(rc::check([] {
    const auto outcomes =
        *rc::gen::container<std::vector<Outcome>>(rc::gen::element(met, undetermined, not_met));
    const auto required = *rc::gen::inRange(0, 5);
    auto worst = outcomes;
    auto best = outcomes;
    std::ranges::replace(worst, undetermined, not_met);
    std::ranges::replace(best, undetermined, met);
    const auto known = [](Outcome low, Outcome high) { return low == high ? low : undetermined; };
    RC_ASSERT(all_of(outcomes) == known(all_of(worst), all_of(best)));
    RC_ASSERT(at_least(required, outcomes) == known(at_least(required, worst), at_least(required, best)));
  }));
}

}  // namespace
}  // namespace jauge::core::counting_tests
