#include "core/report_fhir_parts.hpp"

namespace jauge::core {

namespace {

std::string urn(std::string_view name) {
  return uuid5_urn(canonical_base, name);
}

}  // namespace

std::string canonical(std::string_view path) {
  return fmt::format("{}{}", canonical_base, path);
}

std::string report_key(const FhirContext& context, std::string_view subject) {
  const Closure& closure = context.closure;
  return fmt::format("{}/{}/{}{}{}/{}", closure.parameters.project.id, context.identity.region.text(),
                     subject, subject.empty() ? "" : "/", closure.month().text(), closure.revision);
}

std::string roll_up_key(const FhirContext& context, const ReportSubject& subject) {
  const std::string& project = context.closure.parameters.project.id;
  return subject.id == "REGION" ? project + "/" + context.identity.region.text() : project;
}

std::string report_urn(const FhirContext& context, const ReportSubject& subject) {
  return urn(report_key(context, subject.id));
}

std::string subject_urn(const FhirContext& context, const ReportSubject& subject) {
  if (subject.establishment) return entity_urn(subject.establishment->finess);
  return urn("grappe/" + roll_up_key(context, subject));
}

std::string entity_urn(const Finess& finess) {
  return urn(fmt::format("org/{}", finess.text()));
}

std::string provenance_urn(const FhirContext& context) {
  return urn("provenance/" + report_key(context));
}

void write_identifier(JsonWriter& json, std::string_view system, std::string_view value) {
  json.object([&] {
    json.key("system").text(system);
    json.key("value").text(value);
  });
}

void write_reference(JsonWriter& json, std::string_view urn) {
  json.object([&] { json.key("reference").text(urn); });
}

void write_period(JsonWriter& json, const std::pair<Day, Day>& days) {
  json.object([&] {
    json.key("start").text(text(days.first));
    json.key("end").text(text(days.second));
  });
}

void write_concept(JsonWriter& json, std::string_view system, std::string_view code,
                   std::string_view display) {
  json.object([&] {
    json.key("coding").array([&] {
      json.object([&] {
        json.key("system").text(system);
        json.key("code").text(code);
        if (!display.empty()) json.key("display").text(display);
      });
    });
  });
}

void write_increase(JsonWriter& json) {
  write_concept(json, "http://terminology.hl7.org/CodeSystem/measure-improvement-notation", "increase");
}

std::string extension_url(std::string_view name) {
  return canonical("StructureDefinition/") + std::string(name);
}

void text_extension(JsonWriter& json, std::string_view url, std::string_view value) {
  json.object([&] {
    json.key("url").text(url);
    json.key("valueString").text(value);
  });
}

void code_extension(JsonWriter& json, std::string_view url, std::string_view value) {
  json.object([&] {
    json.key("url").text(url);
    json.key("valueCode").text(value);
  });
}

void integer_extension(JsonWriter& json, std::string_view url, std::int64_t value) {
  json.object([&] {
    json.key("url").text(url);
    json.key("valueInteger").number(value);
  });
}

void decimal_extension(JsonWriter& json, std::string_view url, std::int64_t units, int places) {
  json.object([&] {
    json.key("url").text(url);
    json.key("valueDecimal").decimal(units, places);
  });
}

void boolean_extension(JsonWriter& json, std::string_view url, bool value) {
  json.object([&] {
    json.key("url").text(url);
    json.key("valueBoolean").boolean(value);
  });
}

void period_extension(JsonWriter& json, std::string_view url, const std::pair<Day, Day>& days) {
  json.object([&] {
    json.key("url").text(url);
    write_period(json.key("valuePeriod"), days);
  });
}

}  // namespace jauge::core
