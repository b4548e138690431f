#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(Rate, IsTwoIntegersShownRoundedHalfUp) {
  EXPECT_EQ(french_tenths(percent_tenths(61, 73)), "83,6");
  EXPECT_EQ(french_tenths(percent_tenths(61, 50)), "122,0");
  EXPECT_EQ(french_tenths(percent_tenths(1, 2000)), "0,1");  // 0.05 exactly
  EXPECT_EQ(french_tenths(percent_tenths(1, 2001)), "0,0");
  EXPECT_EQ(french_tenths(percent_tenths(0, 7)), "0,0");
  const auto figure = active_files(61, 73, 800).figure("dossiers-actifs");
  EXPECT_EQ(figure.numerator, 61);
  EXPECT_EQ(figure.denominator, 73);
}

TEST(Rate, IsMetWhenTheFractionIsExactlyTheTarget) {
  EXPECT_EQ(active_files(4, 5, 800).figure("dossiers-actifs").outcome, Outcome::met);
  EXPECT_EQ(active_files(399, 500, 800).figure("dossiers-actifs").outcome, Outcome::not_met);
}

TEST(Rate, IsDecidedOnIntegersWhereTheShownValueIsRoundedUp) {
  const auto figure = active_files(1599, 2000, 800).figure("dossiers-actifs");  // 79.95 %
  EXPECT_EQ(french_tenths(percent_tenths(*figure.numerator, *figure.denominator)), "80,0");
  EXPECT_EQ(figure.outcome, Outcome::not_met);
  EXPECT_THAT(flag_texts(figure), Contains("arrondi"));
}

TEST(Rate, HasNoRoundingFlagWhereTheShownValueMissesTheTargetToo) {
  EXPECT_THAT(flag_texts(active_files(1598, 2000, 800).figure("dossiers-actifs")), Not(Contains("arrondi")));
  EXPECT_THAT(flag_texts(active_files(1600, 2000, 800).figure("dossiers-actifs")), Not(Contains("arrondi")));
}

TEST(Rate, IsNeverClampedAboveAHundred) {
  const auto figure = active_files(61, 50, 800).figure("dossiers-actifs");
  EXPECT_EQ(figure.numerator, 61);
  EXPECT_EQ(figure.denominator, 50);
  EXPECT_THAT(flag_texts(figure), Contains("au-dessus-de-100"));
  EXPECT_THAT(flag_texts(active_files(9, 9, 800).figure("dossiers-actifs")),
              Not(Contains("au-dessus-de-100")));
}

TEST(Rate, WithoutAnyoneInTheDenominatorIsNotComputable) {
  const auto figure = active_files(3, 0, 800).figure("dossiers-actifs");
  EXPECT_EQ(figure.reason, "denominateur-nul");
  EXPECT_EQ(figure.denominator, 0);
  EXPECT_EQ(figure.outcome, Outcome::undetermined);
}

TEST(OutsideDenominator, IsFlaggedWithItsNumber) {
  Case one;
  one.input.sets["file_update"] = set_of({"a", "c", "d", "e"});
  one.input.sets["accompanied"] = set_of({"a", "b", "c", "x", "y"});
  const auto figure = one.figure("dossiers-actifs");
  EXPECT_EQ(figure.outside_denominator, 2);
  EXPECT_THAT(flag_texts(figure), ElementsAre("hors-denominateur=2"));
}

TEST(OutsideDenominator, LeavesTheTargetUndeterminedWhenOnlyTheLiteralRateReachesIt) {
  Case one;
  one.input.sets["file_update"] = set_of({"a", "c", "d"});
  one.input.sets["accompanied"] = set_of({"a", "b", "c", "e"});
  one.parameters.targets["dossiers-actifs"] = 600;
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::undetermined);
  one.parameters.targets["dossiers-actifs"] = 500;
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::met);
  one.parameters.targets["dossiers-actifs"] = 760;
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::not_met);
}

TEST(OutsideDenominator, IsCountedForTheReadingByOpenFiles) {
  Case one;
  one.parameters.measure.indicators[1].denominator = "open_file";
  one.input.sets["file_update"] = set_of({"a", "b", "c"});
  one.input.sets["personalised_project"] = set_of({"b", "c", "z"});
  one.input.sets["open_file"] = set_of({"a", "b", "x", "y"});
  const auto figure = one.figure("projets-personnalises");
  EXPECT_EQ(figure.numerator, 2);
  EXPECT_EQ(figure.denominator, 4);
  EXPECT_EQ(figure.outside_denominator, 1);
}

TEST(Headcount, TakesThePlaceOfThePersonsCounted) {
  auto one = active_files(6, 10, 600);
  one.input.headcount = Headcount{10, "registre des entrées"};
  one.input.sets["accompanied"] = set_of(10);
  auto figure = one.figure("dossiers-actifs");
  EXPECT_EQ(figure.denominator, 10);
  EXPECT_EQ(figure.headcount_origin, "registre des entrées");
  EXPECT_EQ(figure.outcome, Outcome::met);
  one.input.sets.erase("accompanied");
  figure = one.figure("dossiers-actifs");
  EXPECT_TRUE(figure.computable());
  EXPECT_EQ(figure.denominator, 10);
}

TEST(Headcount, IsOnlyForTheIndicatorThatTakesOne) {
  auto one = active_files(6, 10, 600);
  one.input.headcount = Headcount{50, "registre"};
  one.input.sets["qualified_identity"] = set_of(4);
  EXPECT_EQ(one.figure("ins-qualifiees").denominator, 10);
  EXPECT_EQ(one.figure("ins-qualifiees").headcount_origin, "");
}

TEST(Headcount, HasNoMembersThusNothingOutsideTheDenominator) {
  Case one;
  one.input.sets["file_update"] = set_of({"a", "c", "d"});
  one.input.sets["accompanied"] = set_of({"a", "b", "c", "e"});
  one.input.headcount = Headcount{4, "registre"};
  one.parameters.targets["dossiers-actifs"] = 600;
  const auto figure = one.figure("dossiers-actifs");
  EXPECT_EQ(figure.outside_denominator, 0);
  EXPECT_THAT(flag_texts(figure), IsEmpty());
  EXPECT_EQ(figure.outcome, Outcome::met);
}

TEST(Headcount, IsDiscordantBeyondFivePercentOfTheStatedNumber) {
  auto one = active_files(50, 105, 100);
  one.input.headcount = Headcount{100, "registre"};
  EXPECT_THAT(flag_texts(one.figure("dossiers-actifs")), Not(Contains("effectif-discordant")));
  one.input.sets["accompanied"] = set_of(106);
  EXPECT_THAT(flag_texts(one.figure("dossiers-actifs")), Contains("effectif-discordant"));
  one.input.sets["accompanied"] = set_of(95);
  EXPECT_THAT(flag_texts(one.figure("dossiers-actifs")), Not(Contains("effectif-discordant")));
  one.input.sets["accompanied"] = set_of(94);
  EXPECT_THAT(flag_texts(one.figure("dossiers-actifs")), Contains("effectif-discordant"));
}

TEST(Headcount, IsNotComparedWithASetThatIsNotComputable) {
  auto one = active_files(50, 10, 100);
  one.input.headcount = Headcount{100, "registre"};
  one.input.sets["accompanied"].reason = "lignes-ecartees";
  EXPECT_TRUE(one.figure("dossiers-actifs").computable());
  EXPECT_THAT(flag_texts(one.figure("dossiers-actifs")), Not(Contains("effectif-discordant")));
}

TEST(Headcount, IsNotComparedWithALowerBoundBelowIt) {
  auto one = active_files(50, 60, 100);
  one.input.headcount = Headcount{100, "registre"};
  one.input.sets["accompanied"].complete = false;
  EXPECT_THAT(flag_texts(one.figure("dossiers-actifs")), Not(Contains("effectif-discordant")));
  one.input.sets["accompanied"] = set_of(120);
  one.input.sets["accompanied"].complete = false;
  EXPECT_THAT(flag_texts(one.figure("dossiers-actifs")), Contains("effectif-discordant"));
}

TEST(Headcount, MeetsTheTargetOnlyIfMetWithTheLargerOfTheTwo) {
  auto one = active_files(80, 104, 800);
  one.input.headcount = Headcount{100, "registre"};
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::undetermined);
  one.input.sets["accompanied"] = set_of(96);
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::met);
  one.input.headcount = Headcount{101, "registre"};
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::not_met);
}

TEST(Headcount, OfNobodyIsADenominatorOfZero) {
  auto one = active_files(3, 5, 800);
  one.input.headcount = Headcount{0, "registre"};
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "denominateur-nul");
}

TEST(LowerBound, IsARateWhoseIncompleteKindStandsOnlyInTheNumerator) {
  auto one = active_files(6, 10, 600);
  one.input.sets["file_update"].complete = false;
  const auto figure = one.figure("dossiers-actifs");
  EXPECT_TRUE(figure.computable());
  EXPECT_THAT(flag_texts(figure), ElementsAre("minorant"));
}

TEST(LowerBound, ReachingTheTargetIsMetAndElseUndeterminedNeverNotMet) {
  auto one = active_files(6, 10, 600);
  one.input.sets["file_update"].complete = false;
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::met);
  one.parameters.targets["dossiers-actifs"] = 601;
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::undetermined);
}

TEST(LowerBound, WithMembersOutsideTheDenominatorIsMetOnlyWithoutThem) {
  Case one;
  one.input.sets["file_update"] = set_of({"a", "c", "d"});
  one.input.sets["file_update"].complete = false;
  one.input.sets["accompanied"] = set_of({"a", "b", "c", "e"});
  one.parameters.targets["dossiers-actifs"] = 600;
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::undetermined);
  one.parameters.targets["dossiers-actifs"] = 500;
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::met);
}

TEST(IncompleteDenominator, IsNotComputableAndStillGivesItsTwoIntegers) {
  Case one;
  one.input.sets["file_update"] = set_of({"a", "b", "c"});
  one.input.sets["file_update"].complete = false;
  one.input.sets["personalised_project"] = set_of({"b", "c", "d"});
  one.parameters.targets["projets-personnalises"] = 1;
  const auto figure = one.figure("projets-personnalises");
  EXPECT_EQ(figure.reason, "denominateur-incomplet");
  EXPECT_EQ(figure.numerator, 2);
  EXPECT_EQ(figure.denominator, 3);
  EXPECT_EQ(figure.outcome, Outcome::undetermined);
  EXPECT_THAT(flag_texts(figure), IsEmpty());
}

TEST(IncompleteDenominator, DoesNotMatterWhereAHeadcountStandsInIt) {
  auto one = active_files(6, 10, 600);
  one.input.sets["accompanied"].complete = false;
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "denominateur-incomplet");
  one.input.headcount = Headcount{10, "registre"};
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::met);
}

TEST(NotComputable, WithoutASourceForOneOfItsKinds) {
  auto one = active_files(6, 10, 600);
  EXPECT_EQ(one.figure("projets-personnalises").reason, "source-absente");
  one.input.sets["personalised_project"] = SetState{};
  EXPECT_EQ(one.figure("projets-personnalises").reason, "source-absente");
  EXPECT_EQ(one.figure("projets-personnalises").numerator, std::nullopt);
}

TEST(NotComputable, ForTwoNumberingsOfOneKindInTheMonth) {
  auto one = active_files(6, 10, 600);
  one.input.sets["file_update"].numberings = {"ancien", "nouveau"};
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "changement-de-dui");
}

TEST(NotComputable, WhereTheIntersectedSetsHaveDifferentNumberings) {
  Case one;
  one.input.sets["file_update"] = set_of(6);
  one.input.sets["agenda_event"] = set_of(6);
  one.input.sets["agenda_event"].numberings = {"agenda"};
  EXPECT_EQ(one.figure("evenements-agenda").reason, "identifiants-non-rapproches");
}

TEST(NotComputable, WhereTheDenominatorHasAnotherNumberingUnlessAHeadcountIsStated) {
  auto one = active_files(6, 10, 600);
  one.input.sets["accompanied"].numberings = {"facturation"};
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "identifiants-non-rapproches");
  one.input.headcount = Headcount{10, "facturation"};
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::met);
}

TEST(NotComputable, StatesTheMostUpstreamOfItsReasons) {
  auto one = active_files(6, 10, 600);
  auto& updates = one.input.sets["file_update"];
  auto& persons = one.input.sets["accompanied"];
  persons.complete = false;
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "denominateur-incomplet");
  persons.reason = "aucune-ligne";
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "aucune-ligne");
  updates.reason = "lignes-ecartees";
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "lignes-ecartees");
  persons.numberings = {"autre"};
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "identifiants-non-rapproches");
  updates.numberings = {"ancien", "nouveau"};
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "changement-de-dui");
  persons.reason = "relecture-incoherente";
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "relecture-incoherente");
  updates.reason = "source-incomplete";
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "source-incomplete");
  persons.reason = "avant-installation";
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "avant-installation");
  one.input.sets.erase("file_update");
  EXPECT_EQ(one.figure("dossiers-actifs").reason, "source-absente");
}

TEST(MassWrite, IsEightyPercentOfAtLeastTenFilesOnOneDay) {
  const auto updates = [](int on_the_third, int on_the_ninth) {
    auto members = set_of(on_the_third, "a", on(3)).members;
    const auto others = set_of(on_the_ninth, "b", on(9)).members;
    members.insert(members.end(), others.begin(), others.end());
    auto one = active_files(0, 50, 1);
    one.input.sets["file_update"] = set_of(std::move(members));
    return flag_texts(one.figure("dossiers-actifs"));
  };
  EXPECT_THAT(updates(8, 2), Contains("ecriture-de-masse"));
  EXPECT_THAT(updates(7, 3), Not(Contains("ecriture-de-masse")));
  EXPECT_THAT(updates(9, 0), Not(Contains("ecriture-de-masse")));
  EXPECT_THAT(updates(2, 8), Contains("ecriture-de-masse"));
}

TEST(MassWrite, StandsOnlyOnTheIndicatorThatCarriesIt) {
  auto one = active_files(20, 50, 1);
  one.input.sets["agenda_event"] = set_of(20);
  EXPECT_THAT(flag_texts(one.figure("evenements-agenda")), IsEmpty());
}

TEST(Coverage, IsTheLowestOfTheKindsWithTheLongestGapBesideIt) {
  auto one = active_files(6, 10, 600);
  one.input.sets["file_update"].coverage_tenths = 970;
  one.input.sets["file_update"].longest_gap_minutes = 90;
  one.input.sets["accompanied"].coverage_tenths = 990;
  one.input.sets["accompanied"].longest_gap_minutes = 300;
  const auto figure = one.figure("dossiers-actifs");
  EXPECT_EQ(figure.coverage_tenths, 970);
  EXPECT_EQ(figure.longest_gap_minutes, 300);
}

TEST(Coverage, OfAKindWithoutSourceIsNone) {
  auto one = active_files(6, 10, 600);
  EXPECT_EQ(one.figure("projets-personnalises").coverage_tenths, 0);
}

TEST(Availability, IsTheShareOfPollsThatSucceeded) {
  Case one;
  EXPECT_EQ(one.figure("disponibilite-dui").reason, "source-absente");
  one.input.availability["file_update"] = {719, 720};
  EXPECT_EQ(one.figure("disponibilite-dui").numerator, 719);
  EXPECT_EQ(one.figure("disponibilite-dui").denominator, 720);
  one.input.availability["file_update"] = {0, 0};
  EXPECT_EQ(one.figure("disponibilite-dui").reason, "denominateur-nul");
}

TEST(Size, IsGivenForTheMonthOnly) {
  Case one;
  one.input.sets["open_file"] = set_of(42);
  one.input.sets["open_file"].complete = false;
  const auto all = one.figures().figures;
  EXPECT_EQ(std::ranges::count(all, "dossiers-ouverts", &Figure::indicator), 1);
  EXPECT_EQ(one.figure("dossiers-ouverts").numerator, 42);
  EXPECT_EQ(one.figure("dossiers-ouverts").denominator, std::nullopt);
  EXPECT_THAT(flag_texts(one.figure("dossiers-ouverts")), ElementsAre("minorant"));
}

TEST(Target, IsNotAskedOfASupplementaryIndicator) {
  auto one = active_files(6, 10, 600);
  one.input.sets["open_file"] = set_of(42);
  one.parameters.targets["dossiers-ouverts"] = 10;
  EXPECT_EQ(one.figure("dossiers-ouverts").target, std::nullopt);
  EXPECT_EQ(one.figure("dossiers-ouverts").outcome, std::nullopt);
}

TEST(Target, UnsetIsUndeterminedWhereTheGateAsksForIt) {
  Case one;
  one.input.sets["mss_message"] = set_of(5);
  EXPECT_EQ(one.figure("messages-mssante").outcome, Outcome::undetermined);
  EXPECT_EQ(one.figure("e-parcours").outcome, std::nullopt);
  one.establishment.medicalised = false;
  EXPECT_EQ(one.figure("e-parcours").outcome, Outcome::undetermined);
}

TEST(Target, OfTheEstablishmentComesBeforeTheProjects) {
  auto one = active_files(6, 10, 600);
  one.establishment.overrides.values["dossiers-actifs"] = 700;
  EXPECT_EQ(one.figure("dossiers-actifs").target, 700);
  EXPECT_EQ(one.figure("dossiers-actifs").outcome, Outcome::not_met);
}

TEST(Target, OfAnExemptCriterionIsNotShown) {
  Case one;
  one.input.sets["mss_message"] = set_of(5);
  one.parameters.targets = targets();
  one.establishment.overrides.exempt = {"messages-mssante"};
  EXPECT_EQ(one.figure("messages-mssante").outcome, Outcome::exempt);
  EXPECT_EQ(one.figure("messages-mssante").target, std::nullopt);
}

}  // namespace
}  // namespace jauge::core::counting_tests
