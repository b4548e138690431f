#pragma once
// The gate: three-valued logic over outcomes (indicators §7). Unset and unknown never read as met.
#include <span>

#include "core/evaluate.hpp"

namespace jauge::core {

/// All of a list: one not met → not met; else one undetermined → undetermined; else met.
Outcome all_of(std::span<const Outcome> outcomes);
/// At least k of a list: met ≥ k → met; met + undetermined < k → not met; else undetermined.
Outcome at_least(int required, std::span<const Outcome> outcomes);

/// The socle criteria asked of an establishment: those of its kind that the project chose, less its
/// exemptions.
struct SocleCriteria {
  std::vector<std::string> among;
  int required = 0;
};
SocleCriteria socle_criteria(const Parameters& parameters, const Establishment& establishment);

/// The gate names the indicator for this establishment, exempt or not.
bool is_asked(const Parameters& parameters, const Establishment& establishment, std::string_view indicator);
/// The establishment is exempt of it. Business rates cannot be.
bool is_exempt(const Parameters& parameters, const Establishment& establishment, std::string_view indicator);

/// The gate of one establishment from its gating figures.
GateResult establishment_gate(const Parameters& parameters, const Establishment& establishment,
                              const EstablishmentFigures& figures);

/// The gate over `members`. `rates`: outcomes of the rates when the scope is the project's ratio, else empty.
/// A member that is not live is not concerned, but makes the state undetermined at best; so does having none.
GateResult roll_up_gate(std::span<const EstablishmentFigures* const> members, std::span<const Outcome> rates);

}  // namespace jauge::core
