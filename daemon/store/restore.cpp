// Puts a backup in the place of a store (store.hpp).
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sqlite/backup.hpp"
#include "sqlite/replace_file.hpp"
#include "store/migrations.hpp"
#include "store/store.hpp"
#include "store/store_check.hpp"

namespace jauge::store {

namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

constexpr std::string_view read_application = "PRAGMA application_id";
constexpr std::string_view read_version = "PRAGMA user_version";

core::Failure failure(const std::filesystem::path& path) {
  return core::fail(ErrorKind::invalid, msg("{0} cannot be made: {1}.", path.string(), std::strerror(errno)),
                    msg("Check that its directory exists and may be written by this user."));
}

/// A sound backup of this project, of a version that we know.
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
  if (auto evidence = check_evidence(*connection); !evidence) return core::Failure(evidence.error());
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

}  // namespace

Result<void> restore(const std::filesystem::path& backup, const std::filesystem::path& path,
                     const std::string& project) {
  auto lock = sqlite::FileLock::acquire(lock_path(path));
  if (!lock) return core::Failure(lock.error());
  const std::filesystem::path incoming = path.string() + ".incoming";
  {
    auto source = open_backup(backup, project);
    if (!source) return core::Failure(source.error());
    if (auto copied = sqlite::backup(*source, incoming); !copied) return copied;
  }
  {
    // A transaction that a crash left in the old store is rolled back, if it can still be opened.
    auto old = sqlite::Connection::open(path, {.exclusive = true, .checksums = true});
    static_cast<void>(old);
  }
  if (auto kept = keep_old(path); !kept) return kept;
  return sqlite::replace_file(incoming, path);
}

}  // namespace jauge::store
