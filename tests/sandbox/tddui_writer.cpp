#include "tests/sandbox/tddui_writer.hpp"

#include <map>

#include "tests/sandbox/fhir_writer.hpp"

namespace jauge::sandbox {
namespace {

using nlohmann::json;

constexpr const char* local_user = "https://identifiant-medicosocial-localusager.esante.gouv.fr";
constexpr const char* ins_number = "urn:oid:1.2.250.1.213.1.4.8";
constexpr const char* note_system = "https://mos.esante.gouv.fr/NOS/TRE_R234-TypeNote/FHIR/TRE-R234-TypeNote";

/// What must never come back: names and numbers, by file.
struct Person {
  std::string name;
  std::string insurance_number;
};

std::map<std::string, Person> persons_of(const std::vector<Table>& tables) {
  std::map<std::string, Person> persons;
  for (const Table& table : tables) {
    if (table.name != "usager") continue;
    table.rows([&](const std::vector<std::string>& cells) { persons[cells[0]] = {cells[1], cells[2]}; });
  }
  return persons;
}

/// "3670000165/" of "3670000165/sejour-000001".
std::string prefix_of(const json& resource) {
  const auto value = resource.at("identifier").at(0).at("value").get<std::string>();
  return value.substr(0, value.find('/') + 1);
}

bool is_qualified(const json& patient) {
  return patient.contains("extension");
}

/// The file's Patient, as qualified as `resources` has it.
json patient_of(const std::string& file, const std::vector<json>& resources, const Person& person) {
  json patient{{"resourceType", "Patient"},
               {"id", file},
               {"meta", {{"lastUpdated", "2020-01-01T00:00:00Z"}}},
               {"identifier", {{{"system", local_user}, {"value", prefix_of(resources.front()) + file}}}}};
  for (const auto& resource : resources) {
    if (resource.at("resourceType") == "Patient") patient = resource;
  }
  if (is_qualified(patient) && !person.insurance_number.empty()) {
    patient["identifier"].push_back({{"system", ins_number},
                                     {"type", {{"coding", {{{"code", "INS-NIR"}}}}}},
                                     {"value", person.insurance_number}});
  }
  patient["name"] = {{{"text", person.name}}};
  return patient;
}

void add_entry(json& bundle, const json& resource) {
  const auto type = resource.at("resourceType").get<std::string>();
  bundle["entry"].push_back(
      {{"fullUrl", "https://dui.exemple/" + type + "/" + resource.at("id").get<std::string>()},
       {"resource", resource},
       {"request", {{"method", "POST"}, {"url", type}}}});
}

json transaction() {
  return {{"resourceType", "Bundle"}, {"type", "transaction"}, {"entry", json::array()}};
}

bool is_note(const json& resource) {
  return resource.at("resourceType") == "DocumentReference" &&
         resource.at("type").at("coding").at(0).at("system") == note_system;
}

constexpr std::string_view queries = R"toml(
profile = "tddui"

[source.query.personalised_project]
resource = "CarePlan"
parameters = "identifier=https://identifiant-medicosocial-projetpersonnalise.esante.gouv.fr|"
status = ["draft", "active", "completed"]
finess = "identifier.where(system = 'https://identifiant-medicosocial-projetpersonnalise.esante.gouv.fr').value"
subject = "subject.getReferenceKey(Patient)"
at = "period.start"
until = "period.end"

[source.query.qualified_identity]
resource = "Patient"
having = ["extension('https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability').extension('identityStatus').where(valueCoding.code = 'VALI')"]
finess = "identifier.where(system = 'https://identifiant-medicosocial-localusager.esante.gouv.fr').value"
subject = "getResourceKey()"
at = "extension('https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability').extension('validationDate').valueDate"
)toml";

}  // namespace

std::vector<json> tddui_bundles(const std::vector<Table>& tables) {
  std::map<std::string, std::vector<json>> files;
  std::map<std::string, json> notes;  // by establishment
  for (auto& resource : fhir_resources(tables)) {
    if (is_note(resource)) {
      const auto whose = resource.at("author").at(0).at("identifier").at("value").get<std::string>();
      add_entry(notes.try_emplace(whose, transaction()).first->second, resource);
    } else if (resource.at("resourceType") == "Patient") {
      files[resource.at("id")].push_back(std::move(resource));
    } else if (resource.contains("subject") && resource.value("lifecycleStatus", "") != "entered-in-error") {
      const auto reference = resource.at("subject").at("reference").get<std::string>();
      files[reference.substr(reference.find('/') + 1)].push_back(std::move(resource));
    }
  }
  auto persons = persons_of(tables);
  std::vector<json> bundles;
  for (const auto& [file, resources] : files) {
    bundles.push_back(transaction());
    add_entry(bundles.back(), patient_of(file, resources, persons[file]));
    for (const auto& resource : resources) {
      if (resource.at("resourceType") != "Patient") add_entry(bundles.back(), resource);
    }
  }
  for (auto& [whose, bundle] : notes) bundles.push_back(std::move(bundle));
  return bundles;
}

std::string_view tddui_queries() {
  return queries;
}

}  // namespace jauge::sandbox
