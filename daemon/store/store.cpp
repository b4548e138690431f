#include "store/store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "sqlite/checksum_vfs.hpp"
#include "sqlite/page_checksum.hpp"
#include "store/migrations.hpp"
#include "store/store_check.hpp"

namespace jauge::store {

namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

constexpr std::string_view project_name = "project";

constexpr std::string_view sqlite_magic("SQLite format 3\0", 16);
constexpr std::size_t header_size = 100;
constexpr std::size_t reserved_bytes_at = 20;
constexpr std::size_t application_id_at = 68;

/// The first bytes of the file; less than header_size where it is shorter. Only before SQLite opens it:
/// closing a second descriptor would give SQLite's locks up.
std::string read_header(const std::filesystem::path& path) {
  std::string header(header_size, '\0');
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return {};
  const auto size = ::read(descriptor, header.data(), header.size());
  ::close(descriptor);
  header.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return header;
}

/// Tells somebody else's file from a damaged one of ours, which SQLite is left to find. Of one whose first
/// transaction a cut of the power tore, zeros may be all that is there: its journal takes it back.
bool is_of_another_application(const std::filesystem::path& path) {
  const auto header = read_header(path);
  if (header.empty()) return false;
  if (header.size() < header_size) return true;
  if (header.find_first_not_of('\0') == header.npos) return false;
  const bool has_magic = header.starts_with(sqlite_magic);
  const bool has_checksums = static_cast<unsigned char>(header[reserved_bytes_at]) == sqlite::checksum_size;
  const bool has_our_id = header.substr(application_id_at, 4) == "JAUG";
  return static_cast<int>(has_magic) + static_cast<int>(has_checksums) + static_cast<int>(has_our_id) < 2;
}

core::Failure of_another_application(const std::filesystem::path& path) {
  return core::fail(ErrorKind::invalid, msg("{0} is not a store of Jauge.", path.string()),
                    msg("Check [store] path in the configuration."));
}

core::Failure not_there(const std::filesystem::path& path) {
  return core::fail(ErrorKind::invalid, msg("There is no store at {0}.", path.string()),
                    msg("Check [store] path in the configuration, or start jauged once."));
}

/// Notes the project in a new store, compares it in another.
Result<void> check_project(MetaTable& meta, const std::filesystem::path& path, const std::string& project) {
  auto stored = meta.get(project_name);
  if (!stored) return core::Failure(stored.error());
  if (!*stored) return meta.set(project_name, project);
  if (**stored == project) return {};
  return core::fail(ErrorKind::invalid,
                    msg("{0} is the store of project {1}, not of {2}.", path.string(), **stored, project),
                    msg("One daemon, one store, one project: give each project its own [store] path."));
}

/// Of a damaged store, what to bring back.
core::Failure with_remedy(core::Error error, const std::filesystem::path& path) {
  std::error_code ignored;
  const auto last = daily_backup_path(path);
  if (error.kind == ErrorKind::damaged && std::filesystem::exists(last, ignored))
    error.hint = msg("Check the disk, then restore the last backup: jauge restore {0}", last.string());
  return core::Failure(std::move(error));
}

Result<sqlite::Connection> open_file(const std::filesystem::path& path, bool create) {
  if (is_of_another_application(path)) return of_another_application(path);
  auto connection = sqlite::Connection::open(path, {.create = create, .exclusive = true, .checksums = true});
  if (!connection) return connection;
  if (auto sound = connection->quick_check(); !sound) return core::Failure(sound.error());
  if (auto migrated = migrate(*connection, migrations()); !migrated) return core::Failure(migrated.error());
  return connection;
}

}  // namespace

std::filesystem::path lock_path(const std::filesystem::path& store) {
  return store.parent_path() / "jauge.lock";
}
std::filesystem::path keys_directory(const std::filesystem::path& store) {
  return store.parent_path() / "keys";
}
std::filesystem::path daily_backup_path(const std::filesystem::path& store) {
  return store.string() + ".backup";
}

Store::Store(sqlite::FileLock lock, sqlite::Connection connection, const std::filesystem::path& path)
    : lock_(std::move(lock)),
      connection_(std::move(connection)),
      meta(connection_),
      reads(connection_),
      members(connection_),
      answers(connection_),
      fates(connection_),
      late(connection_),
      headcounts(connection_),
      closures(connection_),
      closing_reads(connection_),
      reports(connection_),
      sealed(connection_),
      deliveries(connection_),
      audit(connection_),
      purges(connection_),
      revisions(connection_),
      keys(connection_, keys_directory(path)) {}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& path, const Options& options) {
  if (!options.create && !std::filesystem::exists(path)) return not_there(path);
  auto lock = sqlite::FileLock::acquire(lock_path(path));
  if (!lock) return core::Failure(lock.error());
  auto connection = open_file(path, options.create);
  if (!connection) return with_remedy(connection.error(), path);
  std::unique_ptr<Store> store(new Store(std::move(*lock), std::move(*connection), path));
  if (auto same = check_project(store->meta, path, options.project); !same)
    return core::Failure(same.error());
  if (auto finished = store->keys.finish_destructions(); !finished) return core::Failure(finished.error());
  if (options.checking == Checking::whole) {
    if (auto sound = store->check(); !sound) return core::Failure(sound.error());
  }
  return store;
}

Result<void> Store::check() const {
  if (auto sound = connection_.integrity_check(); !sound) return with_remedy(sound.error(), path());
  if (auto evidence = check_evidence(connection_); !evidence) return with_remedy(evidence.error(), path());
  if (auto loaded = keys.load_all(); !loaded) return core::Failure(loaded.error());
  return {};
}

}  // namespace jauge::store
