#include "cli/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "core/digest.hpp"

namespace jauge::cli {

namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

constexpr std::size_t block_size = std::size_t{1} << 16;

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = ::write(descriptor, bytes.data(), bytes.size());
    if (size < 0 && errno != EINTR) return false;
    if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

}  // namespace

Result<OutputFile> OutputFile::create(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor >= 0) return OutputFile(descriptor, path);
  if (errno == EEXIST) {
    return core::fail(ErrorKind::invalid, msg("{0} is there already.", path.string()),
                      msg("Give another name, or move that file away."));
  }
  return core::fail(ErrorKind::invalid, msg("{0} cannot be made: {1}.", path.string(), std::strerror(errno)),
                    msg("Check that its directory exists and may be written by this user."));
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  if (!kept_) {
    // Where the directory may no longer be written, an empty file is left: no half of one.
    static_cast<void>(::ftruncate(descriptor_, 0) + ::unlink(path_.c_str()));
  }
  ::close(descriptor_);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)), kept_(other.kept_) {}

core::Failure OutputFile::failure() const {
  return core::fail(ErrorKind::transient,
                    msg("{0} cannot be written: {1}.", path_.string(), std::strerror(errno)),
                    msg("Check the directory, its rights and the space left."));
}

Result<void> OutputFile::write(std::string_view bytes) {
  if (!write_all(descriptor_, bytes)) return failure();
  return finish(core::sha256(bytes).hex());
}

Result<void> OutputFile::copy(const std::filesystem::path& from) {
  std::ifstream source(from, std::ios::binary);
  std::array<char, block_size> block{};
  core::Sha256 digest;
  while (source) {
    source.read(block.data(), block.size());
    const std::string_view bytes(block.data(), static_cast<std::size_t>(source.gcount()));
    digest.add(bytes);
    if (!write_all(descriptor_, bytes)) return failure();
  }
  if (!source.eof()) {
    return core::fail(ErrorKind::transient, msg("{0} cannot be read.", from.string()),
                      msg("Run the command as root, or as the user of the service."));
  }
  return finish(digest.finish().hex());
}

Result<void> OutputFile::finish(const std::string& digest) {
  if (::fsync(descriptor_) != 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0) return failure();
  std::array<char, block_size> block{};
  core::Sha256 written;
  for (;;) {
    const auto size = ::read(descriptor_, block.data(), block.size());
    if (size < 0) return failure();
    if (size == 0) break;
    written.add({block.data(), static_cast<std::size_t>(size)});
  }
  if (written.finish().hex() == digest) return {};
  return core::fail(ErrorKind::damaged, msg("{0} is not what was written.", path_.string()),
                    msg("Check the disk."));
}

}  // namespace jauge::cli
