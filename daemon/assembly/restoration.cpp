#include "assembly/restoration.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "assembly/installation.hpp"
#include "assembly/system_clock.hpp"
#include "core/cleansing.hpp"
#include "store/store.hpp"

namespace jauge::assembly {

namespace {

using core::ErrorKind;
using core::Failure;
using core::msg;
using core::Result;

core::Failure unreadable(const std::string& path) {
  return core::fail(ErrorKind::invalid, msg("{0} cannot be read.", path),
                    msg("Check its path and its rights."));
}

/// The backup beside the store, whoever may read the original; removed when this goes.
class Staged {
 public:
  explicit Staged(std::filesystem::path path) : path_(std::move(path)) { remove(); }
  ~Staged() { remove(); }
  Staged(const Staged&) = delete;
  Staged& operator=(const Staged&) = delete;
  const std::filesystem::path& path() const { return path_; }

  Result<void> fill(const std::string& from) const {
    std::ifstream source(from, std::ios::binary);
    if (!source) return unreadable(from);
    const int target = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    struct stat directory {};
    bool written = target >= 0 && ::stat(path_.parent_path().c_str(), &directory) == 0;
    if (written && geteuid() == 0) written = ::fchown(target, directory.st_uid, directory.st_gid) == 0;
    std::array<char, 65536> block{};
    while (written && source) {
      source.read(block.data(), block.size());
      const auto size = source.gcount();
      written = ::write(target, block.data(), static_cast<std::size_t>(size)) == size;
    }
    const int error = errno;
    if (target >= 0) ::close(target);
    if (!written) {
      return core::fail(ErrorKind::transient,
                        msg("{0} cannot be written: {1}.", path_.string(), std::strerror(error)),
                        msg("Check the directory, its rights and the space left."));
    }
    if (!source.eof()) return unreadable(from);
    return {};
  }

 private:
  void remove() const {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  std::filesystem::path path_;
};

}  // namespace

Result<Restoration> restore(const config::Configuration& configuration, const std::string& backup,
                            const std::string& keys) {
  const std::filesystem::path path = configuration.store.path;
  store::RestoreOptions options{configuration.project.id, {}, SystemClock().now(), backup};
  if (!keys.empty()) {
    std::ifstream stream(keys, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) return unreadable(keys);
    options.keys = text.str();
  }
  const Staged staged(path.string() + ".to-restore");
  if (auto filled = staged.fill(backup); !filled) return Failure(filled.error());
  if (auto dropped = drop_privileges(path.string()); !dropped) return Failure(dropped.error());
  std::error_code ignored;
  const bool was_there = std::filesystem::exists(path, ignored);
  auto restored = store::restore(staged.path(), path, options);
  core::cleanse(options.keys.data(), options.keys.size());
  if (!restored) {
    auto error = restored.error();
    if (error.kind == ErrorKind::refused && !std::filesystem::exists(path.string() + ".incoming", ignored))
      error.hint = msg("Stop it first: systemctl stop jauged");
    return Failure(std::move(error));
  }
  Restoration restoration{restored->held.closures, restored->held.reports,         restored->held.receipts,
                          restored->held.members,  std::move(restored->lost_keys), std::nullopt};
  if (was_there) restoration.replaced = path.string() + ".replaced";
  return restoration;
}

}  // namespace jauge::assembly
