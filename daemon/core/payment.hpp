#pragma once
// The grant of a project and its last part, which is at stake on use (indicators §7 "Amounts").
#include <cstdint>
#include <vector>

#include "core/project.hpp"

namespace jauge::core {

/// A region's share follows the number of the convention's establishments in it.
struct RegionShare {
  RegionCode region;
  std::int64_t establishments = 0;
  std::int64_t total_cents = 0;
  std::int64_t at_stake_cents = 0;
  bool operator==(const RegionShare&) const = default;
};

struct Amounts {
  std::int64_t funded = 0;          // establishments whose grant counts: at most 49
  std::int64_t grants = 0;          // euros
  std::int64_t total = 0;           // euros: grants, equipment and assistance
  std::int64_t at_stake_cents = 0;  // the schedule's last part of the total
  std::vector<RegionShare> shares;  // by region code; their cents add up to the whole
  bool operator==(const Amounts&) const = default;
};

Amounts amounts(const Project& project);

/// What an establishment's grant is: its own `grant`, else that of its kind, in euros.
std::int64_t grant_of(const Establishment& establishment);

/// Parts `whole` by `weights` (not all 0) to the unit: largest remainder, ties to the earlier.
std::vector<std::int64_t> apportion(std::int64_t whole, const std::vector<std::int64_t>& weights);

}  // namespace jauge::core
