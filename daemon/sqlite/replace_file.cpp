#include "sqlite/replace_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace jauge::sqlite {

core::Result<void> replace_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  const auto directory = to.has_parent_path() ? to.parent_path() : std::filesystem::path(".");
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::rename(from.c_str(), to.c_str()) == 0 && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (done) return {};
  return core::fail(core::ErrorKind::invalid,
                    core::msg("{0} cannot be made: {1}.", to.string(), std::strerror(error)),
                    core::msg("Check that its directory exists and may be written by this user."));
}

}  // namespace jauge::sqlite
