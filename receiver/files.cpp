#include "receiver/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace jauge::receiver {
namespace {

using core::ErrorKind;
using core::msg;

constexpr std::size_t largest = std::size_t{4} << 20;

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

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

core::Result<std::string> read_text_file(const std::filesystem::path& path) {
  const auto unreadable = [&] {
    return core::fail(ErrorKind::transient, msg("The file {0} cannot be read.", path.string()),
                      msg("It must exist and be readable by this program."));
  };
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return unreadable();
  std::string out;
  std::array<char, 65536> block{};
  for (;;) {
    const ssize_t size = ::read(file.get(), block.data(), block.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 || out.size() > largest) return unreadable();
    if (size == 0) return out;
    out.append(block.data(), static_cast<std::size_t>(size));
  }
}

core::Result<void> write_text_file(const std::filesystem::path& path, std::string_view text, unsigned mode) {
  const std::string temporary = path.string() + ".new";
  bool written = false;
  {
    ::unlink(temporary.c_str());
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                                 static_cast<mode_t>(mode)));
    written = file.get() >= 0 && write_all(file.get(), text) && ::fsync(file.get()) == 0;
  }
  if (!written || ::rename(temporary.c_str(), path.c_str()) != 0) {
    return core::fail(ErrorKind::invalid, msg("The file {0} cannot be written.", path.string()),
                      msg("The directory must exist and be writable by this program, with room left."));
  }
  return {};
}

}  // namespace jauge::receiver
