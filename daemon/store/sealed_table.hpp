#pragma once
// Sealed reports: containers as exact bytes, and the outbox as a query on them. A stored one is never
// changed.
#include <optional>
#include <string>
#include <vector>

#include "core/delivery.hpp"
#include "core/digest.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"
#include "store/delivery_table.hpp"
#include "store/report_table.hpp"

namespace jauge::store {

struct SealedHead {
  core::Digest sha256;  // of the container
  core::Instant sealed_at;
  bool operator==(const SealedHead&) const = default;
};

/// A sealed report that still has to go somewhere.
struct OutboxEntry {
  ReportHead report;
  SealedHead sealed;
  std::optional<DeliveryState> delivery;  // none: never tried
  bool operator==(const OutboxEntry&) const = default;
};

class SealedTable {
 public:
  explicit SealedTable(sqlite::Connection& connection) : connection_(connection) {}
  /// Fails `refused` when the report has a container already.
  [[nodiscard]] core::Result<void> insert(ReportId report, std::string_view container,
                                          core::Instant sealed_at);
  [[nodiscard]] core::Result<std::optional<SealedHead>> find(ReportId report) const;
  /// Compared with its digest: `damaged` otherwise. Fails `invalid` where there is none.
  [[nodiscard]] core::Result<std::string> container(ReportId report) const;
  /// Containers without receipt, without deposit, neither refused nor in conflict; by region, then sequence.
  /// Those placed in a directory are among them, with `delivery->settled == placed`.
  [[nodiscard]] core::Result<std::vector<OutboxEntry>> outbox() const;

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
