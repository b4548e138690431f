#pragma once
// A closure: the frozen figures of a month with everything the reports are made of (indicators §8).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/evaluate.hpp"
#include "core/fact_kind.hpp"
#include "core/result.hpp"
#include "core/source_spec.hpp"

namespace jauge::core {

/// A query or mapping as it was used.
struct UsedQuery {
  std::string source;
  std::string kind;
  std::string text;      // no secret, no data
  std::string mark;      // "profil <name> <version>" or "requete-locale"
  bool changed = false;  // since the last report
  bool operator==(const UsedQuery&) const = default;
};

struct UsedSource {
  std::string name;
  std::string type;
  std::string ids;
  std::string tls;
  bool kept = true;
  std::vector<std::string> overwritten;
  bool operator==(const UsedSource&) const = default;
};

struct Closure {
  std::string software;   // version
  Parameters parameters;  // project, measure and targets in force in the month
  FactKinds kinds;
  int revision = 0;
  std::string reason;   // of a revision; empty for r0
  Instant frozen_at{};  // the closing instant
  std::vector<UsedSource> sources;
  std::vector<UsedQuery> queries;
  std::vector<EstablishmentFigures> establishments;  // by FINESS; absent ones left out
  std::vector<RollUp> roll_ups;                      // regions by code, then the project
  bool operator==(const Closure&) const = default;

  Month month() const { return parameters.month; }
  const RollUp* roll_up(const std::optional<RegionCode>& region) const;
};

/// The stored form: JSON, the same bytes for the same closure.
std::string to_json(const Closure& closure);
/// Fails `damaged` on anything that to_json does not write.
[[nodiscard]] Result<Closure> closure_from_json(std::string_view text);

}  // namespace jauge::core
