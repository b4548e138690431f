#pragma once
// The revision that was asked for and is not frozen yet. One at a time: what makes it resumable.
#include <optional>
#include <string>

#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

struct RevisionRequest {
  core::Month month;
  std::string reason;
  bool accept = false;  // takes a re-read that lost more than half
  bool renew = false;   // with the measure, targets and establishments of the configuration
  core::Instant asked_at;
  bool operator==(const RevisionRequest&) const = default;
};

class RevisionTable {
 public:
  explicit RevisionTable(sqlite::Connection& connection) : connection_(connection) {}
  /// Fails `refused` when another one is there.
  [[nodiscard]] core::Result<void> ask(const RevisionRequest& request);
  [[nodiscard]] core::Result<std::optional<RevisionRequest>> pending() const;
  [[nodiscard]] core::Result<void> clear();

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
