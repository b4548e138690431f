#pragma once
// Single values of the store.
#include <optional>
#include <string>
#include <string_view>

#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

class MetaTable {
 public:
  explicit MetaTable(sqlite::Connection& connection) : connection_(connection) {}
  [[nodiscard]] core::Result<std::optional<std::string>> get(std::string_view name) const;
  [[nodiscard]] core::Result<void> set(std::string_view name, std::string_view value);

  /// The latest wall-clock time ever noted: a clock behind it has gone back.
  [[nodiscard]] core::Result<std::optional<core::Instant>> last_instant() const;
  /// An earlier instant than the one there changes nothing.
  [[nodiscard]] core::Result<void> note_instant(core::Instant now);

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
