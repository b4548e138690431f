#include "core/report_parts.hpp"

namespace jauge::core {

namespace {

ReportSubject of_roll_up(const Closure& closure, const RollUp& roll_up) {
  ReportSubject subject;
  subject.id = roll_up.region ? "REGION" : "PROJET";
  subject.name = closure.parameters.project.name;
  if (roll_up.region) {
    subject.name += ", région " + roll_up.region->text();
    subject.region = roll_up.region->text();
  }
  subject.figures = &roll_up.figures;
  subject.gate = &roll_up.gate;
  subject.fates = &roll_up.fates;
  return subject;
}

/// The establishments of `region`, or all; by FINESS.
std::vector<ReportSubject> establishments(const Closure& closure, const std::optional<RegionCode>& region) {
  std::vector<ReportSubject> subjects;
  const auto& configured = closure.parameters.project.establishments;
  for (const EstablishmentFigures& figures : closure.establishments) {
    const auto establishment = std::ranges::find(configured, figures.finess, &Establishment::finess);
    if (establishment == configured.end() || (region && establishment->region != *region)) continue;
    subjects.push_back({std::string(figures.finess.text()), establishment->name, &*establishment, &figures,
                        &figures.figures, &figures.gate, &figures.fates, ""});
  }
  std::ranges::sort(subjects, {}, &ReportSubject::id);
  return subjects;
}

}  // namespace

std::vector<ReportSubject> report_subjects(const Closure& closure, const RegionCode& region) {
  auto subjects = establishments(closure, region);
  for (const auto& of : {std::optional(region), std::optional<RegionCode>()}) {
    if (const RollUp* roll_up = closure.roll_up(of)) subjects.push_back(of_roll_up(closure, *roll_up));
  }
  return subjects;
}

std::vector<ReportSubject> project_subjects(const Closure& closure) {
  auto subjects = establishments(closure, std::nullopt);
  const bool several = closure.roll_ups.size() > 2;
  for (const RollUp& roll_up : closure.roll_ups) {
    if (several || !roll_up.region) subjects.push_back(of_roll_up(closure, roll_up));
  }
  return subjects;
}

bool is_ratio(const Indicator& indicator) {
  return indicator.form == Indicator::Form::rate || indicator.form == Indicator::Form::availability;
}

std::string shown_value(const Indicator& indicator, const Figure& figure) {
  if (!figure.computable() || !figure.numerator) return {};
  if (!is_ratio(indicator)) return fmt::format("{}", *figure.numerator);
  if (figure.denominator.value_or(0) <= 0) return {};
  return french_tenths(percent_tenths(*figure.numerator, *figure.denominator));
}

std::string shown_target(const Indicator& indicator, const Figure& figure) {
  if (!figure.target) return {};
  return is_ratio(indicator) ? french_tenths(*figure.target) : fmt::format("{}", *figure.target);
}

std::pair<Day, Day> window_days(const Closure& closure, const Figure& figure) {
  const Month month = closure.month();
  const Month started = std::min(closure.parameters.started(), month);
  Month first = month;
  if (figure.window == Window::three_months) first = std::max(started, month - 2);
  if (figure.window == Window::since_start) first = started;
  return {first.first_day(), month.last_day()};
}

std::string_view gate_reason(const ReportSubject& subject) {
  if (!subject.is_live()) return "pas-encore-deploye";
  return subject.gate->concerned == 0 ? "aucun-etablissement" : "";
}

std::string gate_counts(const GateResult& gate) {
  if (gate.concerned == 0) return "aucun ESMS concerné";
  const auto not_met = static_cast<std::int64_t>(gate.missing.size());
  return fmt::format("remplis par {} ESMS sur {}, indéterminés {}, non remplis {}", gate.passing,
                     gate.concerned, gate.concerned - gate.passing - not_met, not_met);
}

std::string gate_sentence(Month month, const GateResult& gate) {
  // « d'avril », « d'août », « d'octobre »: a vowel elides.
  const std::string name = month.french();
  const bool elided = name.starts_with('a') || name.starts_with('o');
  return fmt::format("Critères d'utilisation au titre {}{} : {}", elided ? "d'" : "de ", name,
                     gate_counts(gate));
}

}  // namespace jauge::core
