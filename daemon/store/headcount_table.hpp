#pragma once
// Headcounts stated from outside (indicators §4). None is overwritten: the last one before an instant counts.
#include <optional>
#include <string>
#include <vector>

#include "core/figures.hpp"
#include "core/finess.hpp"
#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

struct StatedNumber {
  core::Month month;
  core::Finess establishment;
  std::int64_t number = 0;
  std::string origin;
  core::Instant entered_at;
  bool operator==(const StatedNumber&) const = default;
};

class HeadcountTable {
 public:
  explicit HeadcountTable(sqlite::Connection& connection) : connection_(connection) {}
  /// Stating again what is already the last statement (same number and origin) adds nothing.
  [[nodiscard]] core::Result<void> state(const StatedNumber& stated);
  /// The last one entered at or before `before`.
  [[nodiscard]] core::Result<std::optional<core::Headcount>> latest(core::Month month,
                                                                    const core::Finess& establishment,
                                                                    core::Instant before) const;
  /// In order of entry.
  [[nodiscard]] core::Result<std::vector<StatedNumber>> history(core::Month month,
                                                                const core::Finess& establishment) const;
  [[nodiscard]] core::Result<std::vector<StatedNumber>> history(core::Month month) const;

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
