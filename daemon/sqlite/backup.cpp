#include "sqlite/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sqlite/connection_state.hpp"
#include "sqlite/error.hpp"

namespace jauge::sqlite {

namespace {

using core::ErrorKind;
using core::msg;

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

core::Result<void> check_copy(const std::filesystem::path& target, bool checksums) {
  auto copy = Connection::open(target, {.read_only = true, .checksums = checksums});
  if (!copy) return core::Failure(copy.error());
  return copy->integrity_check();
}

core::Result<void> put_in_place(const std::filesystem::path& from, const std::filesystem::path& to) {
  const auto directory = to.has_parent_path() ? to.parent_path() : std::filesystem::path(".");
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::rename(from.c_str(), to.c_str()) == 0 && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (done) return {};
  return core::fail(ErrorKind::invalid, msg("{0} cannot be made: {1}.", to.string(), std::strerror(error)),
                    msg("Check that its directory exists and may be written by this user."));
}

}  // namespace

core::Result<void> backup(const Connection& from, const std::filesystem::path& target) {
  const Unfinished copy(target.string() + ".unfinished");
  if (auto copied = copy_pages(from, copy.path()); !copied) return copied;
  if (auto sound = check_copy(copy.path(), from.state().checksums); !sound) return sound;
  return put_in_place(copy.path(), target);
}

}  // namespace jauge::sqlite
