#include "tests/sandbox/fhir_writer.hpp"

#include <map>

#include "core/intake.hpp"

namespace jauge::sandbox {
namespace {

using nlohmann::json;
using Row = std::map<std::string, std::string>;

constexpr const char* note_type = "https://mos.esante.gouv.fr/NOS/TRE_R234-TypeNote/FHIR/TRE-R234-TypeNote";
constexpr const char* reliability =
    "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability";

/// "2026-10-05 14:30:00" of Paris as an instant of FHIR.
std::string instant(const std::string& paris_time) {
  static const auto paris = *core::Zone::find("Europe/Paris");
  const auto cell = core::parse_time(paris_time);
  return core::utc_text(paris.to_instant(core::LocalTime(std::chrono::microseconds(cell.number))));
}

/// `part` names the kind of identifier: "sejour".
json identifiers(const std::string& part, const std::string& finess, const std::string& id) {
  return {{{"system", fmt::format("https://identifiant-medicosocial-{}.esante.gouv.fr", part)},
           {"value", fmt::format("3{}/{}", finess, id)}}};
}

json patient(const Row& row) {
  return {{"reference", "Patient/" + row.at("dossier")}};
}

json organisation(const Row& row) {
  return {{"type", "Organization"},
          {"identifier", {{"system", "urn:oid:1.2.250.1.71.4.2.2"}, {"value", "1" + row.at("finess")}}}};
}

json period(const std::string& start, const std::string& end) {
  json made{{"start", start}};
  if (!end.empty()) made["end"] = end;
  return made;
}

json stay(const Row& row, const std::string& id) {
  return {{"resourceType", "Encounter"},
          {"identifier", identifiers("sejour", row.at("finess"), id)},
          {"status", row.at("sortie").empty() ? "in-progress" : "finished"},
          {"subject", patient(row)},
          {"period", period(row.at("entree"), row.at("sortie"))}};
}

json write(const Row& row, const std::string& id) {
  return {{"resourceType", "Goal"},
          {"meta", {{"lastUpdated", instant(row.at("ecrit_le"))}}},
          {"identifier", identifiers("objectif", row.at("finess"), id)},
          {"lifecycleStatus", row.at("technique") == "1" ? "entered-in-error" : "active"},
          {"subject", patient(row)}};
}

json project(const Row& row, const std::string& id) {
  static const std::map<std::string, const char*> statuses{
      {"PREPARATION", "draft"}, {"ACTIF", "active"}, {"TERMINE", "completed"}, {"ABANDONNE", "revoked"}};
  return {{"resourceType", "CarePlan"},
          {"identifier", identifiers("projetpersonnalise", row.at("finess"), id)},
          {"status", statuses.at(row.at("statut"))},
          {"subject", patient(row)},
          {"period", period(row.at("debut"), row.at("fin"))}};
}

json event(const Row& row, const std::string& id) {
  const auto at = instant(row.at("debut"));
  return {{"resourceType", "Encounter"},
          {"identifier", identifiers("evenement", row.at("finess"), id)},
          {"status", row.at("annule") == "1" ? "cancelled" : "finished"},
          {"subject", patient(row)},
          {"period", period(at, at)}};
}

json identity(const Row& row, const std::string&) {
  return {{"resourceType", "Patient"},
          {"extension",
           {{{"url", reliability},
             {"extension",
              {{{"url", "identityStatus"}, {"valueCoding", {{"code", "VALI"}}}},
               {{"url", "validationDate"}, {"valueDate", row.at("qualifiee_le")}}}}}}},
          {"identifier", identifiers("localusager", row.at("finess"), row.at("dossier"))}};
}

json message(const Row& row, const std::string&) {
  return {{"resourceType", "Communication"},
          {"identifier", {{{"system", "urn:ietf:rfc:5322"}, {"value", row.at("message_id")}}}},
          {"status", "completed"},
          {"sender", organisation(row)},
          {"sent", instant(row.at("envoye_le"))}};
}

json document(const Row& row, const std::string& id, const json& type, const std::string& at) {
  json made{{"resourceType", "DocumentReference"},
            {"masterIdentifier", {{"value", row.at(id)}}},
            {"status", "current"},
            {"type", type},
            {"author", {organisation(row)}},
            {"date", instant(row.at(at))}};
  return made;
}

json deposit(const Row& row, const std::string&) {
  return document(row, "document_id", {{"coding", {{{"system", "http://loinc.org"}, {"code", "11488-4"}}}}},
                  "depose_le");
}

json note(const Row& row, const std::string&) {
  return document(row, "note_id", {{"coding", {{{"system", note_type}, {"code", "OBS"}}}}}, "ecrite_le");
}

json prescription(const Row& row, const std::string&) {
  return {{"resourceType", "MedicationRequest"},
          {"meta", {{"lastUpdated", instant(row.at("importee_le"))}}},
          {"identifier", identifiers("prescription", row.at("finess"), row.at("prescription_id"))},
          {"groupIdentifier", {{"value", row.at("prescription_id")}}},
          {"status", "active"}};
}

const std::map<std::string, json (*)(const Row&, const std::string&)> writers{
    {"sejour", stay},  {"ecriture", write},    {"projet", project},
    {"agenda", event}, {"identite", identity}, {"mssante", message},
    {"dmp", deposit},  {"liaison", note},      {"prescription", prescription},
};

constexpr const char* queries = R"toml(
[source.query.accompanied]
resource = "Encounter"
parameters = "identifier=https://identifiant-medicosocial-sejour.esante.gouv.fr|&status=in-progress,onleave,finished"
having = ["identifier.where(system = 'https://identifiant-medicosocial-sejour.esante.gouv.fr')"]
status = ["in-progress", "onleave", "finished"]
finess = "identifier.where(system = 'https://identifiant-medicosocial-sejour.esante.gouv.fr').value"
subject = "subject.getReferenceKey(Patient)"
at = "period.start"
until = "period.end"

[source.query.file_update]
resource = "Goal"
parameters = "_lastUpdated=ge:since&_lastUpdated=lt:until"
status = ["active"]
status_path = "lifecycleStatus"
finess = "identifier.where(system = 'https://identifiant-medicosocial-objectif.esante.gouv.fr').value"
subject = "subject.getReferenceKey(Patient)"
at = "meta.lastUpdated"

[source.query.personalised_project]
resource = "CarePlan"
parameters = "status=draft,active,completed"
status = ["draft", "active", "completed"]
finess = "identifier.where(system = 'https://identifiant-medicosocial-projetpersonnalise.esante.gouv.fr').value"
subject = "subject.getReferenceKey(Patient)"
at = "period.start"
until = "period.end"

[source.query.agenda_event]
resource = "Encounter"
parameters = "identifier=https://identifiant-medicosocial-evenement.esante.gouv.fr|&date=ge:since&date=lt:until&status=finished,planned"
having = ["identifier.where(system = 'https://identifiant-medicosocial-evenement.esante.gouv.fr')"]
status = ["finished", "planned"]
finess = "identifier.where(system = 'https://identifiant-medicosocial-evenement.esante.gouv.fr').value"
subject = "subject.getReferenceKey(Patient)"
at = "period.start"

[source.query.qualified_identity]
resource = "Patient"
having = ["extension('https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability').extension('identityStatus').where(valueCoding.code = 'VALI')"]
finess = "identifier.where(system = 'https://identifiant-medicosocial-localusager.esante.gouv.fr').value"
subject = "getResourceKey()"
at = "extension('https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability').extension('validationDate').valueDate"

[source.query.mss_message]
resource = "Communication"
parameters = "status=completed&sent=ge:since&sent=lt:until"
status = ["completed"]
finess = "sender.identifier.value"
event = "identifier.where(system = 'urn:ietf:rfc:5322').value"
at = "sent"

[source.query.dmp_deposit]
resource = "DocumentReference"
parameters = "date=ge:since&date=lt:until"
having = ["type.coding.where(system = 'http://loinc.org')"]
finess = "author.identifier.value"
event = "masterIdentifier.value"
at = "date"

[source.query.liaison_exchange]
resource = "DocumentReference"
parameters = "date=ge:since&date=lt:until"
having = ["type.coding.where(system = 'https://mos.esante.gouv.fr/NOS/TRE_R234-TypeNote/FHIR/TRE-R234-TypeNote')"]
finess = "author.identifier.value"
event = "masterIdentifier.value"
at = "date"

[source.query.prescription_import]
resource = "MedicationRequest"
parameters = "_lastUpdated=ge:since&_lastUpdated=lt:until"
finess = "identifier.value"
event = "groupIdentifier.value"
at = "meta.lastUpdated"
)toml";

}  // namespace

std::vector<json> fhir_resources(const std::vector<Table>& tables) {
  std::vector<json> resources;
  for (const Table& table : tables) {
    const auto writer = writers.find(table.name);
    if (writer == writers.end()) continue;
    std::size_t number = 0;
    table.rows([&](const std::vector<std::string>& cells) {
      Row row;
      for (std::size_t i = 0; i < cells.size(); ++i) row[table.columns[i].name] = cells[i];
      const auto id = fmt::format("{}-{:06}", table.name, ++number);
      auto resource = writer->second(row, id);
      // A person is the file of an establishment.
      resource["id"] = table.name == "identite" ? row.at("dossier") : id;
      if (!resource.contains("meta")) resource["meta"]["lastUpdated"] = "2020-01-01T00:00:00Z";
      resources.push_back(std::move(resource));
    });
  }
  return resources;
}

std::string_view fhir_queries() {
  return queries;
}

}  // namespace jauge::sandbox
