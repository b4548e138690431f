#include "sqlite/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sqlite/connection_state.hpp"
#include "sqlite/replace_file.hpp"

namespace jauge::sqlite {

namespace {

/// Removes an unfinished copy, unless it has become the backup.
class Unfinished {
 public:
  explicit Unfinished(std::filesystem::path path) : path_(std::move(path)) { remove(); }
  ~Unfinished() { remove(); }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    std::filesystem::remove(path_.string() + "-journal", ignored);
  }
  std::filesystem::path path_;
};

core::Result<void> copy_pages(const Connection& from, const std::filesystem::path& target) {
  auto to = Connection::open(target, {.create = true, .checksums = from.state().checksums});
  if (!to) return core::Failure(to.error());
  sqlite3_backup* copy = sqlite3_backup_init(to->handle(), "main", from.handle(), "main");
  if (copy == nullptr) return core::Failure(to->state().error(sqlite3_extended_errcode(to->handle())));
  const int stepped = sqlite3_backup_step(copy, -1);
  const int finished = sqlite3_backup_finish(copy);
  if (stepped == SQLITE_DONE && finished == SQLITE_OK) return {};
  const int code = stepped == SQLITE_DONE ? finished : stepped;
  // Damage is of the file that was read, a full disk of the one that was written.
  const bool of_source = code == SQLITE_IOERR_DATA || (code & 0xff) == SQLITE_CORRUPT;
  return core::Failure(of_source ? from.state().error(code) : to->state().error(code));
}

core::Result<void> amend_copy(const std::filesystem::path& target, bool checksums, const BackupSteps& steps) {
  if (!steps.amend) return {};
  auto copy = Connection::open(target, {.exclusive = true, .checksums = checksums});
  if (!copy) return core::Failure(copy.error());
  return steps.amend(*copy);
}

core::Result<void> check_copy(const std::filesystem::path& target, bool checksums, const BackupSteps& steps) {
  auto copy = Connection::open(target, {.read_only = true, .checksums = checksums});
  if (!copy) return core::Failure(copy.error());
  if (auto sound = copy->integrity_check(); !sound) return sound;
  return steps.inspect ? steps.inspect(*copy) : core::Result<void>();
}

}  // namespace

core::Result<void> backup(const Connection& from, const std::filesystem::path& target,
                          const BackupSteps& steps) {
  const bool checksums = from.state().checksums;
  const Unfinished copy(target.string() + ".unfinished");
  if (auto copied = copy_pages(from, copy.path()); !copied) return copied;
  if (auto amended = amend_copy(copy.path(), checksums, steps); !amended) return amended;
  if (auto sound = check_copy(copy.path(), checksums, steps); !sound) return sound;
  return replace_file(copy.path(), target);
}

}  // namespace jauge::sqlite
