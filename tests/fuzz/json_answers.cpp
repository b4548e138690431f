// What a vendor's API answers in JSON: its pages, what leads from one to the next, their items up to rows.
// The first line is a Link header, the second a pointer; then one page a line.
#include "connectors/json/items.hpp"
#include "connectors/json/page_walk.hpp"
#include "tests/fuzz/rows.hpp"

using namespace jauge;
using namespace jauge::connectors;

namespace {

constexpr const char* base = "https://dui.example/api";

/// One for each way of paging.
constexpr const char* queries[] = {
    R"toml(path = "/sejours?from=:since&to=:until"
items = "/data"
finess = "/etablissement/finess"
subject = "/dossier"
at = "/entree"
until = "/sortie"
paging = "link"
next = "/pagination/suivant"
total = "/pagination/total")toml",
    R"toml(path = "/sejours"
items = ""
finess = "670000165"
subject = "/a~1b/0/m~0n"
at = "/entree"
until = "/sortie"
having = { "/actif" = ["true", "1"] }
paging = "header")toml",
    R"toml(path = "/sejours"
items = "/data"
finess = "/finess"
subject = "/dossier"
at = "/entree"
until = "/sortie"
status = "/statut"
statuses = { EN_COURS = true, "1" = true, ANNULE = false }
paging = "cursor"
next = "/curseur"
more = "/encore"
page_parameter = "curseur")toml",
    R"toml(path = "/sejours"
items = "/data"
finess = "/finess"
subject = "/dossier"
at = "/entree"
until = "/sortie"
status = "/statut"
statuses = { EN_COURS = true, "*" = false }
paging = "page"
page_parameter = "page"
size_parameter = "n")toml",
    R"toml(path = "/sejours?finess=:finess"
items = "/data"
subject = "/dossier"
at = "/entree"
until = "/sortie"
paging = "offset"
page_parameter = "debut"
total = "/total")toml",
};

void walk(const config::JsonQuery& query, std::string_view link_header, std::string_view pages) {
  using Step = json::PageWalk::Step;
  static const auto source = [] {
    core::SourceSpec made;
    made.zone = *core::Zone::find("Europe/Paris");
    return made;
  }();
  json::PageWalk walk(base, query,
                      json::first_url(base, query, {}, source, core::TimeForm::timestamp, "670000165", 100));
  fuzz::Rows rows;
  for (auto step = Step::again; step == Step::again && !pages.empty();) {
    const auto body = fuzz::next_line(pages);
    web::JsonReader reader;
    const auto answer = reader.parse(body);
    if (!answer) break;
    const auto items = answer->at(query.items).items();
    for (const auto& item : items) {
      if (json::counts(query, item).value_or(false)) rows.take(json::row_of(query, item, "670000165"));
    }
    const auto before = walk.url();
    step = walk.advance(*answer, link_header, items.size(), body);
    // Wherever an answer leads, it is another page of the same place.
    fuzz::require(step != Step::again || (walk.url() != before && walk.url().starts_with(base)));
  }
  rows.finish();
}

}  // namespace

JAUGE_FUZZ_TARGET(json_answers) {
  static const auto known = [] {
    std::vector<config::JsonQuery> parsed;
    for (const auto* text : queries) parsed.push_back(config::parse_json_query(text).value());
    return parsed;
  }();
  const auto link_header = fuzz::next_line(bytes);
  const auto pointer = fuzz::next_line(bytes);
  for (const auto& query : known) walk(query, link_header, bytes);

  web::JsonReader reader;
  const auto answer = reader.parse(fuzz::next_line(bytes));
  if (!answer) return;
  fuzz::require(web::is_json_pointer(pointer) == config::is_pointer(pointer));
  const auto found = answer->at(pointer);
  fuzz::require(!found.present() || web::is_json_pointer(pointer));
  const auto cell = found.cell();
  fuzz::require(cell.type != core::Cell::Type::text || core::valid_utf8(cell.text));
  found.each_member([&](std::string_view name, const web::Json& value) {
    // No name is there twice.
    fuzz::require(core::valid_utf8(name) && found[name].is_null() == value.is_null());
  });
}
