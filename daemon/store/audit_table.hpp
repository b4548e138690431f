#pragma once
// The log of what was done: append-only, no personal data.
#include <string>
#include <vector>

#include "core/month.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

struct AuditEvent {
  core::Instant at;
  std::string code;     // "closure", "revision", "headcount", "deposit", "purge", …
  std::string subject;  // what it is about: "2026-10 r0", a FINESS, a source
  std::string detail;   // a reason as the operator gave it, a number
  bool operator==(const AuditEvent&) const = default;
};

class AuditTable {
 public:
  explicit AuditTable(sqlite::Connection& connection) : connection_(connection) {}
  [[nodiscard]] core::Result<void> append(const AuditEvent& event);
  /// Newest first.
  [[nodiscard]] core::Result<std::vector<AuditEvent>> list(std::size_t limit) const;

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
