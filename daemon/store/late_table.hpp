#pragma once
// Rows that came for a closed month: they change nothing, are counted `tardif`, and call for a revision.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finess.hpp"
#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

struct LateRows {
  core::Month month;
  std::string kind;
  std::string source;
  std::optional<core::Finess> establishment;  // none: not known
  std::uint64_t count = 0;
  bool operator==(const LateRows&) const = default;
};

class LateTable {
 public:
  explicit LateTable(sqlite::Connection& connection) : connection_(connection) {}
  /// Adds to the count.
  [[nodiscard]] core::Result<void> add(const LateRows& rows);
  /// Keeps the higher of the count there and this one: for rows that overlapping polls see again and again.
  [[nodiscard]] core::Result<void> raise_to(const LateRows& rows);
  /// By month, kind, source, establishment.
  [[nodiscard]] core::Result<std::vector<LateRows>> list() const;
  [[nodiscard]] core::Result<std::vector<LateRows>> list(core::Month month) const;
  /// A revision has taken them in.
  [[nodiscard]] core::Result<void> clear(core::Month month);

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
