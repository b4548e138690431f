#pragma once
// The counting itself: sets into figures, figures into roll-ups, figures into the gate (indicators §4 to §7).
#include <span>

#include "core/figures.hpp"

namespace jauge::core {

/// What the counting of one month needs beside the sets.
struct Parameters {
  Project project;
  Measure measure;
  Month month;
  bool maintenance = false;
  Targets targets;  // in force in the month; an establishment's overrides come on top
  /// The month the counts are summed from for `depuis-debut` (project.started).
  Month started() const { return Month::of(project.started); }
  bool operator==(const Parameters&) const = default;
};

/// Parameters in force in `month`. `measures` holds every measure of the configuration by id.
Parameters parameters_for(const Project& project, const std::map<std::string, Measure, std::less<>>& measures,
                          Month month);

/// Every figure of one establishment, its gate and its evidence. `membership` absent gives no figure.
EstablishmentFigures evaluate(const Parameters& parameters, const Establishment& establishment,
                              const EstablishmentInput& input);

/// Sums over the establishments of `region`, or of the project when none (indicators §6, §7).
RollUp roll_up(const Parameters& parameters, std::span<const EstablishmentFigures> establishments,
               std::optional<RegionCode> region);

/// SHA-256("jauge-evidence/1" ‖ project ‖ FINESS ‖ month ‖ kind ‖ count ‖ sorted keys), texts NUL-terminated.
Digest evidence_digest(std::string_view project, const Finess& finess, Month month, std::string_view kind,
                       std::span<const Member> members);

/// numerator / denominator in tenths of a percent, rounded half up. `denominator` > 0.
std::int64_t percent_tenths(std::int64_t numerator, std::int64_t denominator);
/// "83,6": tenths with a decimal comma.
std::string french_tenths(std::int64_t tenths);

}  // namespace jauge::core
