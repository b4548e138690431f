#include "tests/sandbox/json_writer.hpp"

#include <map>

#include "core/intake.hpp"

namespace jauge::sandbox {
namespace {

using nlohmann::json;
using Row = std::map<std::string, std::string>;

json text_or_null(const std::string& cell) {
  return cell.empty() ? json() : json(cell);
}

/// "2026-10-05 14:30:00" as a local time of ISO 8601.
json local(std::string time) {
  time[time.find(' ')] = 'T';
  return time;
}

/// The same of Paris as an instant.
json instant(const std::string& time) {
  static const auto paris = *core::Zone::find("Europe/Paris");
  const auto cell = core::parse_time(time);
  return core::utc_text(paris.to_instant(core::LocalTime(std::chrono::microseconds(cell.number))));
}

json of_file(const Row& row) {
  return {{"etablissement", {{"finess", row.at("finess")}}}, {"dossier", row.at("dossier")}};
}

json stay(const Row& row) {
  auto item = of_file(row);
  item["entree"] = row.at("entree");
  item["sortie"] = text_or_null(row.at("sortie"));
  return item;
}

json write(const Row& row) {
  auto item = of_file(row);
  item["ecrit_le"] = local(row.at("ecrit_le"));
  item["auteur"] = {{"technique", row.at("technique") == "1"}};
  return item;
}

json project(const Row& row) {
  auto item = of_file(row);
  item["du"] = row.at("debut");
  item["au"] = text_or_null(row.at("fin"));
  item["etat"] = row.at("statut");
  return item;
}

json event(const Row& row) {
  auto item = of_file(row);
  item["debut"] = local(row.at("debut"));
  item["statut"] = row.at("annule") == "1" ? "ANNULE" : "PREVU";
  return item;
}

json identity(const Row& row) {
  auto item = of_file(row);
  item["qualifiee_le"] = row.at("qualifiee_le");
  return item;
}

json exchange(const Row& row, const char* id, const json& at) {
  return {{"finess", row.at("finess")}, {"id", row.at(id)}, {"le", at}};
}

json message(const Row& row) {
  return exchange(row, "message_id", instant(row.at("envoye_le")));
}
json deposit(const Row& row) {
  return exchange(row, "document_id", instant(row.at("depose_le")));
}
json prescription(const Row& row) {
  return exchange(row, "prescription_id", local(row.at("importee_le")));
}
json note(const Row& row) {
  return exchange(row, "note_id", local(row.at("ecrite_le")));
}

struct List {
  const char* path;
  const char* paging;
  const char* from;  // empty: all there is, whenever
  const char* to;
  const char* begin;
  const char* end;  // empty: it is at `begin`
  json (*item)(const Row&);
};

const std::map<std::string, List> lists{
    {"sejour", {"/v2/sejours", "link", "debut", "fin", "/entree", "/sortie", stay}},
    {"ecriture", {"/v2/ecritures", "page", "du", "au", "/ecrit_le", "", write}},
    {"projet", {"/v2/projets", "cursor", "", "", "/du", "/au", project}},
    {"agenda", {"/v2/rendez-vous", "offset", "du", "au", "/debut", "", event}},
    {"identite", {"/v2/identites", "header", "", "", "/qualifiee_le", "", identity}},
    {"mssante", {"/v2/messages", "link", "du", "au", "/le", "", message}},
    {"dmp", {"/v2/depots", "cursor", "du", "au", "/le", "", deposit}},
    {"prescription", {"/v2/ordonnances", "none", "du", "au", "/le", "", prescription}},
    {"liaison", {"/v2/notes", "header", "du", "au", "/le", "", note}},
};

constexpr std::string_view queries = R"toml(
page_size = 20

[source.query.accompanied]
path = "/v2/sejours?debut=:since&fin=:until"
items = "/data"
finess = "/etablissement/finess"
subject = "/dossier"
at = "/entree"
until = "/sortie"
paging = "link"
next = "/pagination/suivant"
total = "/pagination/total"
size_parameter = "par_page"

[source.query.file_update]
path = "/v2/ecritures?du=:since&au=:until"
items = "/data"
finess = "/etablissement/finess"
subject = "/dossier"
at = "/ecrit_le"
having = { "/auteur/technique" = ["false"] }
paging = "page"
page_parameter = "page"
size_parameter = "par_page"

[source.query.personalised_project]
path = "/v2/projets"
items = "/data"
finess = "/etablissement/finess"
subject = "/dossier"
at = "/du"
until = "/au"
status = "/etat"
statuses = { PREPARATION = true, ACTIF = true, TERMINE = true, "*" = false }
paging = "cursor"
next = "/curseur"
page_parameter = "curseur"
size_parameter = "par_page"

[source.query.agenda_event]
path = "/v2/rendez-vous?du=:since&au=:until"
items = "/data"
finess = "/etablissement/finess"
subject = "/dossier"
at = "/debut"
status = "/statut"
statuses = { PREVU = true, ANNULE = false }
paging = "offset"
page_parameter = "debut_a"
more = "/suite"
size_parameter = "par_page"

[source.query.qualified_identity]
path = "/v2/identites"
items = ""
finess = "/etablissement/finess"
subject = "/dossier"
at = "/qualifiee_le"
paging = "header"
size_parameter = "par_page"

[source.query.mss_message]
path = "/v2/messages?du=:since&au=:until"
items = "/data"
finess = "/finess"
event = "/id"
at = "/le"
paging = "link"
next = "/pagination/suivant"
size_parameter = "par_page"

[source.query.dmp_deposit]
path = "/v2/depots?du=:since&au=:until"
items = "/data"
finess = "/finess"
event = "/id"
at = "/le"
paging = "cursor"
next = "/curseur"
page_parameter = "curseur"
size_parameter = "par_page"

[source.query.prescription_import]
path = "/v2/ordonnances?du=:since&au=:until"
items = "/data"
finess = "/finess"
event = "/id"
at = "/le"
paging = "none"

[source.query.liaison_exchange]
path = "/v2/notes?du=:since&au=:until"
items = ""
finess = "/finess"
event = "/id"
at = "/le"
paging = "header"
size_parameter = "par_page"
)toml";

}  // namespace

json json_lists(const std::vector<Table>& tables) {
  json made = json::object();
  for (const Table& table : tables) {
    const auto found = lists.find(table.name);
    if (found == lists.end()) continue;
    const List& list = found->second;
    json items = json::array();
    table.rows([&](const std::vector<std::string>& cells) {
      Row row;
      for (std::size_t i = 0; i < cells.size(); ++i) row[table.columns[i].name] = cells[i];
      items.push_back(list.item(row));
    });
    made[list.path] = {{"paging", list.paging}, {"from", list.from}, {"to", list.to},
                       {"begin", list.begin},   {"end", list.end},   {"items", std::move(items)}};
  }
  return made;
}

std::string_view json_queries() {
  return queries;
}

}  // namespace jauge::sandbox
