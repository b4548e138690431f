#include "core/report_fhir_parts.hpp"

namespace jauge::core {

std::string write_fhir(const Closure& closure, const ReportIdentity& identity) {
  const FhirContext context{closure, identity, report_subjects(closure, identity.region)};
  JsonWriter json;
  const auto entry = [&](const std::string& urn, auto resource) {
    json.object([&] {
      json.key("fullUrl").text(urn);
      json.key("resource");
      resource();
    });
  };
  json.object([&] {
    json.key("resourceType").text("Bundle");
    json.key("language").text("fr");
    write_identifier(json.key("identifier"), canonical("NamingSystem/rapport"), report_key(context));
    json.key("type").text("collection");
    json.key("timestamp").text(utc_text(closure.frozen_at));
    json.key("entry").array([&] {
      write_organizations(json, context);
      for (const ReportSubject& subject : context.subjects) {
        entry(report_urn(context, subject), [&] { write_measure_report(json, context, subject); });
      }
      entry(provenance_urn(context), [&] { write_provenance(json, context); });
    });
  });
  return json.finish();
}

}  // namespace jauge::core
