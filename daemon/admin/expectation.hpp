#pragma once
// Where an establishment's gate is heading: its criteria as they stand, or as they will stand at this pace.
#include <vector>

#include "core/closure.hpp"
#include "core/gap.hpp"
#include "core/gate.hpp"

namespace jauge::admin {

/// The gate's state at the month's end if the days left go like those elapsed: a criterion not met now counts
/// as met where its projection reaches the target. Of a month that is over, the state itself.
core::Outcome expected_gate(const core::Parameters& parameters, const core::Establishment& establishment,
                            const core::EstablishmentFigures& figures, core::Day today);

/// The establishment does not pass, and this criterion is one of those that keep it from it.
bool holds_back(const core::Closure& closure, const core::Gap& gap);

}  // namespace jauge::admin
