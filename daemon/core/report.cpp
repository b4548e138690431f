#include "core/report.hpp"

namespace jauge::core {

Documents write_documents(const Closure& closure, const ReportIdentity& identity) {
  Documents documents;
  documents.json = write_fhir(closure, identity);
  documents.csv = write_csv(closure, identity);
  documents.html = write_html(closure, identity, sha256(documents.json));
  return documents;
}

std::string container_name(std::string_view project, const RegionCode& region, Month month, int revision) {
  return fmt::format("jauge-{}-{}-{}-r{}.asice", project, region.text(), month.text(), revision);
}

}  // namespace jauge::core
