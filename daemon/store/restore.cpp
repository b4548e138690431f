// Puts a backup in the place of a store (store.hpp).
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sqlite/backup.hpp"
#include "sqlite/replace_file.hpp"
#include "store/columns.hpp"
#include "store/key_file.hpp"
#include "store/members_left_out.hpp"
#include "store/migrations.hpp"
#include "store/restored.hpp"
#include "store/store.hpp"
#include "store/store_check.hpp"

namespace jauge::store {

namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

constexpr std::string_view read_application = "PRAGMA application_id";
constexpr std::string_view read_version = "PRAGMA user_version";
constexpr std::string_view note_purges =
    "INSERT INTO purge (month, purged_at) SELECT DISTINCT month, ?1 FROM closure "
    "WHERE month NOT IN (SELECT month FROM scope) AND month NOT IN (SELECT month FROM purge)";

core::Failure failure(const std::filesystem::path& path) {
  return core::fail(ErrorKind::invalid, msg("{0} cannot be made: {1}.", path.string(), std::strerror(errno)),
                    msg("Check that its directory exists and may be written by this user."));
}

/// A backup of this project, of a version that we know, every page of it sound.
Result<sqlite::Connection> open_backup(const std::filesystem::path& path, const std::string& project) {
  auto connection = sqlite::Connection::open(path, {.read_only = true, .checksums = true});
  if (!connection) return connection;
  if (auto sound = connection->integrity_check(); !sound) return core::Failure(sound.error());
  auto application = connection->integer(read_application);
  if (!application) return core::Failure(application.error());
  auto version = connection->integer(read_version);
  if (!version) return core::Failure(version.error());
  const auto last_version = static_cast<std::int64_t>(migrations().size());
  if (*application != application_id || version->value_or(0) < 1 || version->value_or(0) > last_version) {
    return core::fail(ErrorKind::invalid,
                      msg("{0} is not a backup that this version of Jauge can take.", path.string()));
  }
  auto stored = MetaTable(*connection).get("project");
  if (!stored) return core::Failure(stored.error());
  if (*stored != project) {
    return core::fail(
        ErrorKind::invalid,
        msg("{0} is the store of project {1}, not of {2}.", path.string(), stored->value_or(""), project),
        msg("One daemon, one store, one project: give each project its own [store] path."));
  }
  return connection;
}

/// Keeps what stands at `path` as "<path>.replaced", its journal with it: left where it is, the journal of
/// the old file would be rolled back into the new one.
Result<void> keep_old(const std::filesystem::path& path) {
  const std::filesystem::path kept = path.string() + ".replaced";
  const std::string journal = path.string() + "-journal";
  const std::string kept_journal = kept.string() + "-journal";
  std::error_code ignored;
  std::filesystem::remove(kept, ignored);
  std::filesystem::remove(kept_journal, ignored);
  if (::link(path.c_str(), kept.c_str()) != 0 && errno != ENOENT) return failure(kept);
  if (::rename(journal.c_str(), kept_journal.c_str()) != 0 && errno != ENOENT) return failure(kept_journal);
  return {};
}

/// Months whose key file is not there. A file that holds another key is not touched: it may be the right one
/// of another backup.
Result<std::vector<core::Month>> give_up_lost_keys(sqlite::Connection& store,
                                                   const std::filesystem::path& directory,
                                                   core::Instant now) {
  const MonthKeys keys(store, directory);
  auto months = keys.months();
  if (!months) return core::Failure(months.error());
  std::vector<core::Month> lost;
  for (const auto month : *months) {
    auto file = read_key_file(directory / month.text());
    if (!file) return core::Failure(file.error());
    if (*file) {
      if (auto known = keys.load(month); !known) return core::Failure(known.error());
      continue;
    }
    if (auto given_up = give_up_key(store, month, now); !given_up) return core::Failure(given_up.error());
    lost.push_back(month);
  }
  return lost;
}

/// Makes a copy of the backup the store that will be opened next.
Result<void> prepare(sqlite::Connection& copy, const std::filesystem::path& directory,
                     const RestoreOptions& options, Restored& restored) {
  const auto now = options.now;
  if (auto migrated = migrate(copy, migrations()); !migrated) return migrated;
  if (auto evidence = check_evidence(copy); !evidence) return evidence;
  if (auto placed = MonthKeys::import_text(directory, options.keys); !placed) return placed;
  return sqlite::in_transaction(copy, [&]() -> Result<void> {
    auto lost = give_up_lost_keys(copy, directory, now);
    if (!lost) return core::Failure(lost.error());
    restored.lost_keys = std::move(*lost);
    // Closed months without members are as purged: what is read of them again is not late.
    if (auto noted = run(copy, note_purges, column(now)); !noted) return noted;
    // What the receivers hold is fetched before anything is frozen: the copy may be behind it.
    if (auto noted = MetaTable(copy).set(restored_at, std::to_string(column(now))); !noted) return noted;
    return AuditTable(copy).append({now, "restauration", options.origin, ""});
  });
}

}  // namespace

Result<Restored> restore(const std::filesystem::path& backup, const std::filesystem::path& path,
                         const RestoreOptions& options) {
  auto lock = sqlite::FileLock::acquire(lock_path(path));
  if (!lock) return core::Failure(lock.error());
  const std::filesystem::path incoming = path.string() + ".incoming";
  Restored restored;
  {
    auto source = open_backup(backup, options.project);
    if (!source) return core::Failure(source.error());
    sqlite::BackupSteps steps;
    steps.amend = [&](sqlite::Connection& copy) {
      return prepare(copy, keys_directory(path), options, restored);
    };
    steps.inspect = [&](const sqlite::Connection& copy) -> Result<void> {
      auto held = summary_of(copy);
      if (!held) return core::Failure(held.error());
      restored.held = *held;
      return {};
    };
    if (auto copied = sqlite::backup(*source, incoming, steps); !copied) return core::Failure(copied.error());
  }
  {
    // A transaction that a crash left in the old store is rolled back, if it can still be opened.
    auto old = sqlite::Connection::open(path, {.exclusive = true, .checksums = true});
    static_cast<void>(old);
  }
  if (auto kept = keep_old(path); !kept) return core::Failure(kept.error());
  if (auto placed = sqlite::replace_file(incoming, path); !placed) return core::Failure(placed.error());
  return restored;
}

}  // namespace jauge::store
