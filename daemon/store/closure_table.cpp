#include "store/closure_table.hpp"

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"
#include "store/packed.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view insert_closure =
    "INSERT INTO closure (month, revision, frozen_at, reason, content, sha256) VALUES (?1, ?2, ?3, ?4, ?5, "
    "?6)";
constexpr std::string_view select_next_revision =
    "SELECT coalesce(max(revision) + 1, 0) FROM closure WHERE month = ?1";
constexpr std::string_view select_one =
    "SELECT month, revision, frozen_at, reason, content, sha256 FROM closure WHERE month = ?1 AND revision = "
    "?2";
constexpr std::string_view select_latest =
    "SELECT month, revision, frozen_at, reason, content, sha256 FROM closure WHERE month = ?1 "
    "ORDER BY revision DESC LIMIT 1";
constexpr std::string_view select_heads =
    "SELECT month, revision, frozen_at, reason FROM closure ORDER BY month, revision";
constexpr std::string_view select_months = "SELECT DISTINCT month FROM closure ORDER BY month";

ClosureHead head_of(const sqlite::Statement& row) {
  return {month_at(row, 0), int_at(row, 1), instant_at(row, 2), text_at(row, 3)};
}

StoredClosure closure_of(const sqlite::Statement& row) {
  StoredClosure closure{head_of(row), unpacked_at(row, 4), digest_at(row, 5)};
  if (core::sha256(closure.content) != closure.sha256) throw BadColumn{};
  return closure;
}

}  // namespace

core::Result<void> ClosureTable::insert(const ClosureHead& head, std::string_view content) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    auto next = first(
        connection_, select_next_revision, [](const sqlite::Statement& row) { return int_at(row, 0); },
        head.month.text());
    if (!next) return core::Failure(next.error());
    if (next->value_or(0) != head.revision) {
      return core::fail(core::ErrorKind::refused,
                        core::msg("The closure of {0} has revision {1} to come, not {2}.", head.month.text(),
                                  next->value_or(0), head.revision));
    }
    const auto stream = packed(content);
    const auto sha256 = core::sha256(content);
    return run(connection_, insert_closure, head.month.text(), head.revision, column(head.frozen_at),
               head.reason, sqlite::Blob(stream), column(sha256));
  });
}

core::Result<std::optional<StoredClosure>> ClosureTable::get(core::Month month, int revision) const {
  return first(connection_, select_one, closure_of, month.text(), revision);
}

core::Result<std::optional<StoredClosure>> ClosureTable::latest(core::Month month) const {
  return first(connection_, select_latest, closure_of, month.text());
}

core::Result<std::vector<ClosureHead>> ClosureTable::list() const {
  return collect(connection_, select_heads, head_of);
}

core::Result<std::vector<core::Month>> ClosureTable::frozen_months() const {
  return collect(connection_, select_months, [](const sqlite::Statement& row) { return month_at(row, 0); });
}

}  // namespace jauge::store
