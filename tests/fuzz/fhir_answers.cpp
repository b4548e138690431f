// What a FHIR server answers: a page of a search, and the resources that its references name. One document a
// line; the first line is a path, evaluated on each resource.
#include "connectors/fhir/resolved.hpp"
#include "connectors/fhir/rows.hpp"
#include "tests/fuzz/rows.hpp"

using namespace jauge;
using namespace jauge::connectors;

namespace {

constexpr const char* query = R"toml([[search]]
resource = "Encounter"
status = ["in-progress", "finished"]
having = ["identifier.where(system = 'https://identifiant-medicosocial-sejour.esante.gouv.fr')"]
finess = [
    "identifier.where(system = 'https://identifiant-medicosocial-sejour.esante.gouv.fr').value",
    "serviceProvider.identifier.where(system = 'https://finess.esante.gouv.fr' and type.coding.code = 'FINEG').value",
    "serviceProvider.resolve().identifier.where(system = 'https://finess.esante.gouv.fr').value",
]
subject = "subject.getReferenceKey(Patient)"
at = "period.start"
until = "period.end"

[[search]]
resource = "Patient"
finess = ["managingOrganization.resolve().partOf.resolve().identifier.first().value", "extension('a').valueCode"]
subject = "getResourceKey()"
at = ["extension('https://finess.esante.gouv.fr').valueDateTime", "meta.lastUpdated"]
until = "birthDate"
)toml";

void look(const fhir::Found& found) {
  const auto cell = found.cell();
  fuzz::require(cell.type != core::Cell::Type::text || core::valid_utf8(cell.text));
  static_cast<void>(fhir::bare_finess(cell.text));
}

}  // namespace

JAUGE_FUZZ_TARGET(fhir_answers) {
  static const auto searches = config::parse_fhir_query(query).value().searches;
  const auto path = config::parse_fhir_path(fuzz::next_line(bytes));
  web::JsonReader reader;
  const auto answer = reader.parse(fuzz::next_line(bytes));
  if (!answer) {
    fuzz::require(!core::render(web::json_failure(answer.error(), "dui", "accompanied").value().sentence,
                                core::Language::fr)
                       .empty());
    return;
  }
  for (const auto& search : searches) {
    const auto page = fhir::read_page(*answer, search.resource, "dui", "accompanied");
    if (!page) continue;
    fuzz::require(!page->total || *page->total >= 0);
    auto left = bytes;
    fhir::Resolved resolved("dui", "accompanied", [&](const std::string& key) {
      fuzz::require(fhir::reference_key(key) == key);
      const auto body = fuzz::next_line(left);
      return core::Result<web::Answer>(web::Answer{body.empty() ? 404 : 200, {}, std::string(body)});
    });
    fuzz::Rows rows;
    for (const auto& resource : page->matches) {
      resolved.forget();
      const fhir::Resolver resolve = [&](std::string_view reference) {
        return resolved.find(reference, resource, *page);
      };
      const auto before = rows.given();
      fhir::give_rows(search, resource, resolve, true, [&](const core::Row& row) { return rows.take(row); });
      const bool counted = fhir::counts(search, resource, resolve);
      // One row or more of what counts, none of what does not; a failure in between may change what is found.
      fuzz::require(resolved.failure() || (rows.given() > before) == counted);
      if (!path) continue;
      const auto found = fhir::evaluate(*path, resource, resolve);
      fuzz::require(found.size() <= 1000);
      for (const auto& one : found) look(one);
    }
    rows.finish();
  }
}
