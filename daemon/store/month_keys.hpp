#pragma once
// The months' secrets: files keys/YYYY-MM beside the store, 32 random bytes, 0400. The store holds a check
// value of each, never the key.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.hpp"
#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

class MonthKeys {
 public:
  /// `directory` is made, 0700, with the first key.
  MonthKeys(sqlite::Connection& connection, std::filesystem::path directory)
      : connection_(connection), directory_(std::move(directory)) {}

  /// The month's key, made and synced to the disk if there never was one. Fails `refused` on a destroyed one,
  /// `damaged` when its file is missing or is not the one the store knows.
  [[nodiscard]] core::Result<core::MonthKey> obtain(core::Month month, core::Instant now);
  /// Nothing when there never was one or it was destroyed. Fails as obtain().
  [[nodiscard]] core::Result<std::optional<core::MonthKey>> load(core::Month month) const;
  /// Every key that was not destroyed. Fails as obtain() if any is missing or wrong.
  [[nodiscard]] core::Result<std::map<core::Month, core::MonthKey>> load_all() const;
  /// Ascending; those not destroyed.
  [[nodiscard]] core::Result<std::vector<core::Month>> months() const;

  /// Overwrites, syncs and unlinks the file; for good. Nothing to do when there is none. Not inside a
  /// transaction.
  [[nodiscard]] core::Result<void> destroy(core::Month month, core::Instant now);
  /// Ends destructions that a crash cut short. Called when the store opens.
  [[nodiscard]] core::Result<void> finish_destructions();

  /// All keys as lines "YYYY-MM <64 hex digits>": what `jauge backup --keys` writes. A secret.
  [[nodiscard]] core::Result<std::string> export_text() const;
  /// Writes the files of such lines into `directory`, before a restored store is opened. A file that is there
  /// with other bytes is `refused`.
  [[nodiscard]] static core::Result<void> import_text(const std::filesystem::path& directory,
                                                      std::string_view text);

 private:
  sqlite::Connection& connection_;
  std::filesystem::path directory_;
};

}  // namespace jauge::store
