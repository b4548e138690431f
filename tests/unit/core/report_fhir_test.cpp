// rapport.json as ars-contract.md says it. That it is valid FHIR is tested in tests/fhir.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/core/report_fhir_view.hpp"

namespace jauge::core {
namespace {

using testing::ElementsAre;

// ── The bundle ───────────────────────────────────────────────────────────────────────────────────

TEST(ReportFhir, IsACollectionWithTheReportsIdentifierAndTheClosingInstantInUtc) {
  const json of = bundle();
  EXPECT_EQ(of["resourceType"], "Bundle");
  EXPECT_EQ(of["type"], "collection");
  EXPECT_EQ(of["language"], "fr");
  EXPECT_EQ(of["timestamp"], "2026-11-06T05:00:00Z");
  EXPECT_EQ(of["identifier"]["system"], base("NamingSystem/rapport"));
  EXPECT_EQ(of["identifier"]["value"], "PAI-2021-44-0042/44/2026-10/0");
}

TEST(ReportFhir, HasOneReportPerEstablishmentOneForTheRegionOneForTheProjectAndOneProvenance) {
  std::vector<std::string> keys;
  for (const json& found : resources(bundle(), "MeasureReport"))
    keys.push_back(found["identifier"][0]["value"]);
  EXPECT_THAT(
      keys, ElementsAre("PAI-2021-44-0042/44/670000165/2026-10/0", "PAI-2021-44-0042/44/670000173/2026-10/0",
                        "PAI-2021-44-0042/44/670000181/2026-10/0", "PAI-2021-44-0042/44/680000254/2026-10/0",
                        "PAI-2021-44-0042/44/REGION/2026-10/0", "PAI-2021-44-0042/44/PROJET/2026-10/0"));
  EXPECT_EQ(resources(bundle(), "Provenance").size(), 1U);
}

TEST(ReportFhir, NamesEveryEntryByAUuidOfItsKey) {
  const json of = bundle();
  std::set<std::string> urls;
  for (const json& entry : of["entry"]) {
    const std::string url = entry["fullUrl"];
    EXPECT_TRUE(urls.insert(url).second) << url;
    EXPECT_EQ(url.substr(0, 9), "urn:uuid:");
    EXPECT_EQ(url[23], '5') << url;
    if (entry["resource"]["resourceType"] == "MeasureReport") {
      EXPECT_EQ(url,
                uuid5_urn(canonical_base, entry["resource"]["identifier"][0]["value"].get<std::string>()));
    }
  }
}

// The uuids of the published example, so that they never change.
TEST(ReportFhir, KeepsTheUuidsOfTheExample) {
  EXPECT_EQ(uuid5_urn(canonical_base, "org/670000157"), "urn:uuid:427c379a-aaba-5785-aac4-fec6efcd3261");
  EXPECT_EQ(uuid5_urn(canonical_base, "PAI-2021-44-0042/44/670000165/2026-10/1"),
            "urn:uuid:725d8623-39fa-57e3-9ebc-82757dd93d04");
}

// ── Organizations ────────────────────────────────────────────────────────────────────────────────

TEST(ReportFhir, TellsEachOrganizationsPlace) {
  const json of = bundle();
  std::map<std::string, json> organizations;
  std::map<std::string, std::string> urls;
  for (const json& entry : of["entry"]) {
    if (entry["resource"]["resourceType"] != "Organization") continue;
    const std::string key = entry["resource"]["identifier"][0]["value"];
    organizations[key] = entry["resource"];
    urls[key] = entry["fullUrl"];
  }
  EXPECT_EQ(organizations.size(), 8U);  // two legal entities, four establishments, region, project
  EXPECT_EQ(organizations["670000165"]["partOf"]["reference"], urls["670000157"]);
  EXPECT_EQ(organizations["680000254"]["partOf"]["reference"], urls["680000148"]);
  EXPECT_EQ(organizations["PAI-2021-44-0042/44"]["partOf"]["reference"], urls["670000157"]);
  EXPECT_EQ(organizations["PAI-2021-44-0042"]["partOf"]["reference"], urls["670000157"]);
  EXPECT_EQ(organizations["PAI-2021-44-0042"]["identifier"][0]["system"], base("NamingSystem/grappe"));
  EXPECT_FALSE(organizations["670000157"].contains("partOf"));
}

TEST(ReportFhir, IdentifiesEstablishmentsAndLegalEntitiesByFinessTwice) {
  const auto identifiers = [](std::string_view finess) {
    for (const json& found : resources(bundle(), "Organization")) {
      if (found["identifier"][0]["value"] == finess) return found["identifier"];
    }
    return json();
  };
  for (const auto& [finess, type] : {std::pair("670000165", "FINEG"), std::pair("670000157", "FINEJ")}) {
    const json both = identifiers(finess);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0]["system"], "https://finess.esante.gouv.fr");
    EXPECT_EQ(both[0]["type"]["coding"][0]["code"], type);
    EXPECT_EQ(both[1]["system"], "urn:oid:1.2.250.1.71.4.2.2");
    EXPECT_EQ(both[1]["value"], "1" + std::string(finess));
  }
}

// ── Reports ──────────────────────────────────────────────────────────────────────────────────────

TEST(ReportFhir, GivesEachReportItsMeasurePeriodAndHolder) {
  for (const json& of : resources(bundle(), "MeasureReport")) {
    EXPECT_EQ(of["meta"]["profile"],
              json::array({"https://profiles.ihe.net/QRPH/mADX/StructureDefinition/mADX-MeasureReport"}));
    EXPECT_EQ(of["type"], "summary");
    EXPECT_EQ(of["status"], "complete");
    EXPECT_EQ(of["language"], "fr");
    EXPECT_EQ(of["measure"], base("Measure/aap-2021-t2|1.0.0"));
    EXPECT_EQ(of["date"], "2026-11-06T05:00:00Z");
    EXPECT_EQ(of["period"], (json{{"start", "2026-10-01"}, {"end", "2026-10-31"}}));
    EXPECT_EQ(of["reporter"]["reference"], uuid5_urn(canonical_base, "org/670000157"));
    EXPECT_EQ(of["improvementNotation"]["coding"][0]["code"], "increase");
  }
  EXPECT_EQ(report("670000165")["subject"]["reference"], uuid5_urn(canonical_base, "org/670000165"));
  EXPECT_EQ(report("REGION")["subject"]["reference"],
            uuid5_urn(canonical_base, "grappe/PAI-2021-44-0042/44"));
  EXPECT_EQ(report("PROJET")["subject"]["reference"], uuid5_urn(canonical_base, "grappe/PAI-2021-44-0042"));
}

TEST(ReportFhir, TellsTheGateWithItsRuleAndWhatIsMissing) {
  const json gate = ours(report("670000165"), "gate").at(0);
  EXPECT_EQ(part(gate, "state"), "not-met");
  EXPECT_EQ(part(gate, "rule"), test_support::example_closure().parameters.measure.gate.rule);
  const auto listed = [](const json& of, const char* name) {
    std::vector<std::string> values;
    for (const json& found : extensions(of, name)) values.push_back(found["valueString"]);
    return values;
  };
  EXPECT_THAT(listed(gate, "missing"), ElementsAre("evenements-agenda", "documents-dmp"));
  EXPECT_THAT(listed(gate, "undetermined"), ElementsAre("dossiers-actifs", "e-prescriptions"));
  const json region = ours(report("REGION"), "gate").at(0);
  EXPECT_THAT(listed(region, "missing"), ElementsAre("670000165"));
  EXPECT_THAT(listed(region, "undetermined"), ElementsAre("680000254"));
  EXPECT_EQ(part(ours(report("670000181"), "gate").at(0), "state"), "met");
  EXPECT_EQ(part(ours(report("680000254"), "gate").at(0), "state"), "undetermined");
}

TEST(ReportFhir, CountsTheEstablishmentsOfARollUp) {
  const json region = ours(report("REGION"), "establishments").at(0);
  EXPECT_EQ(part(region, "total"), 3);
  EXPECT_EQ(part(region, "meeting"), 1);
  const json project = ours(report("PROJET"), "establishments").at(0);
  EXPECT_EQ(part(project, "total"), 4);
  EXPECT_EQ(part(project, "meeting"), 2);
  EXPECT_TRUE(ours(report("670000165"), "establishments").empty());
  const json rate = ours(group("REGION", "projets-personnalises"), "establishments").at(0);
  EXPECT_EQ(part(rate, "total"), 3);
  EXPECT_EQ(part(rate, "computable"), 2);
  EXPECT_EQ(part(rate, "meeting"), 2);
}

// Computable as a whole: every criterion asked of it has a value.
TEST(ReportFhir, CountsAnEstablishmentAsComputableWhenAllThatIsAskedOfItIs) {
  EXPECT_EQ(part(ours(report("REGION"), "establishments").at(0), "computable"), 2);
  EXPECT_EQ(part(ours(report("PROJET"), "establishments").at(0), "computable"), 3);
}

TEST(ReportFhir, TellsTheRowsThatWereNotTaken) {
  const auto fates = ours(report("670000165"), "row-fates");
  ASSERT_EQ(fates.size(), 2U);
  EXPECT_EQ(part(fates[1], "source"), "dui");
  EXPECT_EQ(part(fates[1], "kind"), "file_update");
  EXPECT_EQ(part(fates[1], "reason"), "instant-illisible");
  EXPECT_EQ(part(fates[1], "count"), 2);
  EXPECT_EQ(ours(report("PROJET"), "row-fates").size(), 2U);
  EXPECT_TRUE(ours(report("REGION"), "row-fates").empty());
}

TEST(ReportFhir, GivesTheEvidenceOfEachSet) {
  const auto sets = ours(report("680000254"), "evidence");
  ASSERT_EQ(sets.size(), 3U);
  EXPECT_EQ(part(sets[1], "kind"), "file_update");
  EXPECT_EQ(part(sets[1], "members"), 61);
  EXPECT_EQ(part(sets[1], "sha256"), sha256("file_update61").hex());
  EXPECT_EQ(part(sets[1], "reproducible"), false);
  EXPECT_TRUE(ours(report("REGION"), "evidence").empty());
}

// ── Provenance ───────────────────────────────────────────────────────────────────────────────────

json provenance(const Closure& closure = test_support::example_closure(),
                const ReportIdentity& identity = test_support::example_identity()) {
  return resources(bundle(closure, identity), "Provenance").at(0);
}

TEST(ReportFhir, TellsTheSoftwareThatAssembledTheReportForTheHolder) {
  const json of = provenance();
  EXPECT_EQ(of["contained"][0]["version"][0]["value"], "0.1.0");
  EXPECT_EQ(of["agent"][0]["type"]["coding"][0]["code"], "assembler");
  EXPECT_EQ(of["agent"][0]["who"]["reference"], "#" + of["contained"][0]["id"].get<std::string>());
  EXPECT_EQ(of["agent"][0]["onBehalfOf"]["reference"], uuid5_urn(canonical_base, "org/670000157"));
  EXPECT_EQ(of["recorded"], "2026-11-06T05:00:00Z");
  EXPECT_EQ(of["target"].size(), 6U);
}

TEST(ReportFhir, ChainsTheReportToTheOneBefore) {
  const json of = provenance();
  EXPECT_EQ(ours(of, "sequence").at(0)["valueInteger"], 5);
  EXPECT_EQ(ours(of, "previous").at(0)["valueString"], sha256("rapport.json of September").hex());
  EXPECT_TRUE(ours(of, "revision").empty());
  ReportIdentity first;
  first.region = RegionCode::parse("44").value();
  EXPECT_EQ(ours(provenance(test_support::example_closure(), first), "sequence").at(0)["valueInteger"], 1);
  EXPECT_TRUE(ours(provenance(test_support::example_closure(), first), "previous").empty());
}

TEST(ReportFhir, TellsWhyARevisionWasMadeAndWhatItReplaces) {
  Closure closure = test_support::example_closure();
  closure.revision = 1;
  closure.reason = "révision de 2026-09";
  ReportIdentity identity = test_support::example_identity();
  identity.replaces = sha256("r0");
  const json revision = ours(provenance(closure, identity), "revision").at(0);
  EXPECT_EQ(part(revision, "reason"), "révision de 2026-09");
  EXPECT_EQ(part(revision, "replaces"), sha256("r0").hex());
}

TEST(ReportFhir, TellsTheSourcesAndTheirQueries) {
  const json of = provenance();
  ASSERT_EQ(of["entity"].size(), 6U);
  const json source = ours(of["entity"][0], "source").at(0);
  EXPECT_EQ(part(source, "name"), "dui");
  EXPECT_EQ(part(source, "type"), "postgresql");
  EXPECT_EQ(part(source, "numbering"), "dui");
  EXPECT_EQ(part(source, "history"), "kept");
  EXPECT_EQ(extensions(source, "overwritten").size(), 2U);
  EXPECT_EQ(part(source, "tls"), "verify");
  const json query = ours(of["entity"][4], "query").at(0);
  EXPECT_EQ(part(query, "kind"), "file_update");
  EXPECT_EQ(part(query, "text"), test_support::example_closure().queries[1].text);
  EXPECT_EQ(part(query, "mark"), "requete-locale");
  EXPECT_EQ(part(query, "changed"), true);
  EXPECT_EQ(part(ours(of["entity"][5], "query").at(0), "mark"), "profil mss-imap 1.2");
}

TEST(ReportFhir, LeavesOutAnEstablishmentThatTheProjectNoLongerNames) {
  Closure closure = test_support::example_closure();
  std::erase_if(closure.parameters.project.establishments,
                [](const Establishment& one) { return one.finess.text() == "670000181"; });
  const json of = bundle(closure);
  EXPECT_TRUE(report("670000181", of).is_null());
  EXPECT_FALSE(report("670000165", of).is_null());
  EXPECT_EQ(part(ours(report("REGION", of), "establishments").at(0), "computable"), 1);
}

// ── What never stands in it ──────────────────────────────────────────────────────────────────────

TEST(ReportFhir, HasNoEmptyValue) {
  // What a closure may lack, lacking.
  Closure closure = test_support::example_closure();
  closure.sources[0].ids.clear();
  closure.queries[0].text.clear();
  closure.queries[0].mark.clear();
  closure.parameters.measure.gate.rule.clear();
  closure.parameters.project.establishments[1].operator_finess = {};
  closure.establishments[1].figures.clear();
  const json leaves = bundle(closure).flatten();
  for (const auto& [path, value] : leaves.items()) {
    EXPECT_FALSE(value.is_null() || value.is_structured() || value == "") << path;
    EXPECT_EQ(value.dump().find("\\u0000"), std::string::npos) << path;
  }
}

TEST(ReportFhir, HasNoDailyCurveAndNoBreakdownBelowTheEstablishment) {
  const std::string text = write_fhir(test_support::example_closure(), test_support::example_identity());
  for (const char* word : {"stratifier", "evaluatedResource", "cumulative", "Patient"}) {
    EXPECT_EQ(text.find(word), std::string::npos) << word;
  }
}

TEST(ReportFhir, DoesNotDependOnTheClosuresFractionOfASecond) {
  Closure closure = test_support::example_closure();
  closure.frozen_at = parse_utc("2026-11-06T05:00:00Z").value();
  EXPECT_EQ(write_fhir(closure, test_support::example_identity()),
            write_fhir(test_support::example_closure(), test_support::example_identity()));
}

}  // namespace
}  // namespace jauge::core
