#pragma once
// Figures that a revision cannot count again keep the value of the revision before (indicators §8). Pure.
#include <set>

#include "core/closure.hpp"

namespace jauge::core {

/// Kinds that cannot be counted again for an establishment.
struct Uncountable {
  /// Their members were purged: whatever was stated stands.
  std::set<std::string, std::less<>> purged;
  /// The source that gave them is gone: what was computable stands, the rest may come from another source.
  std::set<std::string, std::less<>> gone;
};

/// Gives every figure of `figures` with such an operand its value in `before`, of revision `revision`, marked
/// repris-de-r<n>, with the evidence of the kind and the indicator's curve. The gate follows.
void take_over(const Parameters& parameters, const Establishment& establishment,
               const EstablishmentFigures& before, int revision, const Uncountable& kinds,
               EstablishmentFigures& figures);

/// The same of every figure of the establishment.
void take_over_all(int revision, EstablishmentFigures& figures);

}  // namespace jauge::core
