#pragma once
// Closures: the frozen figures of each month. A stored one is never changed.
#include <optional>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

struct ClosureHead {
  core::Month month;
  int revision = 0;
  core::Instant frozen_at;
  std::string reason;  // of a revision
  bool operator==(const ClosureHead&) const = default;
};

struct StoredClosure {
  ClosureHead head;
  std::string content;  // core::to_json
  core::Digest sha256;  // of the content
  bool operator==(const StoredClosure&) const = default;
};

class ClosureTable {
 public:
  explicit ClosureTable(sqlite::Connection& connection) : connection_(connection) {}
  /// Fails `refused` when the revision is there already or is not the month's next one.
  [[nodiscard]] core::Result<void> insert(const ClosureHead& head, std::string_view content);
  /// What comes back is compared with its digest: `damaged` otherwise.
  [[nodiscard]] core::Result<std::optional<StoredClosure>> get(core::Month month, int revision) const;
  [[nodiscard]] core::Result<std::optional<StoredClosure>> latest(core::Month month) const;
  /// By month, then revision.
  [[nodiscard]] core::Result<std::vector<ClosureHead>> list() const;
  /// Months with a closure, ascending.
  [[nodiscard]] core::Result<std::vector<core::Month>> frozen_months() const;

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
