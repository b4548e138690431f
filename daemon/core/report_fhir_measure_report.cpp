#include "core/report_fhir_parts.hpp"

namespace jauge::core {

namespace {

constexpr std::string_view profile =
    "https://profiles.ihe.net/QRPH/mADX/StructureDefinition/mADX-MeasureReport";

// In the words of the gate (indicators §7), where `target.met` speaks French.
std::string_view gate_state(Outcome state) {
  switch (state) {
    case Outcome::met:
      return "met";
    case Outcome::not_met:
      return "not-met";
    case Outcome::undetermined:
    case Outcome::exempt:
      break;
  }
  return "undetermined";
}

void write_gate(JsonWriter& json, const FhirContext& context, const GateResult& gate) {
  complex_extension(json, extension_url("gate"), [&] {
    code_extension(json, "state", gate_state(gate.state));
    const std::string& rule = context.closure.parameters.measure.gate.rule;
    if (!rule.empty()) text_extension(json, "rule", rule);
    for (const std::string& missing : gate.missing) text_extension(json, "missing", missing);
    for (const std::string& open : gate.undetermined) text_extension(json, "undetermined", open);
  });
}

// Everything that is asked of it has a value.
bool is_computable(const EstablishmentFigures& establishment) {
  return std::ranges::all_of(establishment.figures, [](const Figure& figure) {
    return figure.computable() || !figure.outcome || figure.outcome == Outcome::exempt;
  });
}

// Of a roll-up: the establishments that count in the month.
void write_establishments(JsonWriter& json, const FhirContext& context, const ReportSubject& subject) {
  std::int64_t computable = 0;
  const auto& configured = context.closure.parameters.project.establishments;
  for (const EstablishmentFigures& figures : context.closure.establishments) {
    const auto establishment = std::ranges::find(configured, figures.finess, &Establishment::finess);
    const bool here = subject.id == "PROJET" ||
                      (establishment != configured.end() && establishment->region == context.identity.region);
    if (here && figures.membership == Membership::counts && is_computable(figures)) {
      ++computable;
    }
  }
  complex_extension(json, extension_url("establishments"), [&] {
    integer_extension(json, "total", subject.gate->concerned);
    integer_extension(json, "computable", computable);
    integer_extension(json, "meeting", subject.gate->passing);
  });
}

void write_fates(JsonWriter& json, const std::vector<RowFate>& fates) {
  for (const RowFate& fate : fates) {
    complex_extension(json, extension_url("row-fates"), [&] {
      if (!fate.source.empty()) text_extension(json, "source", fate.source);
      code_extension(json, "kind", fate.kind);
      code_extension(json, "reason", fate.reason);
      integer_extension(json, "count", fate.count);
    });
  }
}

void write_evidence(JsonWriter& json, const std::vector<SetEvidence>& evidence) {
  for (const SetEvidence& set : evidence) {
    complex_extension(json, extension_url("evidence"), [&] {
      code_extension(json, "kind", set.kind);
      integer_extension(json, "members", set.members);
      text_extension(json, "sha256", set.sha256.hex());
      boolean_extension(json, "reproducible", set.reproducible);
    });
  }
}

void write_groups(JsonWriter& json, const FhirContext& context, const ReportSubject& subject) {
  const auto shown = [&](const Figure& figure) {
    return figure.gating ? context.closure.parameters.measure.find(figure.indicator) : nullptr;
  };
  if (std::ranges::none_of(*subject.figures, shown)) return;
  json.key("group").array([&] {
    for (const Figure& figure : *subject.figures) {
      if (const Indicator* indicator = shown(figure)) write_group(json, context, subject, *indicator, figure);
    }
  });
}

}  // namespace

void write_measure_report(JsonWriter& json, const FhirContext& context, const ReportSubject& subject) {
  const Closure& closure = context.closure;
  const Measure& measure = closure.parameters.measure;
  json.object([&] {
    json.key("resourceType").text("MeasureReport");
    json.key("meta").object([&] { json.key("profile").array([&] { json.text(profile); }); });
    json.key("language").text("fr");
    json.key("extension").array([&] {
      if (!subject.establishment) write_establishments(json, context, subject);
      write_gate(json, context, *subject.gate);
      write_fates(json, *subject.fates);
      if (subject.own) write_evidence(json, subject.own->evidence);
    });
    json.key("identifier").array([&] {
      write_identifier(json, canonical("NamingSystem/rapport"), report_key(context, subject.id));
    });
    json.key("status").text("complete");
    json.key("type").text("summary");
    json.key("measure").text(canonical("Measure/") + measure.id + "|" + measure.version);
    write_reference(json.key("subject"), subject_urn(context, subject));
    json.key("date").text(utc_text(closure.frozen_at));
    write_reference(json.key("reporter"), entity_urn(closure.parameters.project.holder));
    write_period(json.key("period"), {closure.month().first_day(), closure.month().last_day()});
    write_increase(json.key("improvementNotation"));
    write_groups(json, context, subject);
  });
}

}  // namespace jauge::core
