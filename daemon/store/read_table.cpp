#include "store/read_table.hpp"

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view insert_read =
    "INSERT INTO read (source, kind, month, purpose, since, until, started_at, duration_ms, failure, "
    "sentence, hint) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
constexpr std::string_view insert_poll =
    "INSERT INTO poll (source, purpose, started_at, duration_ms, failure, sentence, hint) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr std::string_view select_spans =
    "SELECT since, until FROM read "
    "WHERE source = ?1 AND kind = ?2 AND failure IS NULL AND purpose <> 'check' AND until >= ?3 "
    "  AND until <= coalesce((SELECT min(until) FROM read WHERE source = ?1 AND kind = ?2 AND failure IS "
    "NULL "
    "                           AND purpose <> 'check' AND until >= ?4), 9223372036854775807) "
    "ORDER BY until, since";
/// ?3: of polls alone. The last is the last recorded: after a clock has gone back, an earlier record may bear
/// a later instant, and a poll that always seems long ago would be done again and again.
constexpr std::string_view select_last_success =
    "SELECT started_at FROM read WHERE source = ?1 AND kind = ?2 AND failure IS NULL "
    "AND iif(?3, purpose = 'poll', purpose <> 'check') ORDER BY id DESC LIMIT 1";
constexpr std::string_view select_last_attempt =
    "SELECT started_at, duration_ms FROM read WHERE source = ?1 AND kind = ?2 "
    "AND iif(?3, purpose = 'poll', purpose <> 'check') ORDER BY id DESC LIMIT 1";
constexpr std::string_view select_last_failure =
    "SELECT failure, sentence, hint FROM read WHERE source = ?1 AND kind = ?2 AND purpose <> 'check' "
    "ORDER BY id DESC LIMIT 1";
constexpr std::string_view select_last_until =
    "SELECT max(until) FROM read WHERE source = ?1 AND kind = ?2 AND failure IS NULL AND purpose = 'poll'";
constexpr std::string_view select_availability =
    "SELECT coalesce(sum(failure IS NULL), 0), count(*) FROM poll "
    "WHERE source = ?1 AND purpose = 'poll' AND started_at >= ?2 AND started_at < ?3 "
    "  AND failure IS NOT 'cancelled'";
constexpr std::string_view select_recent_reads =
    "SELECT started_at, duration_ms, failure, sentence, hint, purpose, source, kind, month, since, until "
    "FROM read "
    "ORDER BY started_at DESC, id DESC LIMIT ?1";
constexpr std::string_view select_recent_polls =
    "SELECT started_at, duration_ms, failure, sentence, hint, purpose, source FROM poll "
    "ORDER BY started_at DESC, id DESC LIMIT ?1";
constexpr std::string_view select_last_poll =
    "SELECT started_at, duration_ms, failure, sentence, hint, purpose, source FROM poll "
    "WHERE source = ?1 AND purpose = 'poll' ORDER BY started_at DESC, id DESC LIMIT 1";
constexpr std::string_view delete_reads =
    "DELETE FROM read WHERE started_at < ?1 AND id NOT IN ("
    "  SELECT id FROM (SELECT id, max(until) FROM read WHERE failure IS NULL AND purpose = 'poll' "
    "                  GROUP BY source, kind))";
constexpr std::string_view delete_polls = "DELETE FROM poll WHERE started_at < ?1";

std::optional<std::string_view> failure_kind(const std::optional<core::Error>& failure) {
  if (!failure) return std::nullopt;
  return column(failure->kind);
}

std::string sentence(const std::optional<core::Error>& failure) {
  return failure ? column(failure->sentence) : std::string();
}

std::string hint(const std::optional<core::Error>& failure) {
  return failure ? column(failure->hint) : std::string();
}

/// The columns that reads and polls begin with.
template <class Record>
Record record_of(const sqlite::Statement& row) {
  Record record;
  record.started = instant_at(row, 0);
  record.duration = std::chrono::milliseconds(row.integer(1));
  if (!row.is_null(2))
    record.failure = core::Error{error_kind_at(row, 2), message_at(row, 3), message_at(row, 4)};
  record.purpose = purpose_at(row, 5);
  record.source = text_at(row, 6);
  return record;
}

ReadRecord read_of(const sqlite::Statement& row) {
  auto read = record_of<ReadRecord>(row);
  read.kind = text_at(row, 7);
  read.month = month_at(row, 8);
  read.since = instant_at(row, 9);
  read.until = instant_at(row, 10);
  return read;
}

}  // namespace

core::Result<void> ReadTable::record(const ReadRecord& read) {
  return run(connection_, insert_read, read.source, read.kind, read.month.text(), column(read.purpose),
             column(read.since), column(read.until), column(read.started), read.duration.count(),
             failure_kind(read.failure), sentence(read.failure), hint(read.failure));
}

core::Result<void> ReadTable::record_poll(const PollRecord& poll) {
  return run(connection_, insert_poll, poll.source, column(poll.purpose), column(poll.started),
             poll.duration.count(), failure_kind(poll.failure), sentence(poll.failure), hint(poll.failure));
}

core::Result<std::vector<core::ReadSpan>> ReadTable::spans(std::string_view source, std::string_view kind,
                                                           core::Instant from, core::Instant to) const {
  return collect(
      connection_, select_spans,
      [](const sqlite::Statement& row) {
        return core::ReadSpan{instant_at(row, 0), instant_at(row, 1)};
      },
      source, kind, column(from), column(to));
}

core::Result<core::LastRead> ReadTable::last(std::string_view source, std::string_view kind,
                                             ReadsOf purpose) const {
  const bool polls = purpose == ReadsOf::polls;
  core::LastRead last;
  auto done = for_each(
      connection_, select_last_attempt,
      [&](const sqlite::Statement& row) {
        last.attempt = instant_at(row, 0);
        last.duration = std::chrono::milliseconds(row.integer(1));
      },
      source, kind, polls);
  if (!done) return core::Failure(done.error());
  done = for_each(
      connection_, select_last_success,
      [&](const sqlite::Statement& row) { last.success = optional_instant_at(row, 0); }, source, kind, polls);
  if (!done) return core::Failure(done.error());
  return last;
}

core::Result<std::optional<core::Error>> ReadTable::last_failure(std::string_view source,
                                                                 std::string_view kind) const {
  const auto failure = first(
      connection_, select_last_failure,
      [](const sqlite::Statement& row) -> std::optional<core::Error> {
        if (row.is_null(0)) return std::nullopt;
        return core::Error{error_kind_at(row, 0), message_at(row, 1), message_at(row, 2)};
      },
      source, kind);
  if (!failure) return core::Failure(failure.error());
  return failure->value_or(std::nullopt);
}

core::Result<std::optional<core::Instant>> ReadTable::last_success_until(std::string_view source,
                                                                         std::string_view kind) const {
  auto until = first(
      connection_, select_last_until,
      [](const sqlite::Statement& row) { return optional_instant_at(row, 0); }, source, kind);
  if (!until) return core::Failure(until.error());
  return until->value_or(std::nullopt);
}

core::Result<core::Availability> ReadTable::availability(std::string_view source, core::Instant from,
                                                         core::Instant to) const {
  core::Availability availability;
  auto done = for_each(
      connection_, select_availability,
      [&](const sqlite::Statement& row) {
        availability = {row.integer(0), row.integer(1)};
      },
      source, column(from), column(to));
  if (!done) return core::Failure(done.error());
  return availability;
}

core::Result<std::optional<PollRecord>> ReadTable::last_poll(std::string_view source) const {
  return first(connection_, select_last_poll, record_of<PollRecord>, source);
}

core::Result<std::vector<ReadRecord>> ReadTable::recent(std::size_t limit) const {
  return collect(connection_, select_recent_reads, read_of, limit);
}

core::Result<std::vector<PollRecord>> ReadTable::recent_polls(std::size_t limit) const {
  return collect(connection_, select_recent_polls, record_of<PollRecord>, limit);
}

core::Result<void> ReadTable::purge_before(core::Instant instant) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    if (auto reads = run(connection_, delete_reads, column(instant)); !reads) return reads;
    return run(connection_, delete_polls, column(instant));
  });
}

}  // namespace jauge::store
