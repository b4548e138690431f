#include "config/secret.hpp"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace jauge::config {

using core::ErrorKind;
using core::msg;

namespace {

constexpr off_t largest_secret = 65536;

/// Short texts live inside the string object and long ones behind it: both are overwritten.
void cleanse(std::string& text) {
  text.resize(text.capacity());
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

core::Result<Secret> read_file(const std::string& path, SecretRef::Kind kind) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.get() < 0) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    return core::fail(ErrorKind::invalid,
                      absent ? msg("The secret file {0} does not exist.", path)
                             : msg("The secret file {0} may not be read by this account.", path),
                      msg("Create it with mode 0400, owned by the account of the service."));
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return core::fail(ErrorKind::invalid, msg("The secret {0} is not a plain file.", path));
  }
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    return core::fail(ErrorKind::invalid, msg("The secret file {0} belongs to another account.", path),
                      msg("Give it to the account of the service or to root: chown jauge {0}", path));
  }
  // systemd gives a credential to the service by an access list, whose mask shows as the group's rights; its
  // directory is the service's own.
  const mode_t forbidden = kind == SecretRef::Kind::credential ? S_IRWXO : S_IRWXG | S_IRWXO;
  if ((status.st_mode & forbidden) != 0) {
    return core::fail(
        ErrorKind::invalid, msg("The secret file {0} is open to other accounts.", path),
        msg("Close it: chmod 0400 {0}, and change the secret if others may have read it.", path));
  }
  if (status.st_size > largest_secret) {
    return core::fail(ErrorKind::invalid,
                      msg("The secret file {0} is larger than {1} bytes.", path, largest_secret));
  }
  // One buffer of the full size: growing would leave copies behind.
  std::string value(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t size = 0;
  while (size < value.size()) {
    const ssize_t got = ::read(file.get(), value.data() + size, value.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      cleanse(value);
      return core::fail(ErrorKind::transient, msg("The secret file {0} cannot be read to its end.", path));
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  value.resize(size);
  if (value.ends_with('\n')) value.pop_back();
  if (value.empty()) return core::fail(ErrorKind::invalid, msg("The secret file {0} is empty.", path));
  Secret secret(std::move(value));
  cleanse(value);
  return secret;
}

}  // namespace

Secret::Secret(std::string value) : value_(std::move(value)) {
  cleanse(value);
}
Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
  cleanse(other.value_);
}
Secret::~Secret() {
  cleanse(value_);
}

core::Result<Secret> read_secret(const SecretRef& reference) {
  if (reference.kind == SecretRef::Kind::file) return read_file(reference.name, reference.kind);
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  if (directory == nullptr || *directory == '\0') {
    return core::fail(
        ErrorKind::invalid,
        msg("The credential {0} cannot be read: this program was not started by systemd.", reference.name),
        msg("Start it through its unit, or set CREDENTIALS_DIRECTORY to the directory that holds it."));
  }
  if (reference.name.empty() || reference.name == "." || reference.name == ".." ||
      reference.name.find('/') != std::string::npos) {
    return core::fail(ErrorKind::invalid, msg("{0} is not the name of a credential.", reference.name));
  }
  return read_file(fmt::format("{}/{}", directory, reference.name), reference.kind);
}

}  // namespace jauge::config
