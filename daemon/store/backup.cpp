// Copies of a store (store.hpp).
#include "sqlite/backup.hpp"

#include "store/columns.hpp"
#include "store/members_left_out.hpp"
#include "store/store.hpp"
#include "store/store_check.hpp"

namespace jauge::store {

namespace {

using core::Result;

constexpr std::string_view count_all =
    "SELECT (SELECT count(*) FROM closure), (SELECT count(*) FROM report), (SELECT count(*) FROM receipt), "
    "(SELECT count(*) FROM member)";

}  // namespace

Result<BackupSummary> summary_of(const sqlite::Connection& connection) {
  auto counts = first(connection, count_all, [](const sqlite::Statement& row) {
    return BackupSummary{row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
  });
  if (!counts) return core::Failure(counts.error());
  return counts->value_or(BackupSummary{});
}

Result<BackupSummary> Store::backup(const std::filesystem::path& target, Members wanted) const {
  BackupSummary summary;
  sqlite::BackupSteps steps;
  if (wanted == Members::left_out) steps.amend = leave_members_out;
  steps.inspect = [&](const sqlite::Connection& copy) -> Result<void> {
    if (auto sound = check_evidence(copy); !sound) return sound;
    auto held = summary_of(copy);
    if (!held) return core::Failure(held.error());
    summary = *held;
    return {};
  };
  if (auto done = sqlite::backup(connection_, target, steps); !done) return core::Failure(done.error());
  return summary;
}

}  // namespace jauge::store
