#pragma once
// The fields of a closure, named once for writing and reading alike: describe(io, value) calls
// io("name", value.field) for each. `value` is const when writing. Only for closure_json.cpp.
#include <concepts>

#include "core/closure.hpp"

namespace jauge::core {

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

/// The words that stand for an enumeration's values.
template <class Enum>
using EnumName = std::pair<Enum, std::string_view>;

constexpr std::array<EnumName<KeyOf>, 3> names_of(KeyOf) {
  return {{{KeyOf::subject, "subject"}, {KeyOf::event, "event"}, {KeyOf::none, "none"}}};
}
constexpr std::array<EnumName<Shape>, 4> names_of(Shape) {
  return {{{Shape::instant, "instant"},
           {Shape::interval, "interval"},
           {Shape::state_or_interval, "state_or_interval"},
           {Shape::number, "number"}}};
}
constexpr std::array<EnumName<Window>, 3> names_of(Window) {
  return {{{Window::month, "mois"}, {Window::three_months, "3-mois"}, {Window::since_start, "depuis-debut"}}};
}
constexpr std::array<EnumName<Indicator::Form>, 4> names_of(Indicator::Form) {
  return {{{Indicator::Form::rate, "rate"},
           {Indicator::Form::count, "count"},
           {Indicator::Form::size, "size"},
           {Indicator::Form::availability, "availability"}}};
}
constexpr std::array<EnumName<Indicator::Scoring>, 3> names_of(Indicator::Scoring) {
  return {{{Indicator::Scoring::proportion, "proportion"},
           {Indicator::Scoring::ratio, "ratio"},
           {Indicator::Scoring::cohort, "cohort"}}};
}
constexpr std::array<EnumName<Gate::Scope>, 2> names_of(Gate::Scope) {
  return {{{Gate::Scope::each_establishment, "each-establishment"},
           {Gate::Scope::project_ratio, "project-ratio"}}};
}
constexpr std::array<EnumName<GrantKind>, 3> names_of(GrantKind) {
  return {{{GrantKind::acquisition, "acquisition"},
           {GrantKind::compliance, "compliance"},
           {GrantKind::rollout, "rollout"}}};
}
constexpr std::array<EnumName<Membership>, 3> names_of(Membership) {
  return {
      {{Membership::absent, "absent"}, {Membership::not_live, "not-live"}, {Membership::counts, "counts"}}};
}
constexpr std::array<EnumName<Outcome>, 4> names_of(Outcome) {
  return {{{Outcome::met, "met"},
           {Outcome::not_met, "not-met"},
           {Outcome::undetermined, "undetermined"},
           {Outcome::exempt, "exempt"}}};
}

template <class Io, Is<FactKind> T>
void describe(Io& io, T& value) {
  io("id", value.id);
  io("key", value.key);
  io("shape", value.shape);
  io("label", value.label);
}

template <class Io, Is<Indicator> T>
void describe(Io& io, T& value) {
  io("id", value.id);
  io("label", value.label);
  io("form", value.form);
  io("scoring", value.scoring);
  io("numerator", value.numerator);
  io("denominator", value.denominator);
  io("headcount", value.headcount);
  io("mass_write", value.mass_write);
  io("project_window", value.project_window);
  io("maintenance_window", value.maintenance_window);
  io("supplementary", value.supplementary);
}

template <class Io, Is<Gate::Socles> T>
void describe(Io& io, T& value) {
  io("among", value.among);
  io("required", value.required);
}

template <class Io, Is<Gate> T>
void describe(Io& io, T& value) {
  io("scope", value.scope);
  io("rates", value.rates);
  io("medicalised", value.medicalised);
  io("non_medicalised", value.non_medicalised);
  io("rule", value.rule);
}

template <class Io, Is<Measure> T>
void describe(Io& io, T& value) {
  io("id", value.id);
  io("version", value.version);
  io("title", value.title);
  io("source", value.source);
  io("decisions", value.decisions);
  io("indicators", value.indicators);
  io("gate", value.gate);
}

template <class Io, class T>
requires Is<T, Dated<std::string>> || Is<T, Dated<Targets>>
void describe(Io& io, T& value) {
  io("from", value.from);
  io("value", value.value);
}

template <class Io, Is<TargetOverrides> T>
void describe(Io& io, T& value) {
  io("values", value.values);
  io("exempt", value.exempt);
  io("socles_required", value.socles_required);
  io("basis", value.basis);
}

template <class Io, Is<Establishment> T>
void describe(Io& io, T& value) {
  io("finess", value.finess);
  io("name", value.name);
  io("operator", value.operator_finess);
  io("region", value.region);
  io("medicalised", value.medicalised);
  io("zone", value.zone);
  io("joined", value.joined);
  io("live", value.live);
  io("left", value.left);
  io("formerly", value.formerly);
  io("kind", value.kind);
  io("grant", value.grant);
  io("overrides", value.overrides);
}

template <class Io, Is<Payment> T>
void describe(Io& io, T& value) {
  io("schedule", value.schedule);
  io("equipment", value.equipment);
  io("assistance", value.assistance);
}

template <class Io, Is<Project> T>
void describe(Io& io, T& value) {
  io("id", value.id);
  io("convention", value.convention);
  io("name", value.name);
  io("holder", value.holder);
  io("kind", value.kind);
  io("measures", value.measures);
  io("started", value.started);
  io("maintenance_from", value.maintenance_from);
  io("first_month", value.first_month);
  io("socles", value.socles);
  io("payment", value.payment);
  io("targets", value.targets);
  io("establishments", value.establishments);
  io("zone", value.zone);
}

template <class Io, Is<Parameters> T>
void describe(Io& io, T& value) {
  io("project", value.project);
  io("measure", value.measure);
  io("month", value.month);
  io("maintenance", value.maintenance);
  io("targets", value.targets);
}

template <class Io, Is<UsedQuery> T>
void describe(Io& io, T& value) {
  io("source", value.source);
  io("kind", value.kind);
  io("text", value.text);
  io("mark", value.mark);
  io("changed", value.changed);
}

template <class Io, Is<UsedSource> T>
void describe(Io& io, T& value) {
  io("name", value.name);
  io("type", value.type);
  io("ids", value.ids);
  io("tls", value.tls);
  io("kept", value.kept);
  io("overwritten", value.overwritten);
}

template <class Io, Is<MonthCount> T>
void describe(Io& io, T& value) {
  io("month", value.month);
  io("revision", value.revision);
  io("count", value.count);
  io("lower_bound", value.lower_bound);
}

template <class Io, Is<Flag> T>
void describe(Io& io, T& value) {
  io("code", value.code);
  io("number", value.number);
  io("of", value.of);
}

template <class Io, Is<Figure> T>
void describe(Io& io, T& value) {
  io("indicator", value.indicator);
  io("window", value.window);
  io("gating", value.gating);
  io("counted", value.counted);
  io("numerator", value.numerator);
  io("denominator", value.denominator);
  io("reason", value.reason);
  io("flags", value.flags);
  io("coverage_tenths", value.coverage_tenths);
  io("longest_gap_minutes", value.longest_gap_minutes);
  io("target", value.target);
  io("outcome", value.outcome);
  io("outside_denominator", value.outside_denominator);
  io("headcount_origin", value.headcount_origin);
  io("months", value.months);
}

template <class Io, Is<GateResult> T>
void describe(Io& io, T& value) {
  io("state", value.state);
  io("missing", value.missing);
  io("undetermined", value.undetermined);
  io("passing", value.passing);
  io("concerned", value.concerned);
}

template <class Io, Is<SetEvidence> T>
void describe(Io& io, T& value) {
  io("kind", value.kind);
  io("members", value.members);
  io("sha256", value.sha256);
  io("reproducible", value.reproducible);
}

template <class Io, Is<RowFate> T>
void describe(Io& io, T& value) {
  io("source", value.source);
  io("kind", value.kind);
  io("reason", value.reason);
  io("count", value.count);
}

template <class Io, Is<Curve> T>
void describe(Io& io, T& value) {
  io("indicator", value.indicator);
  io("cumulative", value.cumulative);
}

template <class Io, Is<EstablishmentFigures> T>
void describe(Io& io, T& value) {
  io("finess", value.finess);
  io("membership", value.membership);
  io("figures", value.figures);
  io("gate", value.gate);
  io("evidence", value.evidence);
  io("fates", value.fates);
  io("curves", value.curves);
}

template <class Io, Is<RollUp> T>
void describe(Io& io, T& value) {
  io("region", value.region);
  io("figures", value.figures);
  io("gate", value.gate);
  io("fates", value.fates);
}

template <class Io, Is<Closure> T>
void describe(Io& io, T& value) {
  io("software", value.software);
  io("parameters", value.parameters);
  io("kinds", value.kinds);
  io("revision", value.revision);
  io("reason", value.reason);
  io("frozen_at", value.frozen_at);
  io("sources", value.sources);
  io("queries", value.queries);
  io("establishments", value.establishments);
  io("roll_ups", value.roll_ups);
}

}  // namespace jauge::core
