// The groups of rapport.json, one per indicator, as ars-contract.md says them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/report_fhir_view.hpp"

namespace jauge::core {
namespace {

using testing::ElementsAre;

TEST(ReportFhirGroup, GivesARateThreePopulationsAndItsScore) {
  const json rate = group("670000181", "dossiers-actifs");
  const auto counts = populations(rate);
  EXPECT_EQ(counts.size(), 3U);
  EXPECT_EQ(counts.at("initial-population")["count"], 73);
  EXPECT_EQ(counts.at("denominator")["count"], 73);
  EXPECT_EQ(counts.at("numerator")["count"], 61);
  EXPECT_EQ(rate["measureScore"], json::parse(R"({"value":0.836})"));
  EXPECT_EQ(rate["code"]["coding"][0]["system"], base("CodeSystem/indicateur"));
  EXPECT_EQ(rate["code"]["coding"][0]["display"], "Taux de dossiers actifs");
}

TEST(ReportFhirGroup, WritesAScoreWithThreeDecimalsAndNeverClampsIt) {
  const std::string text = write_fhir(test_support::example_closure(), test_support::example_identity());
  EXPECT_NE(text.find("\"measureScore\":{\"value\":1.220}"), std::string::npos);
  EXPECT_NE(text.find("\"measureScore\":{\"value\":0.836}"), std::string::npos);
  EXPECT_NE(text.find("\"measureScore\":{\"value\":0.750}"), std::string::npos);
}

TEST(ReportFhirGroup, GivesACountItsInitialPopulationAlone) {
  const json count = group("670000165", "messages-mssante");
  const auto counts = populations(count);
  EXPECT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts.at("initial-population")["count"], 12);
  EXPECT_FALSE(count.contains("measureScore"));
  EXPECT_EQ(populations(group("670000165", "dossiers-ouverts")).size(), 1U);
}

TEST(ReportFhirGroup, SaysThatAnUnknownCountIsUnknown) {
  const json unknown = json::parse(R"({"extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]})");
  const json count = group("680000254", "e-prescriptions");
  EXPECT_EQ(populations(count).at("initial-population")["_count"], unknown);
  EXPECT_EQ(ours(count, "not-computable").at(0)["valueCode"], "lignes-ecartees");
  for (const auto& [code, population] : populations(group("680000254", "evenements-agenda"))) {
    EXPECT_EQ(population["_count"], unknown) << code;
    EXPECT_FALSE(population.contains("count")) << code;
  }
}

TEST(ReportFhirGroup, SaysThatACountWhichIsNotComputableIsUnknownWhateverWasSeenOfIt) {
  Closure closure = test_support::example_closure();
  for (Figure& figure : closure.establishments[1].figures) {
    if (figure.indicator == "messages-mssante") figure.reason = "lignes-ecartees";
  }
  const json of = report("670000165", bundle(closure));
  EXPECT_FALSE(of["group"][3]["population"][0].contains("count"));
  EXPECT_TRUE(part(ours(of["group"][3], "other-window").at(0), "count").is_null());
}

TEST(ReportFhirGroup, GivesTheIntegersKnownOfARateThatIsNotComputableButNoScore) {
  const json rate = group("680000254", "projets-personnalises");
  EXPECT_EQ(populations(rate).at("numerator")["count"], 51);
  EXPECT_EQ(populations(rate).at("denominator")["count"], 61);
  EXPECT_FALSE(rate.contains("measureScore"));
  EXPECT_FALSE(group("680000254", "ins-qualifiees").contains("measureScore"));
}

TEST(ReportFhirGroup, ScoresEveryGroupByWhatItIs) {
  const auto scoring = [](std::string_view indicator) {
    const auto found = extensions(group("670000165", indicator), std::string(deqm) + "deqm-measureScoring");
    EXPECT_EQ(found.size(), 1U);
    return found.at(0)["valueCodeableConcept"]["coding"][0]["code"].get<std::string>();
  };
  EXPECT_EQ(scoring("dossiers-actifs"), "ratio");
  EXPECT_EQ(scoring("projets-personnalises"), "proportion");
  EXPECT_EQ(scoring("messages-mssante"), "cohort");
  EXPECT_EQ(scoring("dossiers-ouverts"), "cohort");
  for (const json& of : resources(bundle(), "MeasureReport")) {
    for (const json& each : of["group"]) {
      const auto code = extensions(each, std::string(deqm) + "deqm-measureScoring").at(0);
      const bool cohort = code["valueCodeableConcept"]["coding"][0]["code"] == "cohort";
      EXPECT_EQ(extensions(each, std::string(deqm) + "deqm-groupImprovementNotation").size(),
                cohort ? 0U : 1U);
    }
  }
}

TEST(ReportFhirGroup, ListsTheMonthsOfAWindow) {
  const json count = group("670000165", "messages-mssante");
  const json window = ours(count, "window").at(0);
  EXPECT_EQ(part(window, "window"), "3-mois");
  EXPECT_EQ(part(window, "period"), (json{{"start", "2026-08-01"}, {"end", "2026-10-31"}}));
  const auto months = extensions(window, "month");
  ASSERT_EQ(months.size(), 3U);
  EXPECT_EQ(part(months[1], "month"), "2026-09");
  EXPECT_EQ(part(months[1], "revision"), 1);
  EXPECT_EQ(part(months[1], "count"), 7);
  EXPECT_TRUE(part(months[2], "revision").is_null());  // this very month: no revision is sealed yet
}

TEST(ReportFhirGroup, GivesTheOtherWindowsOfACount) {
  const auto others = ours(group("670000165", "messages-mssante"), "other-window");
  ASSERT_EQ(others.size(), 2U);
  EXPECT_EQ(part(others[0], "window"), "mois");
  EXPECT_EQ(part(others[0], "count"), 3);
  EXPECT_EQ(part(others[1], "window"), "depuis-debut");
  EXPECT_EQ(part(others[1], "period"), (json{{"start", "2026-01-01"}, {"end", "2026-10-31"}}));
  EXPECT_EQ(part(others[1], "count"), 25);
  const json unknown = ours(group("680000254", "e-prescriptions"), "other-window").at(0);
  EXPECT_TRUE(part(unknown, "count").is_null());
  EXPECT_EQ(part(unknown, "not-computable"), "lignes-ecartees");
}

TEST(ReportFhirGroup, GivesAnotherWindowNoCountWhereNoneIsKnown) {
  Closure closure = test_support::example_closure();
  for (Figure& figure : closure.establishments[1].figures) {
    if (figure.indicator == "messages-mssante" && !figure.gating) figure.numerator.reset();
  }
  const json of = report("670000165", bundle(closure));
  const auto others = ours(of["group"][3], "other-window");
  ASSERT_EQ(others.size(), 2U);
  for (const json& other : others) {
    EXPECT_TRUE(part(other, "count").is_null());
    EXPECT_TRUE(part(other, "not-computable").is_null());
  }
}

// A project younger than three months has no month before its start in a window.
TEST(ReportFhirGroup, BeginsAWindowNotBeforeTheProject) {
  Closure closure = test_support::example_closure();
  closure.parameters.project.started = Month(2026, 9).first_day();
  const json first = report("670000165", bundle(closure))["group"][3];
  EXPECT_EQ(part(ours(first, "window").at(0), "period")["start"], "2026-09-01");
}

TEST(ReportFhirGroup, TellsFlagsOutsideMembersAndCoverage) {
  const json rate = group("680000254", "dossiers-actifs");
  std::vector<std::string> flags;
  for (const json& flag : ours(rate, "flag")) flags.push_back(flag["valueString"]);
  EXPECT_THAT(flags,
              ElementsAre("minorant", "hors-denominateur=14", "au-dessus-de-100", "ecriture-de-masse"));
  EXPECT_EQ(ours(rate, "outside-denominator").at(0)["valueInteger"], 14);
  const json coverage = ours(rate, "coverage").at(0);
  EXPECT_EQ(part(coverage, "percent"), 97.3);
  EXPECT_EQ(part(coverage, "longest-gap-minutes"), 95);
}

TEST(ReportFhirGroup, TellsATargetAndWhetherItIsMet) {
  const json rate = ours(group("670000165", "evenements-agenda"), "target").at(0);
  EXPECT_EQ(part(rate, "value"), 60.0);
  EXPECT_EQ(part(rate, "met"), "non");
  const json unset = ours(group("670000165", "e-prescriptions"), "target").at(0);
  EXPECT_TRUE(part(unset, "value").is_null());
  EXPECT_EQ(part(unset, "met"), "indetermine");
  EXPECT_EQ(part(ours(group("680000254", "e-parcours"), "target").at(0), "met"), "exempte");
  EXPECT_TRUE(ours(group("670000165", "ins-qualifiees"), "target").empty());
  EXPECT_TRUE(ours(group("REGION", "dossiers-actifs"), "target").empty());
}

TEST(ReportFhirGroup, MarksSupplementaryIndicatorsAndStatedHeadcounts) {
  EXPECT_EQ(ours(group("670000165", "ins-qualifiees"), "supplementary").at(0)["valueBoolean"], true);
  EXPECT_TRUE(ours(group("670000165", "dossiers-actifs"), "supplementary").empty());
  EXPECT_EQ(ours(group("670000181", "dossiers-actifs"), "headcount-origin").at(0)["valueString"],
            "tableau des présences, direction, 2 novembre 2026");
}

}  // namespace
}  // namespace jauge::core
