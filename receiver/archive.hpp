#pragma once
// What the receiver holds: the exact bytes of every report and of the receipt it gave for it. Nothing is ever
// replaced or removed. For one thread.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "receiver/chain.hpp"
#include "sqlite/connection.hpp"

namespace jauge::receiver {

class Archive {
 public:
  /// Made where there is none. Fails `damaged` on a file that is not sound, `transient` where another process
  /// holds it.
  [[nodiscard]] static core::Result<Archive> open(const std::filesystem::path& path);

  /// Durable when this returns. Fails `refused` where a report of that key is held.
  [[nodiscard]] core::Result<void> add(const Entry& entry, std::string_view container);
  /// Durable when this returns; a receipt that is held stays.
  [[nodiscard]] core::Result<void> add_receipt(const ReportKey& key, std::string_view receipt);

  [[nodiscard]] core::Result<std::optional<Entry>> find(const ReportKey& key) const;
  [[nodiscard]] core::Result<std::optional<std::string>> container(const ReportKey& key) const;
  [[nodiscard]] core::Result<std::optional<std::string>> receipt(const ReportKey& key) const;
  /// In order of arrival.
  [[nodiscard]] core::Result<std::vector<Entry>> list(std::string_view project,
                                                      const core::RegionCode& region) const;

 private:
  explicit Archive(sqlite::Connection connection) : connection_(std::move(connection)) {}
  sqlite::Connection connection_;
};

}  // namespace jauge::receiver
