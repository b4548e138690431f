#include "store/members_left_out.hpp"

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"

namespace jauge::store {

namespace {

using core::Result;

constexpr std::string_view remove_members = "DELETE FROM member";
constexpr std::string_view remove_scopes = "DELETE FROM scope";
constexpr std::string_view remove_reads = "DELETE FROM read";
constexpr std::string_view remove_open_closing_reads =
    "DELETE FROM closing_read WHERE month NOT IN (SELECT month FROM closure)";

/// A closed month without its members is a purged one: what cannot be read again of it is not counted again.
constexpr std::string_view note_purges =
    "INSERT INTO purge (month, purged_at) SELECT month, max(frozen_at) FROM closure WHERE true GROUP BY "
    "month "
    "ON CONFLICT (month) DO NOTHING";
constexpr std::string_view note_purge_of =
    "INSERT INTO purge (month, purged_at) VALUES (?1, ?2) ON CONFLICT (month) DO NOTHING";

constexpr std::string_view remove_members_of =
    "DELETE FROM member WHERE scope IN (SELECT id FROM scope WHERE month = ?1)";
constexpr std::string_view remove_scopes_of = "DELETE FROM scope WHERE month = ?1";
constexpr std::string_view remove_closing_reads_of = "DELETE FROM closing_read WHERE month = ?1";
constexpr std::string_view is_closed = "SELECT 1 FROM closure WHERE month = ?1";
constexpr std::string_view mark_destroyed =
    "UPDATE month_key SET destroyed_at = ?2 WHERE month = ?1 AND destroyed_at IS NULL";
constexpr std::string_view forget_key = "DELETE FROM month_key WHERE month = ?1 AND destroyed_at IS NULL";

}  // namespace

Result<void> leave_members_out(sqlite::Connection& connection) {
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    for (const auto sql :
         {remove_members, remove_scopes, remove_reads, remove_open_closing_reads, note_purges}) {
      if (auto done = run(connection, sql); !done) return done;
    }
    return {};
  });
}

Result<void> give_up_key(sqlite::Connection& connection, core::Month month, core::Instant now) {
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    const auto name = month.text();
    auto closed = first(
        connection, is_closed, [](const sqlite::Statement&) { return true; }, name);
    if (!closed) return core::Failure(closed.error());
    if (auto done = run(connection, remove_members_of, name); !done) return done;
    if (auto done = run(connection, remove_scopes_of, name); !done) return done;
    if (*closed) {
      if (auto done = run(connection, note_purge_of, name, column(now)); !done) return done;
      return run(connection, mark_destroyed, name, column(now));
    }
    if (auto done = run(connection, remove_closing_reads_of, name); !done) return done;
    // A poll may have read more than one month: the next one begins again at the month's start.
    if (auto done = run(connection, remove_reads); !done) return done;
    return run(connection, forget_key, name);
  });
}

}  // namespace jauge::store
