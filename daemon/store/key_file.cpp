#include "store/key_file.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace jauge::store {

namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool valid() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

core::Failure failure(const std::filesystem::path& path) {
  const int error = errno;
  const bool no_room = error == ENOSPC || error == EDQUOT || error == EFBIG;
  if (no_room) {
    return core::fail(ErrorKind::transient, msg("No room is left on the disk for {0}.", path.string()),
                      msg("Free some space or raise the quota; what was stored before is intact."));
  }
  return core::fail(
      ErrorKind::invalid,
      msg("The key file {0} cannot be read or written: {1}.", path.string(), std::strerror(error)),
      msg("Check the owner and the mode of the file and of its directory."));
}

Result<void> sync_directory(const std::filesystem::path& directory) {
  const auto* name = directory.empty() ? "." : directory.c_str();
  const Descriptor opened(::open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.valid() || ::fsync(opened.number()) != 0) return failure(directory);
  return {};
}

Result<void> make_directory(const std::filesystem::path& directory) {
  if (::mkdir(directory.c_str(), 0700) == 0) return sync_directory(directory.parent_path());
  if (errno != EEXIST) return failure(directory);
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0) return failure(directory);
  if ((status.st_mode & 077) != 0) {
    return core::fail(ErrorKind::invalid, msg("Others may read the keys' directory {0}.", directory.string()),
                      msg("Run: chmod 0700 {0}", directory.string()));
  }
  return {};
}

bool write_all(int descriptor, const KeyBytes& bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    const auto size = ::write(descriptor, bytes.data() + written, bytes.size() - written);
    if (size < 0 && errno != EINTR) return false;
    if (size > 0) written += static_cast<std::size_t>(size);
  }
  return true;
}

}  // namespace

Result<KeyBytes> random_key() {
  KeyBytes key;
  // Requests of up to 256 bytes are never cut short once the kernel's generator is ready.
  if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
    return core::fail(ErrorKind::transient, msg("The system gave no random bytes for a key."));
  }
  return key;
}

Result<std::optional<KeyBytes>> read_key_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.valid() && errno == ENOENT) return std::nullopt;
  struct stat status {};
  if (!file.valid() || ::fstat(file.number(), &status) != 0) return failure(path);
  if ((status.st_mode & 077) != 0) {
    return core::fail(ErrorKind::invalid, msg("Others may read the key file {0}.", path.string()),
                      msg("Run: chmod 0400 {0}", path.string()));
  }
  KeyBytes key;
  if (!S_ISREG(status.st_mode) || status.st_size != static_cast<off_t>(key.size()) ||
      ::read(file.number(), key.data(), key.size()) != static_cast<ssize_t>(key.size())) {
    return core::fail(ErrorKind::damaged, msg("The key file {0} is not a key.", path.string()),
                      msg("Bring the right file back from the backup of the keys."));
  }
  return key;
}

Result<void> write_key_file(const std::filesystem::path& path, const KeyBytes& key) {
  if (auto made = make_directory(path.parent_path()); !made) return made;
  const std::filesystem::path unfinished = path.string() + ".new";
  if (auto gone = destroy_key_file(unfinished); !gone) return gone;
  {
    const Descriptor file(
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400));
    if (!file.valid()) return failure(unfinished);
    if (!write_all(file.number(), key) || ::fsync(file.number()) != 0) {
      auto failed = failure(unfinished);
      ::unlink(unfinished.c_str());
      return failed;
    }
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return failure(path);
  return sync_directory(path.parent_path());
}

Result<void> destroy_key_file(const std::filesystem::path& path) {
  // A file of mode 0400 must become writable before it can be overwritten.
  if (::chmod(path.c_str(), 0600) != 0) {
    if (errno == ENOENT) return {};
    return failure(path);
  }
  {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.valid() || !write_all(file.number(), KeyBytes{}) || ::fsync(file.number()) != 0)
      return failure(path);
  }
  if (::unlink(path.c_str()) != 0) return failure(path);
  return sync_directory(path.parent_path());
}

}  // namespace jauge::store
