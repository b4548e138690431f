#include "deliver/directory_gateway.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "core/report.hpp"

namespace jauge::deliver {
namespace {

using core::msg;
using What = core::Exchange::What;

constexpr std::size_t largest_container = std::size_t{8} << 20;
constexpr int found = 200;
constexpr int not_found = 404;

/// A file descriptor, closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool good() const { return number_ >= 0; }
  int get() const { return number_; }

 private:
  int number_;
};

/// A temporary file of ours, unlinked unless it got its name.
class Temporary {
 public:
  Temporary(int directory, std::string name) : directory_(directory), name_(std::move(name)) {}
  ~Temporary() { ::unlinkat(directory_, name_.c_str(), 0); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  const char* name() const { return name_.c_str(); }

 private:
  int directory_;
  std::string name_;
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

enum class Present { none, file, unreadable };

struct Found {
  Present present = Present::none;
  std::string bytes;
};

/// The file of that name, at most the largest container: one byte more is enough to know it is not ours.
Found read_present(int directory, const std::string& name) {
  const Descriptor file(::openat(directory, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.good()) return {errno == ENOENT ? Present::none : Present::unreadable, {}};
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {Present::unreadable, {}};
  Found out{Present::file, {}};
  std::array<char, 65536> block{};
  while (out.bytes.size() <= largest_container) {
    const ssize_t size = ::read(file.get(), block.data(), block.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return {Present::unreadable, {}};
    if (size == 0) break;
    out.bytes.append(block.data(), static_cast<std::size_t>(size));
  }
  return out;
}

core::Answer unheard(core::Message fault) {
  core::Answer answer;
  answer.fault = std::move(fault);
  return answer;
}

core::Answer with_status(int status) {
  core::Answer answer;
  answer.status = status;
  return answer;
}

core::Answer put(int directory, const std::string& shown, const std::string& name, const std::string& body) {
  const auto settle_present = [&](const Found& present) -> core::Answer {
    if (present.present == Present::unreadable) {
      return unheard(msg("The file {0} in {1} cannot be read.", name, shown));
    }
    core::Answer answer;
    answer.placed = present.bytes == body;
    answer.occupied = !answer.placed;
    if (answer.occupied) answer.fault = msg("The directory {0} holds another file named {1}.", shown, name);
    return answer;
  };
  const auto not_written = [&] {
    return unheard(
        msg("The report {0} cannot be written to {1}: no right, no room, or no such disk.", name, shown));
  };
  if (const Found present = read_present(directory, name); present.present != Present::none) {
    // A crash may have come between the name and its being made durable.
    if (present.present == Present::file && ::fsync(directory) != 0) return not_written();
    return settle_present(present);
  }
  // The name begins with a point, so that whoever collects *.asice does not see it; one left by a crash is
  // ours.
  const Temporary temporary(directory, "." + name + ".part");
  ::unlinkat(directory, temporary.name(), 0);
  const Descriptor file(
      ::openat(directory, temporary.name(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!file.good() || !write_all(file.get(), body) || ::fsync(file.get()) != 0) return not_written();
  // A plain rename would replace what another program put there since.
  if (::renameat2(directory, temporary.name(), directory, name.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return settle_present(read_present(directory, name));
    // Some network file systems know no RENAME_NOREPLACE; link() refuses an existing name everywhere it
    // exists.
    if (errno != EINVAL && errno != ENOSYS) return not_written();
    if (::linkat(directory, temporary.name(), directory, name.c_str(), 0) != 0) {
      if (errno == EEXIST) return settle_present(read_present(directory, name));
      return not_written();
    }
  }
  if (::fsync(directory) != 0) return not_written();
  core::Answer answer;
  answer.placed = true;
  return answer;
}

}  // namespace

core::Answer DirectoryGateway::perform(const core::Exchange& exchange, const std::function<bool()>& stop) {
  const std::string shown = directory_.string();
  if (stop && stop()) return unheard(msg("The exchange with {0} was stopped from here.", shown));
  const Descriptor directory(::open(shown.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.good()) return unheard(msg("The directory {0} does not exist or cannot be opened.", shown));
  const std::string name =
      core::container_name(exchange.project, exchange.region, exchange.month, exchange.revision);
  switch (exchange.what) {
    case What::put_report:
      return put(directory.get(), shown, name, exchange.body);
    case What::get_report: {
      Found present = read_present(directory.get(), name);
      if (present.present == Present::unreadable) {
        return unheard(msg("The file {0} in {1} cannot be read.", name, shown));
      }
      if (present.present == Present::none) return with_status(not_found);
      core::Answer answer = with_status(found);
      answer.body = std::move(present.bytes);
      return answer;
    }
    case What::get_state:
      if (::faccessat(directory.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
        return unheard(msg("The directory {0} cannot be written to.", shown));
      }
      return with_status(found);
    case What::get_receipt:
    case What::list_reports:
      return with_status(not_found);
  }
  return with_status(not_found);
}

}  // namespace jauge::deliver
