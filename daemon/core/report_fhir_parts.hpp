#pragma once
// FHIR R4 as our reports write it: data types, extensions and the parts of rapport.json. Only for
// report_fhir*.cpp.
#include <string>
#include <string_view>

#include "core/json_writer.hpp"
#include "core/report_parts.hpp"

namespace jauge::core {

/// What every part of the bundle is written from.
struct FhirContext {
  const Closure& closure;
  const ReportIdentity& identity;
  std::vector<ReportSubject> subjects;
};

// ── Names ────────────────────────────────────────────────────────────────────────────────────────

/// canonical_base + `path`.
std::string canonical(std::string_view path);
/// "<project>/<region>/<subject>/<month>/<revision>"; without subject, of the whole bundle.
std::string report_key(const FhirContext& context, std::string_view subject = {});
/// "<project>/<region>" or "<project>": what a roll-up's Organization is identified by.
std::string roll_up_key(const FhirContext& context, const ReportSubject& subject);
/// fullUrl of a MeasureReport, of an establishment's or legal entity's Organization, of a roll-up's, of the
/// Provenance.
std::string report_urn(const FhirContext& context, const ReportSubject& subject);
std::string subject_urn(const FhirContext& context, const ReportSubject& subject);
std::string entity_urn(const Finess& finess);
std::string provenance_urn(const FhirContext& context);

// ── Data types ───────────────────────────────────────────────────────────────────────────────────

void write_identifier(JsonWriter& json, std::string_view system, std::string_view value);
void write_reference(JsonWriter& json, std::string_view urn);
void write_period(JsonWriter& json, const std::pair<Day, Day>& days);
/// A CodeableConcept of one coding; no `display` when it is empty.
void write_concept(JsonWriter& json, std::string_view system, std::string_view code,
                   std::string_view display = {});
/// `increase`, of measure-improvement-notation.
void write_increase(JsonWriter& json);

// ── Extensions: one member of an `extension` array each; `url` whole, or the short one of a part ─────

std::string extension_url(std::string_view name);
void text_extension(JsonWriter& json, std::string_view url, std::string_view value);
void code_extension(JsonWriter& json, std::string_view url, std::string_view value);
void integer_extension(JsonWriter& json, std::string_view url, std::int64_t value);
void decimal_extension(JsonWriter& json, std::string_view url, std::int64_t units, int places);
void boolean_extension(JsonWriter& json, std::string_view url, bool value);
void period_extension(JsonWriter& json, std::string_view url, const std::pair<Day, Day>& days);
/// `parts()` writes at least one extension.
template <class Parts>
void complex_extension(JsonWriter& json, std::string_view url, Parts parts) {
  json.object([&] {
    json.key("url").text(url);
    json.key("extension").array(parts);
  });
}

// ── The parts of the bundle ──────────────────────────────────────────────────────────────────────

/// The entries of every Organization that is referred to.
void write_organizations(JsonWriter& json, const FhirContext& context);
/// A MeasureReport, the resource alone.
void write_measure_report(JsonWriter& json, const FhirContext& context, const ReportSubject& subject);
/// One group: an indicator over its gating window.
void write_group(JsonWriter& json, const FhirContext& context, const ReportSubject& subject,
                 const Indicator& indicator, const Figure& figure);
/// The Provenance, the resource alone.
void write_provenance(JsonWriter& json, const FhirContext& context);

}  // namespace jauge::core
