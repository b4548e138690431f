// Answers of an API: the bytes of a page, parsed, to the cells of its rows.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "config/fhir_query.hpp"
#include "config/json_query.hpp"
#include "connectors/fhir/page.hpp"
#include "connectors/fhir/rows.hpp"
#include "connectors/json/items.hpp"

namespace {

using namespace jauge;
using namespace jauge::connectors;

constexpr int items_of_a_page = 1000;

std::string page_of(std::string_view head, std::string_view tail,
                    const std::function<std::string(int)>& item) {
  std::string page(head);
  for (int i = 0; i < items_of_a_page; ++i) page += (i == 0 ? "" : ",") + item(i);
  return page + std::string(tail);
}

void json_page(benchmark::State& state) {
  const auto query = config::parse_json_query(R"toml(path = "/ecritures?depuis=:since&avant=:until"
items = "/data"
finess = "/etablissement/finess"
subject = "/dossier/numero"
at = "/ecrit_le"
status = "/statut"
statuses = { VALIDE = true, ANNULE = false }
paging = "page"
page_parameter = "page")toml")
                         .value();
  const auto page = page_of(R"({"data":[)", R"(],"total":1000})", [](int i) {
    return fmt::format(
        R"({{"etablissement":{{"finess":"670000165","nom":"EHPAD"}},"dossier":{{"numero":"D-{:05}"}},)"
        R"("ecrit_le":"2026-10-12T14:{:02}:00+02:00","statut":"{}","auteur":"x"}})",
        i, i % 60, i % 10 == 0 ? "ANNULE" : "VALIDE");
  });
  for (auto _ : state) {
    web::JsonReader reader;
    const auto answer = reader.parse(page);
    if (!answer) return state.SkipWithError("not parsed");
    for (const auto& item : answer->at(query.items).items()) {
      if (json::counts(query, item).value_or(false)) benchmark::DoNotOptimize(json::row_of(query, item, {}));
    }
  }
  state.SetItemsProcessed(state.iterations() * items_of_a_page);
}
BENCHMARK(json_page)->Unit(benchmark::kMicrosecond);

void fhir_page(benchmark::State& state) {
  const auto searches = config::parse_fhir_query(R"toml([[search]]
resource = "Encounter"
status = ["in-progress", "finished"]
finess = "serviceProvider.identifier.where(system = 'https://finess.esante.gouv.fr').value"
subject = "subject.getReferenceKey(Patient)"
at = "period.start"
until = "period.end"
)toml")
                            .value()
                            .searches;
  const auto page =
      page_of(R"({"resourceType":"Bundle","type":"searchset","total":1000,"entry":[)", "]}", [](int i) {
        return fmt::format(
            R"({{"fullUrl":"https://dui.example/Encounter/{0}","search":{{"mode":"match"}},"resource":{{)"
            R"("resourceType":"Encounter","id":"{0}","status":"finished","subject":{{"reference":"Patient/{1}"}},)"
            R"("period":{{"start":"2026-10-{2:02}","end":"2026-10-{2:02}"}},"serviceProvider":{{"identifier":)"
            R"({{"system":"https://finess.esante.gouv.fr","value":"670000165"}}}}}}}})",
            i, i % 300, i % 28 + 1);
      });
  std::int64_t rows = 0;
  for (auto _ : state) {
    web::JsonReader reader;
    const auto answer = reader.parse(page);
    const auto found =
        answer ? fhir::read_page(*answer, "Encounter", "dui", "accompanied") : core::Result<fhir::Page>();
    if (!answer || !found || found->matches.size() != items_of_a_page) return state.SkipWithError("not read");
    for (const auto& resource : found->matches) {
      fhir::give_rows(searches.front(), resource, {}, true, [&](const core::Row& row) {
        benchmark::DoNotOptimize(row);
        ++rows;
        return true;
      });
    }
  }
  if (rows != state.iterations() * items_of_a_page) return state.SkipWithError("rows are missing");
  state.SetItemsProcessed(rows);
}
BENCHMARK(fhir_page)->Unit(benchmark::kMicrosecond);

}  // namespace
