#include "sqlite/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace jauge::sqlite {

using core::ErrorKind;
using core::msg;

core::Result<FileLock> FileLock::acquire(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    return core::fail(ErrorKind::invalid,
                      msg("The lock file {0} cannot be opened: {1}.", path.string(), std::strerror(errno)),
                      msg("Check that its directory exists and may be written by this user."));
  }
  FileLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return core::fail(ErrorKind::refused, msg("Jauge is already running: {0} is held.", path.string()),
                      msg("Use the jauge command, which asks the running service, or stop it first."));
  }
  return lock;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

}  // namespace jauge::sqlite
