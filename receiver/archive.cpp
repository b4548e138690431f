#include "receiver/archive.hpp"

#include "sqlite/statement.hpp"
#include "sqlite/transaction.hpp"

namespace jauge::receiver {
namespace {

using core::ErrorKind;
using core::msg;
using sqlite::Blob;
using sqlite::Statement;

constexpr std::int64_t version = 1;
constexpr std::string_view schema = R"(
  CREATE TABLE report (
    id          INTEGER PRIMARY KEY,  -- order of arrival
    project     TEXT NOT NULL,
    region      TEXT NOT NULL,
    month       TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    sequence    INTEGER NOT NULL,
    previous    TEXT,
    json_sha256 TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    received_at TEXT NOT NULL,
    container   BLOB NOT NULL,
    UNIQUE (project, region, month, revision)
  ) STRICT;
  CREATE TABLE receipt (
    report INTEGER PRIMARY KEY REFERENCES report (id),
    bytes  BLOB NOT NULL
  ) STRICT;
  CREATE TRIGGER report_no_update  BEFORE UPDATE ON report  BEGIN SELECT raise(ABORT, 'immutable'); END;
  CREATE TRIGGER report_no_delete  BEFORE DELETE ON report  BEGIN SELECT raise(ABORT, 'immutable'); END;
  CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt BEGIN SELECT raise(ABORT, 'immutable'); END;
  CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt BEGIN SELECT raise(ABORT, 'immutable'); END;
  PRAGMA user_version = 1;
)";
/// A reader holds the file for milliseconds; a receiver that cannot write for that long answers 503.
constexpr std::chrono::milliseconds patience{5000};
constexpr std::string_view insert_report =
    "INSERT INTO report (project, region, month, revision, sequence, previous, json_sha256, sha256, "
    "received_at, container) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING";
constexpr std::string_view insert_receipt =
    "INSERT INTO receipt (report, bytes) SELECT id, ?5 FROM report "
    "WHERE project = ?1 AND region = ?2 AND month = ?3 AND revision = ?4 ON CONFLICT DO NOTHING";
constexpr std::string_view select_entry =
    "SELECT project, region, month, revision, sequence, previous, json_sha256, sha256, received_at FROM "
    "report "
    "WHERE project = ?1 AND region = ?2 AND month = ?3 AND revision = ?4";
constexpr std::string_view select_entries =
    "SELECT project, region, month, revision, sequence, previous, json_sha256, sha256, received_at FROM "
    "report "
    "WHERE project = ?1 AND region = ?2 ORDER BY id";
constexpr std::string_view select_all =
    "SELECT project, region, month, revision, sequence, previous, json_sha256, sha256, received_at FROM "
    "report ORDER BY project, region, id";
constexpr std::string_view select_container =
    "SELECT container FROM report WHERE project = ?1 AND region = ?2 AND month = ?3 AND revision = ?4";
constexpr std::string_view select_receipt =
    "SELECT bytes FROM receipt JOIN report ON report.id = receipt.report "
    "WHERE project = ?1 AND region = ?2 AND month = ?3 AND revision = ?4";

constexpr std::string_view read_version = "PRAGMA user_version";

core::Failure other_version(std::int64_t found) {
  return core::fail(ErrorKind::invalid, msg("The receiver's store is of another version ({0}).", found),
                    msg("Use the program that wrote it."));
}

core::Failure damaged() {
  return core::fail(ErrorKind::damaged, msg("The receiver's store holds a row that it did not write."),
                    msg("Restore it from its last backup."));
}

core::Result<Entry> read_entry(const Statement& row) {
  const auto region = core::RegionCode::parse(row.text(1));
  const auto month = core::Month::parse(row.text(2));
  const auto json_sha256 = core::Digest::parse_hex(row.text(6));
  const auto sha256 = core::Digest::parse_hex(row.text(7));
  const auto received_at = core::parse_utc(row.text(8));
  std::optional<core::Digest> previous;
  if (!row.is_null(5)) previous = core::Digest::parse_hex(row.text(5));
  if (!region || !month || !json_sha256 || !sha256 || !received_at || (!row.is_null(5) && !previous)) {
    return damaged();
  }
  return Entry{{{std::string(row.text(0)), *region, *month, static_cast<int>(row.integer(3))},
                static_cast<int>(row.integer(4)),
                previous},
               *json_sha256,
               *sha256,
               *received_at};
}

/// A statement with a key in its first four parameters. The texts must live until the next step.
struct BoundKey {
  explicit BoundKey(const ReportKey& key)
      : project(key.project), region(key.region.text()), month(key.month.text()), revision(key.revision) {}
  void bind(Statement& statement) const {
    statement.bind(1, std::string_view(project)).bind(2, std::string_view(region));
    statement.bind(3, std::string_view(month)).bind(4, static_cast<std::int64_t>(revision));
  }
  std::string project, region, month;
  int revision;
};

core::Result<std::optional<std::string>> one_blob(const sqlite::Connection& connection, std::string_view sql,
                                                  const ReportKey& key) {
  auto statement = connection.prepare(sql);
  if (!statement) return core::Failure(statement.error());
  const BoundKey bound(key);
  bound.bind(*statement);
  const auto row = statement->step();
  if (!row) return core::Failure(row.error());
  if (!*row) return std::optional<std::string>();
  return std::optional(std::string(statement->blob(0)));
}

}  // namespace

core::Result<Archive> Archive::open(const std::filesystem::path& path) {
  auto lock = sqlite::FileLock::acquire(path.string() + ".lock");
  if (!lock) return core::Failure(lock.error());
  sqlite::Options options;
  options.create = true;
  options.checksums = true;
  options.patience = patience;
  auto connection = sqlite::Connection::open(path, options);
  if (!connection) return core::Failure(connection.error());
  const auto found = connection->integer(read_version);
  if (!found) return core::Failure(found.error());
  if (found->value_or(0) == 0) {
    const auto made = sqlite::in_transaction(*connection, [&] { return connection->execute(schema); });
    if (!made) return core::Failure(made.error());
  } else if (**found != version) {
    return other_version(**found);
  }
  return Archive(std::move(*lock), std::move(*connection));
}

core::Result<Archive> Archive::read(const std::filesystem::path& path) {
  sqlite::Options options;
  options.read_only = true;
  options.checksums = true;
  options.patience = patience;
  auto connection = sqlite::Connection::open(path, options);
  if (!connection) return core::Failure(connection.error());
  const auto found = connection->integer(read_version);
  if (!found) return core::Failure(found.error());
  if (found->value_or(0) != version) return other_version(found->value_or(0));
  return Archive(std::nullopt, std::move(*connection));
}

core::Result<void> Archive::check() const {
  if (auto sound = connection_.integrity_check(); !sound) return sound;
  const auto entries = all();
  if (!entries) return core::Failure(entries.error());
  for (const Entry& entry : *entries) {
    if (auto bytes = container(entry.facts.key); !bytes) return core::Failure(bytes.error());
  }
  return {};
}

core::Result<void> Archive::add(const Entry& entry, std::string_view container) {
  const auto added = sqlite::in_transaction(connection_, [&]() -> core::Result<bool> {
    auto statement = connection_.prepare(insert_report);
    if (!statement) return core::Failure(statement.error());
    const BoundKey key(entry.facts.key);
    std::optional<std::string> previous;
    if (entry.facts.previous) previous = entry.facts.previous->hex();
    const std::string json_sha256 = entry.json_sha256.hex();
    const std::string sha256 = entry.sha256.hex();
    const std::string received_at = core::utc_text(entry.received_at);
    statement->bind_all(key.project, key.region, key.month, key.revision, entry.facts.sequence, previous,
                        json_sha256, sha256, received_at, Blob(container));
    if (const auto done = statement->run(); !done) return core::Failure(done.error());
    return connection_.changes() == 1;
  });
  if (!added) return core::Failure(added.error());
  if (!*added)
    return core::fail(ErrorKind::refused, msg("A report of that month and revision is held already."));
  return {};
}

core::Result<void> Archive::add_receipt(const ReportKey& key, std::string_view receipt) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    auto statement = connection_.prepare(insert_receipt);
    if (!statement) return core::Failure(statement.error());
    const BoundKey bound(key);
    bound.bind(*statement);
    statement->bind(5, Blob(receipt));
    return statement->run();
  });
}

core::Result<std::optional<Entry>> Archive::find(const ReportKey& key) const {
  auto statement = connection_.prepare(select_entry);
  if (!statement) return core::Failure(statement.error());
  const BoundKey bound(key);
  bound.bind(*statement);
  const auto row = statement->step();
  if (!row) return core::Failure(row.error());
  if (!*row) return std::optional<Entry>();
  auto entry = read_entry(*statement);
  if (!entry) return core::Failure(entry.error());
  return std::optional(std::move(*entry));
}

core::Result<std::optional<std::string>> Archive::container(const ReportKey& key) const {
  const auto entry = find(key);
  if (!entry) return core::Failure(entry.error());
  if (!*entry) return std::optional<std::string>();
  auto bytes = one_blob(connection_, select_container, key);
  if (bytes && *bytes && core::sha256(**bytes) != (*entry)->sha256) return damaged();
  return bytes;
}

core::Result<std::optional<std::string>> Archive::receipt(const ReportKey& key) const {
  return one_blob(connection_, select_receipt, key);
}

core::Result<std::vector<Entry>> Archive::list(std::string_view project,
                                               const core::RegionCode& region) const {
  auto statement = connection_.prepare(select_entries);
  if (!statement) return core::Failure(statement.error());
  statement->bind_all(project, region.text());
  return entries(std::move(*statement));
}

core::Result<std::vector<Entry>> Archive::all() const {
  auto statement = connection_.prepare(select_all);
  if (!statement) return core::Failure(statement.error());
  return entries(std::move(*statement));
}

core::Result<std::vector<Entry>> Archive::entries(sqlite::Statement statement) const {
  std::vector<Entry> out;
  for (;;) {
    const auto row = statement.step();
    if (!row) return core::Failure(row.error());
    if (!*row) return out;
    auto entry = read_entry(statement);
    if (!entry) return core::Failure(entry.error());
    out.push_back(std::move(*entry));
  }
}

}  // namespace jauge::receiver
