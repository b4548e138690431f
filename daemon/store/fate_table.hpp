#pragma once
// Fates of rows (indicators §1): those of closing reads, which reports state, and of the last polls, for
// display.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/reading.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

using SourceKind = std::pair<std::string, std::string>;

class FateTable {
 public:
  explicit FateTable(sqlite::Connection& connection) : connection_(connection) {}

  /// Of a closing read; what was noted before for (month, source, kind) goes.
  [[nodiscard]] core::Result<void> replace(core::Month month, std::string_view source, std::string_view kind,
                                           const core::Fates& fates);
  [[nodiscard]] core::Result<std::map<SourceKind, core::Fates>> get(core::Month month) const;

  /// Of the last poll of (source, kind).
  [[nodiscard]] core::Result<void> replace_last_poll(std::string_view source, std::string_view kind,
                                                     const core::Fates& fates);
  [[nodiscard]] core::Result<std::map<SourceKind, core::Fates>> last_polls() const;

 private:
  [[nodiscard]] core::Result<void> write(const std::string& slot, std::string_view source,
                                         std::string_view kind, const core::Fates& fates);
  [[nodiscard]] core::Result<std::map<SourceKind, core::Fates>> read(const std::string& slot) const;
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
