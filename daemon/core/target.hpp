#pragma once
// Targets, decided on integers (indicators §4, §5, §7).
#include "core/evaluate.hpp"

namespace jauge::core {

/// numerator / denominator reaches a target in tenths of a percent. `denominator` > 0.
bool reaches(std::int64_t numerator, std::int64_t denominator, std::int64_t target_tenths);

/// The establishment's own target, else the project's; none where it is unset.
std::optional<std::int64_t> target_of(const Parameters& parameters, const Establishment& establishment,
                                      std::string_view indicator);

/// Set the figure's target and outcome, and the flag `arrondi`. Nothing is asked of a supplementary
/// indicator, of a window that does not gate, nor of one without target that the establishment's gate does
/// not name. `largest_denominator`: the larger of a headcount and of the persons counted beside it; else the
/// denominator.
void judge_rate(const Parameters& parameters, const Establishment& establishment, const Indicator& indicator,
                std::int64_t largest_denominator, Figure& figure);
void judge_count(const Parameters& parameters, const Establishment& establishment, const Indicator& indicator,
                 Figure& figure);

/// The outcome of a rate against `target_tenths`, both literally and on the members inside the denominator.
Outcome rate_outcome(const Figure& figure, std::int64_t target_tenths, std::int64_t largest_denominator);

}  // namespace jauge::core
