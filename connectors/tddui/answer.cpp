#include "connectors/tddui/answer.hpp"

#include <nlohmann/json.hpp>

#include "core/version.hpp"

namespace jauge::connectors::tddui {
namespace {

using nlohmann::ordered_json;

constexpr const char* fhir_type = "application/fhir+json; charset=utf-8";

const char* status_of(Fate fate) {
  switch (fate) {
    case Fate::created:
      return "201 Created";
    case Fate::removed:
      return "204 No Content";
    case Fate::gone:
      return "404 Not Found";
    case Fate::updated:
    case Fate::unchanged:
      break;
  }
  return "200 OK";
}

}  // namespace

http::Response taken(const Submission& submission, const std::vector<Fate>& fates, core::Instant now) {
  ordered_json bundle{{"resourceType", "Bundle"},
                      {"type", submission.batch ? "batch-response" : "transaction-response"},
                      {"entry", ordered_json::array()}};
  for (std::size_t i = 0; i < fates.size(); ++i) {
    ordered_json response{{"status", status_of(fates[i])}};
    if (!submission.entries[i].removal) {
      response["location"] = submission.entries[i].key();
      response["lastModified"] = core::utc_text(now);
    }
    bundle["entry"].push_back({{"response", std::move(response)}});
  }
  return {200, fhir_type, {}, bundle.dump()};
}

http::Response refused(const Problem& problem) {
  const ordered_json outcome{
      {"resourceType", "OperationOutcome"},
      {"issue", {{{"severity", "error"}, {"code", problem.code}, {"diagnostics", problem.words}}}}};
  return {problem.status, fhir_type, {}, outcome.dump()};
}

http::Response capability(core::Instant now) {
  const ordered_json statement{
      {"resourceType", "CapabilityStatement"},
      {"status", "active"},
      {"date", core::utc_text(now)},
      {"kind", "instance"},
      {"software", {{"name", "Jauge"}, {"version", core::version}}},
      {"implementation", {{"description", "Réception des Bundles TDDUI"}}},
      {"fhirVersion", "4.0.1"},
      {"format", {"json"}},
      {"implementationGuide",
       {"https://interop.esante.gouv.fr/ig/fhir/tddui/ImplementationGuide/ans.fhir.fr.tddui"}},
      {"rest", {{{"mode", "server"}, {"interaction", {{{"code", "transaction"}}, {{"code", "batch"}}}}}}}};
  return {200, fhir_type, {}, statement.dump()};
}

}  // namespace jauge::connectors::tddui
