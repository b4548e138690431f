// The profile tddui on official examples: what each kind counts, and what it leaves alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/profile.hpp"
#include "connectors/fhir/page.hpp"
#include "connectors/fhir/source.hpp"
#include "core/identifier.hpp"
#include "core/schema.hpp"
#include "tests/support/fhir_double.hpp"
#include "tests/unit/connectors/web_section.hpp"

namespace jauge::connectors::fhir {
namespace {

using nlohmann::json;
using test_support::FhirDouble;
using testing::ElementsAre;
using testing::IsEmpty;

json example(const std::string& name) {
  return json::parse(
      test_support::read_file(std::filesystem::path(JAUGE_SOURCE_DIR) / "tests/data/fhir" / name));
}

config::Profile profile() {
  const auto path = std::filesystem::path(JAUGE_SOURCE_DIR) / "connectors/profiles/tddui.toml";
  const auto kinds = config::parse_facts(core::schema_file("facts.toml"), "facts.toml");
  auto parsed = config::parse_profile(test_support::read_file(path), path.string(), kinds.value());
  EXPECT_TRUE(parsed.has_value());
  return parsed.value_or(config::Profile());
}

/// "finess key" of each row, sorted.
std::vector<std::string> rows(const FhirDouble& server, const std::string& kind) {
  auto section = web_section(server.url());
  const auto queries = profile().queries;
  const auto connection = connect(section);
  EXPECT_TRUE(connection.source->open().has_value());
  const core::Query query{kind, queries.at(kind), core::LocalTime(*core::parse_day("2019-01-01")),
                          core::LocalTime(*core::parse_day("2027-01-01"))};
  std::vector<std::string> found;
  const auto done = connection.source->read(
      query, [](core::Columns) {},
      [&](const core::Row& row) {
        found.push_back(fmt::format("{} {}", row.finess.text, row.id.text));
        return true;
      });
  EXPECT_TRUE(done.has_value()) << (done ? "" : core::render(done.error().sentence, core::Language::en));
  std::sort(found.begin(), found.end());
  return found;
}

/// A server gives every resource an instant of writing.
void put(FhirDouble& server, json resource) {
  resource["meta"]["lastUpdated"] = "2026-10-05T10:00:00+02:00";
  server.put(std::move(resource));
}

void fill(FhirDouble& server) {
  for (const char* name :
       {"CarePlan-tddui-pp-ime-careplan-example.json", "CarePlan-tddui-pp-pa-careplan-example.json",
        "Encounter-tddui-encounter-evenement-example.json", "Encounter-tddui-encounter-sejour-example.json",
        "Organization-tddui-organization-example.json", "Patient-tddui-patient-example.json",
        "Patient-tddui-patient-ins-example.json", "Encounter-f203.json", "Encounter-home.json",
        "Encounter-example.json", "Appointment-example-req-appointment.json"}) {
    put(server, example(name));
  }
  for (const char* name :
       {"Bundle-tddui-pp-ime-bundle-example.json", "Bundle-cdl-bundle-creation-note.json"}) {
    const auto bundle = example(name);
    for (const auto& entry : bundle.at("entry")) put(server, entry.at("resource"));
  }
}

TEST(TdduiProfile, CountsTheStayAndNoOtherEncounter) {
  FhirDouble server;
  fill(server);
  EXPECT_THAT(rows(server, "accompanied"), ElementsAre("480787529 Patient/tddui-patient-ins-example"));
  EXPECT_THAT(rows(server, "agenda_event"), ElementsAre("480787529 Patient/tddui-patient-ins-example"));
}

TEST(TdduiProfile, CountsProjectsInPreparationOrActive) {
  FhirDouble server;
  fill(server);
  EXPECT_THAT(rows(server, "personalised_project"),
              ElementsAre("480787529 Patient/tddui-pp-ime-patient-example",
                          "480787529 Patient/tddui-pp-pa-patient-example-pp"));
  for (const auto& [status, counts] : std::vector<std::pair<const char*, bool>>{
           {"draft", true}, {"active", true}, {"on-hold", false}, {"completed", false}, {"revoked", false}}) {
    FhirDouble one;
    auto plan = example("CarePlan-tddui-pp-pa-careplan-example.json");
    plan["status"] = status;
    put(one, plan);
    EXPECT_EQ(rows(one, "personalised_project").size(), counts ? 1U : 0U) << status;
  }
}

TEST(TdduiProfile, FindsWritesInEveryPartOfTheFileByTheIdentifiersOfAllReleases) {
  FhirDouble server;
  fill(server);
  const auto found = rows(server, "file_update");
  EXPECT_EQ(std::set<std::string>(found.begin(), found.end()),
            (std::set<std::string>{"480787529 Patient/tddui-patient-example",  // http://identifiant-ipp.com
                                   "480787529 Patient/tddui-patient-ins-example",
                                   "480787529 Patient/tddui-pp-ime-patient-example",
                                   "480787529 Patient/tddui-pp-pa-patient-example-pp"}));
}

TEST(TdduiProfile, TakesTheInsAndNotTheBillingNumber) {
  FhirDouble server;
  fill(server);
  EXPECT_THAT(rows(server, "qualified_identity"), ElementsAre("480787529 Patient/tddui-patient-ins-example"));
  FhirDouble other;
  auto billing = example("Patient-tddui-patient-ins-example.json");
  billing["identifier"][0]["type"]["coding"][0]["code"] = "NH";
  put(other, billing);
  auto provisional = example("Patient-tddui-patient-ins-example.json");
  provisional["id"] = "p2";
  provisional["extension"][0]["extension"][0]["valueCoding"]["code"] = "PROV";
  put(other, provisional);
  auto temporary = example("Patient-tddui-patient-ins-example.json");
  temporary["id"] = "p3";
  temporary["identifier"][0]["type"]["coding"][0]["code"] = "INS-NIA";
  temporary["identifier"][0]["system"] = "urn:oid:1.2.250.1.213.1.4.9";
  put(other, temporary);
  EXPECT_THAT(rows(other, "qualified_identity"), ElementsAre("480787529 Patient/p3"));
}

TEST(TdduiProfile, FindsBothFormsOfTheFinessWhereTheIdentifierHasNone) {
  for (const auto& [system, value] : std::vector<std::pair<const char*, const char*>>{
           {"urn:oid:1.2.250.1.71.4.2.2", "1480787529"}, {"https://finess.esante.gouv.fr", "480787529"}}) {
    FhirDouble server;
    auto stay = example("Encounter-tddui-encounter-sejour-example.json");
    stay["identifier"][0]["value"] = "1012";
    put(server, stay);
    auto organisation = example("Organization-tddui-organization-example.json");
    organisation["identifier"] = {{{"system", system}, {"value", value}}};
    put(server, organisation);
    EXPECT_THAT(rows(server, "accompanied"), ElementsAre("480787529 Patient/tddui-patient-ins-example"))
        << system;
  }
}

TEST(TdduiProfile, CountsAPersonKnownToTwoEstablishmentsInBoth) {
  FhirDouble server;
  auto person = example("Patient-tddui-patient-ins-example.json");
  auto second = person["identifier"][1];
  second["value"] = "3670000165/77";
  person["identifier"].push_back(second);
  put(server, person);
  EXPECT_THAT(rows(server, "qualified_identity"), ElementsAre("480787529 Patient/tddui-patient-ins-example",
                                                              "670000165 Patient/tddui-patient-ins-example"));
}

TEST(TdduiProfile, CountsNotesOfTheStructureByTheirAuthor) {
  FhirDouble server;
  fill(server);
  // The published author's role names no organisation: the note cannot be given to a structure, and that is
  // told.
  EXPECT_THAT(rows(server, "liaison_exchange"),
              ElementsAre(" DocumentReference/04886b69-ef36-4584-819e-4590cd3888a4"));
  auto role = example("Bundle-cdl-bundle-creation-note.json")["entry"][1]["resource"];
  ASSERT_EQ(role["resourceType"], "PractitionerRole");
  role["organization"]["reference"] = "Organization/tddui-organization-example";
  put(server, role);
  EXPECT_THAT(rows(server, "liaison_exchange"),
              ElementsAre("480787529 DocumentReference/04886b69-ef36-4584-819e-4590cd3888a4"));
  auto note = example("Bundle-cdl-bundle-creation-note.json")["entry"][0]["resource"];
  note["author"] = {{{"reference", "Device/laboratory"}}};
  put(server, note);
  EXPECT_THAT(rows(server, "liaison_exchange"), IsEmpty());
}

TEST(OfficialExamples, OfOutcomesAreUnderstood) {
  web::JsonReader reader;
  const auto judged = [&](const char* name) {
    const auto body = example(name).dump();
    const auto page = read_page(*reader.parse(body), "Observation", "dui", "x");
    return page ? std::string("taken") : core::render(page.error().sentence, core::Language::en);
  };
  EXPECT_THAT(judged("Bundle-bundle-search-warning.json"), testing::HasSubstr("(not-found)"));
  EXPECT_THAT(judged("OperationOutcome-searchfail.json"), testing::HasSubstr("(code-invalid)"));
  EXPECT_THAT(judged("OperationOutcome-exception.json"), testing::HasSubstr("(exception)"));
  EXPECT_THAT(judged("OperationOutcome-allok.json"), testing::HasSubstr("not all that was asked"));
}

}  // namespace
}  // namespace jauge::connectors::fhir
