#pragma once
// The evidence that a store holds, compared with its digests and its chain. Of this folder only.
#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

struct BackupSummary;

/// Every closure, document, container and receipt against its digest, every report against the one before it.
[[nodiscard]] core::Result<void> check_evidence(const sqlite::Connection& connection);

/// How much of each a store or its copy holds.
[[nodiscard]] core::Result<BackupSummary> summary_of(const sqlite::Connection& connection);

}  // namespace jauge::store
