#include "tests/sandbox/configuration.hpp"

#include <fmt/format.h>

#include <map>

#include "tests/sandbox/fhir_writer.hpp"
#include "tests/sandbox/json_writer.hpp"
#include "tests/sandbox/tddui_writer.hpp"

namespace jauge::sandbox {
namespace {

/// A value with its type: PostgreSQL and MariaDB know dates, SQLite compares text.
constexpr std::string_view queries = R"toml(
[source.query]
accompanied          = "SELECT finess, dossier AS subject, entree AS at, sortie AS until FROM sejour WHERE entree < :until AND (sortie IS NULL OR sortie >= :since)"
file_update          = "SELECT finess, dossier AS subject, ecrit_le AS at FROM ecriture WHERE technique = 0 AND ecrit_le >= :since AND ecrit_le < :until"
personalised_project = "SELECT finess, dossier AS subject, debut AS at, fin AS until FROM projet WHERE statut IN ('PREPARATION','ACTIF','TERMINE') AND debut < :until AND (fin IS NULL OR fin >= :since)"
agenda_event         = "SELECT finess, dossier AS subject, debut AS at FROM agenda WHERE annule = 0 AND debut >= :since AND debut < :until"
qualified_identity   = "SELECT finess, dossier AS subject, qualifiee_le AS at FROM identite WHERE qualifiee_le < :until AND :since IS NOT NULL"
liaison_exchange     = "SELECT finess, note_id AS event, ecrite_le AS at FROM liaison WHERE ecrite_le >= :since AND ecrite_le < :until"
)toml";

/// The events that no DUI posts, after the others.
constexpr std::string_view service_queries =
    R"toml(mss_message          = "SELECT finess, message_id AS event, envoye_le AS at FROM mssante WHERE envoye_le >= :since AND envoye_le < :until"
dmp_deposit          = "SELECT finess, document_id AS event, depose_le AS at FROM dmp WHERE depose_le >= :since AND depose_le < :until"
prescription_import  = "SELECT finess, prescription_id AS event, importee_le AS at FROM prescription WHERE importee_le >= :since AND importee_le < :until"
)toml";

/// A profile has the columns and names of the files.
constexpr std::string_view files = "profile = \"csv-standard\"\n";

/// How a source of a type is reached, and what is asked of it.
struct Way {
  std::string_view key;
  std::string_view queries;
};

Way way_of(const std::string& type) {
  const std::map<std::string_view, Way> others{{"csv", {"directory", files}},
                                               {"fhir", {"url", fhir_queries()}},
                                               {"json", {"url", json_queries()}},
                                               {"tddui", {"listen", tddui_queries()}}};
  const auto found = others.find(type);
  return found == others.end() ? Way{"connection", queries} : found->second;
}

}  // namespace

std::string write_configuration(const Grappe& grappe, const Place& place) {
  std::string out = fmt::format(R"(language = "fr"
timezone = "Europe/Paris"

[project]
id          = "{}"
convention  = "2021/44 n° 42"
name        = "Grappe d'essai"
holder      = "{}"
kind        = "acquisition"
measure     = "aap-2021-t2"
started     = {}
first_month = "{}"

[[project.targets]]
dossiers-actifs       = 80.0
projets-personnalises = 60.0
evenements-agenda     = 60.0
messages-mssante      = 10
documents-dmp         = 10
e-prescriptions       = 10
e-parcours            = 5
)",
                                grappe.project_id, grappe.holder.text(), core::text(grappe.first.first_day()),
                                grappe.first.text());
  for (const auto& establishment : grappe.establishments) {
    out += fmt::format(R"(
[[establishment]]
finess      = "{}"
name        = "{}"
operator    = "{}"
region      = "{}"
medicalised = {}
)",
                       establishment.finess.text(), establishment.name, establishment.operator_finess.text(),
                       establishment.region.text(), establishment.medicalised);
  }
  out += fmt::format(R"(
[[source]]
name       = "dui"
type       = "{}"
{} = "{}"
timeout    = "10m"
may_be_empty = ["accompanied", "file_update", "personalised_project", "agenda_event", "qualified_identity", "mss_message", "dmp_deposit", "prescription_import", "liaison_exchange"]
)",
                     place.type, way_of(place.type).key, place.connection);
  if (!place.password_file.empty())
    out += fmt::format("password   = {{ file = \"{}\" }}\n", place.password_file);
  out += place.source;
  const auto way = way_of(place.type);
  out += way.queries;
  if (way.queries == queries) out += service_queries;
  out += fmt::format(R"(
[store]
path = "{}"

[admin]
directory = "{}"
dashboard = ""
)",
                     place.store, place.sockets);
  return out + place.more;
}

std::string services_source(const std::string& file) {
  return fmt::format(R"(
[[source]]
name       = "services"
type       = "sqlite"
connection = "{}"
may_be_empty = ["mss_message", "dmp_deposit", "prescription_import"]

[source.query]
{})",
                     file, service_queries);
}

}  // namespace jauge::sandbox
