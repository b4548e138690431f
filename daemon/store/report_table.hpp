#pragma once
// Reports: a closure's documents for one ARS as exact bytes, chained per region. A stored one is never
// changed.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/report.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

using ReportId = std::int64_t;

struct ReportKey {
  core::Month month;
  int revision = 0;
  core::RegionCode region;
  auto operator<=>(const ReportKey&) const = default;
};

struct ReportHead {
  ReportId id = 0;
  ReportKey key;
  int sequence = 1;
  std::optional<core::Digest> previous;  // SHA-256 of the rapport.json of sequence − 1
  core::Digest json_sha256;
  bool operator==(const ReportHead&) const = default;
};

struct ChainEnd {
  int sequence = 0;  // 0: no report yet
  std::optional<core::Digest> json_sha256;
  bool operator==(const ChainEnd&) const = default;
};

class ReportTable {
 public:
  explicit ReportTable(sqlite::Connection& connection) : connection_(connection) {}
  /// `sequence` and `previous` must follow last(region): `refused` otherwise. The closure must be stored.
  [[nodiscard]] core::Result<ReportId> insert(const ReportKey& key, int sequence,
                                              const std::optional<core::Digest>& previous,
                                              const core::Documents& documents);
  [[nodiscard]] core::Result<ChainEnd> last(const core::RegionCode& region) const;
  [[nodiscard]] core::Result<std::optional<ReportHead>> find(const ReportKey& key) const;
  /// Compared with their digests: `damaged` otherwise. Fails `invalid` on an unknown id.
  [[nodiscard]] core::Result<core::Documents> documents(ReportId id) const;
  /// By region, then sequence.
  [[nodiscard]] core::Result<std::vector<ReportHead>> list() const;
  /// Without container, by sequence, then region.
  [[nodiscard]] core::Result<std::vector<ReportHead>> to_seal() const;

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
