#pragma once
// A rapport.json read back: what a store that lost a closure takes from the report made of it.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/closure.hpp"
#include "core/digest.hpp"

namespace jauge::core {

struct ReadReport {
  std::string project;
  RegionCode region;
  Month month;
  int revision = 0;
  int sequence = 1;
  std::optional<Digest> previous;
  std::optional<Digest> replaces;
  /// Of the closure: software, revision, reason, instant, sources, queries, the region's establishments, the
  /// roll-ups of the region and of the project. Its parameters are the month's alone; curves are not told.
  Closure part;
};

/// Fails `refused` on what write_fhir does not write.
[[nodiscard]] Result<ReadReport> read_report(std::string_view rapport_json);

/// The closure of which `parts` are the reports, one a region, all of one month and revision. `parameters`:
/// of the configuration, in force in the month.
Closure closure_of(const std::vector<ReadReport>& parts, Parameters parameters, FactKinds kinds);

}  // namespace jauge::core
