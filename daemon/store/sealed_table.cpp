#include "store/sealed_table.hpp"

#include "store/columns.hpp"
#include "store/packed.hpp"
#include "store/report_rows.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view insert_sealed =
    "INSERT INTO sealed (report, container, sha256, sealed_at) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view select_head = "SELECT sha256, sealed_at FROM sealed WHERE report = ?1";
constexpr std::string_view select_container = "SELECT container, sha256 FROM sealed WHERE report = ?1";
constexpr std::string_view select_outbox =
    "SELECT r.id, r.month, r.revision, r.region, r.sequence, r.previous, r.json_sha256, s.sha256, "
    "s.sealed_at, "
    "       d.report, d.attempts, d.next_attempt, d.last_attempt, d.outcome, d.status, d.alarm, d.detail, "
    "d.settled "
    "FROM sealed s JOIN report r ON r.id = s.report LEFT JOIN delivery d ON d.report = s.report "
    "WHERE NOT EXISTS (SELECT 1 FROM receipt WHERE receipt.report = s.report) "
    "  AND NOT EXISTS (SELECT 1 FROM deposit WHERE deposit.report = s.report) "
    "  AND coalesce(d.settled, 'no') NOT IN ('refused', 'conflict') "
    "ORDER BY r.region, r.sequence";

SealedHead head_of(const sqlite::Statement& row, int index) {
  return {digest_at(row, index), instant_at(row, index + 1)};
}

OutboxEntry entry_of(const sqlite::Statement& row) {
  OutboxEntry entry{report_head_of(row), head_of(row, 7), std::nullopt};
  if (!row.is_null(9)) entry.delivery = delivery_state_of(row, 10);
  return entry;
}

std::string container_of(const sqlite::Statement& row) {
  auto container = unpacked_at(row, 0);
  if (core::sha256(container) != digest_at(row, 1)) throw BadColumn{};
  return container;
}

}  // namespace

core::Result<void> SealedTable::insert(ReportId report, std::string_view container, core::Instant sealed_at) {
  const auto sha256 = core::sha256(container);
  const auto stream = packed(container);
  return run(connection_, insert_sealed, report, sqlite::Blob(stream), column(sha256), column(sealed_at));
}

core::Result<std::optional<SealedHead>> SealedTable::find(ReportId report) const {
  return first(
      connection_, select_head, [](const sqlite::Statement& row) { return head_of(row, 0); }, report);
}

core::Result<std::string> SealedTable::container(ReportId report) const {
  auto found = first(connection_, select_container, container_of, report);
  if (!found) return core::Failure(found.error());
  if (!*found) return core::Failure(unknown_report());
  return **std::move(found);
}

core::Result<std::vector<OutboxEntry>> SealedTable::outbox() const {
  return collect(connection_, select_outbox, entry_of);
}

}  // namespace jauge::store
