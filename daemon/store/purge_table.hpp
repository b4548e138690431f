#pragma once
// Months whose members were deleted (indicators §8, Retention).
#include <optional>
#include <vector>

#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

class PurgeTable {
 public:
  explicit PurgeTable(sqlite::Connection& connection) : connection_(connection) {}
  /// The first purge of a month is the one that stays.
  [[nodiscard]] core::Result<void> note(core::Month month, core::Instant now);
  /// When the month was purged; nothing when its members are all there.
  [[nodiscard]] core::Result<std::optional<core::Instant>> get(core::Month month) const;
  /// Ascending.
  [[nodiscard]] core::Result<std::vector<core::Month>> months() const;

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
