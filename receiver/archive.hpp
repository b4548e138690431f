#pragma once
// What the receiver holds: the exact bytes of every report and of the receipt it gave for it. Nothing is ever
// replaced or removed. One process writes, others may read beside it. For one thread.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "receiver/chain.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/lock.hpp"

namespace jauge::receiver {

class Archive {
 public:
  /// Made where there is none; takes "<path>.lock". Fails `damaged` on a file that is not sound, `refused`
  /// where another process writes it.
  [[nodiscard]] static core::Result<Archive> open(const std::filesystem::path& path);
  /// To read alone, beside the receiver that writes it. Fails `invalid` where there is none.
  [[nodiscard]] static core::Result<Archive> read(const std::filesystem::path& path);
  /// Pages, structure, foreign keys, the digest of every container. Fails `damaged`.
  [[nodiscard]] core::Result<void> check() const;

  /// Durable when this returns. Fails `refused` where a report of that key is held.
  [[nodiscard]] core::Result<void> add(const Entry& entry, std::string_view container);
  /// Durable when this returns; a receipt that is held stays.
  [[nodiscard]] core::Result<void> add_receipt(const ReportKey& key, std::string_view receipt);

  [[nodiscard]] core::Result<std::optional<Entry>> find(const ReportKey& key) const;
  /// Compared with its digest: `damaged` otherwise.
  [[nodiscard]] core::Result<std::optional<std::string>> container(const ReportKey& key) const;
  [[nodiscard]] core::Result<std::optional<std::string>> receipt(const ReportKey& key) const;
  /// In order of arrival.
  [[nodiscard]] core::Result<std::vector<Entry>> list(std::string_view project,
                                                      const core::RegionCode& region) const;
  /// Of every project and region: by project, region, then order of arrival.
  [[nodiscard]] core::Result<std::vector<Entry>> all() const;

 private:
  Archive(std::optional<sqlite::FileLock> lock, sqlite::Connection connection)
      : lock_(std::move(lock)), connection_(std::move(connection)) {}
  core::Result<std::vector<Entry>> entries(sqlite::Statement statement) const;
  std::optional<sqlite::FileLock> lock_;  // none: read only
  sqlite::Connection connection_;
};

}  // namespace jauge::receiver
