#pragma once
// What the three documents say alike: whom a report is about, in which order, and how values are written.
#include <string>
#include <string_view>
#include <vector>

#include "core/report.hpp"

namespace jauge::core {

/// An establishment, the region or the project, with its figures. Pointers are into the closure.
struct ReportSubject {
  std::string id;    // FINESS, "REGION" or "PROJET"
  std::string name;  // "EHPAD Les Tilleuls", "Grappe EHPAD Alsace, région 44", "Grappe EHPAD Alsace"
  const Establishment* establishment = nullptr;  // null on roll-ups
  const EstablishmentFigures* own = nullptr;     // null on roll-ups
  const std::vector<Figure>* figures = nullptr;
  const GateResult* gate = nullptr;
  const std::vector<RowFate>* fates = nullptr;
  std::string region;  // code, of a region's roll-up

  bool is_live() const { return !own || own->membership == Membership::counts; }
};

/// The region's establishments by FINESS, the region, the project.
std::vector<ReportSubject> report_subjects(const Closure& closure, const RegionCode& region);

/// Every establishment by FINESS, the regions where there are several, the project.
std::vector<ReportSubject> project_subjects(const Closure& closure);

/// The indicator has a numerator and a denominator and is shown as a percentage.
bool is_ratio(const Indicator& indicator);

/// "83,6", "12", or empty where not computable. Without unit.
std::string shown_value(const Indicator& indicator, const Figure& figure);
/// "80,0" or "10"; empty where there is no target.
std::string shown_target(const Indicator& indicator, const Figure& figure);

/// First and last day of a figure's window.
std::pair<Day, Day> window_days(const Closure& closure, const Figure& figure);

/// "remplis par 12 ESMS sur 15, indéterminés 2, non remplis 1", of a roll-up.
std::string gate_counts(const GateResult& gate);

/// Why the gate's line of a subject has no value; empty where it has one.
std::string_view gate_reason(const ReportSubject& subject);

}  // namespace jauge::core
