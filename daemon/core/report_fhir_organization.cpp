#include <set>

#include "core/report_fhir_parts.hpp"

namespace jauge::core {

namespace {

constexpr std::string_view identifier_types = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203";

// FINEG is a FINESS géographique, FINEJ a FINESS juridique.
void write_finess(JsonWriter& json, const Finess& finess, std::string_view type) {
  const auto identifier = [&](std::string_view kind, std::string_view system, const std::string& value) {
    json.object([&] {
      write_concept(json.key("type"), identifier_types, kind);
      json.key("system").text(system);
      json.key("value").text(value);
    });
  };
  const std::string number(finess.text());
  identifier(type, "https://finess.esante.gouv.fr", number);
  identifier("IDNST", "urn:oid:1.2.250.1.71.4.2.2", "1" + number);
}

template <class Identifiers>
void write_organization(JsonWriter& json, const std::string& urn, std::string_view name,
                        const std::optional<std::string>& part_of, Identifiers identifiers) {
  json.object([&] {
    json.key("fullUrl").text(urn);
    json.key("resource").object([&] {
      json.key("resourceType").text("Organization");
      json.key("identifier").array(identifiers);
      json.key("active").boolean(true);
      json.key("name").text(name);
      if (part_of) write_reference(json.key("partOf"), *part_of);
    });
  });
}

// The holder and the operators. Their own names are not configured: the number stands for them.
std::set<Finess> legal_entities(const FhirContext& context) {
  std::set<Finess> entities{context.closure.parameters.project.holder};
  for (const ReportSubject& subject : context.subjects) {
    if (subject.establishment && subject.establishment->operator_finess != Finess{}) {
      entities.insert(subject.establishment->operator_finess);
    }
  }
  return entities;
}

}  // namespace

void write_organizations(JsonWriter& json, const FhirContext& context) {
  for (const Finess& finess : legal_entities(context)) {
    write_organization(json, entity_urn(finess), fmt::format("Entité juridique {}", finess.text()),
                       std::nullopt, [&] { write_finess(json, finess, "FINEJ"); });
  }
  const std::string holder = entity_urn(context.closure.parameters.project.holder);
  for (const ReportSubject& subject : context.subjects) {
    const std::string urn = subject_urn(context, subject);
    if (const Establishment* establishment = subject.establishment) {
      std::optional<std::string> operated_by;
      if (establishment->operator_finess != Finess{})
        operated_by = entity_urn(establishment->operator_finess);
      write_organization(json, urn, subject.name, operated_by,
                         [&] { write_finess(json, establishment->finess, "FINEG"); });
    } else {
      write_organization(json, urn, subject.name, holder, [&] {
        write_identifier(json, canonical("NamingSystem/grappe"), roll_up_key(context, subject));
      });
    }
  }
}

}  // namespace jauge::core
