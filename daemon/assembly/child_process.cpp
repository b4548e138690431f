#include "assembly/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include "core/cleansing.hpp"

namespace jauge::assembly {
namespace {

using core::msg;

// The credentials' directory and the time zones' are all that a reader needs to find.
constexpr std::array inherited{"CREDENTIALS_DIRECTORY", "TZDIR"};

core::Failure no_room(int number) {
  return core::fail(core::ErrorKind::transient, msg("A reader could not be started (error {0}).", number),
                    msg("The machine is short of processes, memory or open files."));
}

struct SpawnSettings {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  SpawnSettings() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
};

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

core::Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const std::filesystem::path& program,
                                                                const std::filesystem::path& configuration,
                                                                const std::string& listened) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return no_room(errno);
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  fcntl(ours.get(), F_SETFL, O_NONBLOCK);

  SpawnSettings settings;
  posix_spawn_file_actions_adddup2(&settings.files, theirs.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&settings.files, theirs.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&settings.files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&settings.files, STDERR_FILENO + 1);
  // The daemon's threads block signals; the child is to have them all, as they are by default.
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&settings.attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&settings.attributes, &signals);
  posix_spawnattr_setflags(&settings.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::string path = program.string();
  std::string option = "--config";
  std::string file = configuration.string();
  std::string listen = "--listen";
  std::string source = listened;
  std::vector<char*> arguments{path.data(), option.data(), file.data()};
  if (!listened.empty()) arguments.insert(arguments.end(), {listen.data(), source.data()});
  arguments.push_back(nullptr);
  std::vector<std::string> variables;
  for (const char* name : inherited) {
    if (const char* value = std::getenv(name)) variables.push_back(std::string(name) + "=" + value);
  }
  std::vector<char*> environment;
  for (auto& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);

  pid_t pid = -1;
  const int failed = posix_spawn(&pid, path.c_str(), &settings.files, &settings.attributes, arguments.data(),
                                 environment.data());
  if (failed == ENOENT || failed == EACCES) {
    return core::fail(core::ErrorKind::invalid, msg("The program {0} cannot be started.", path),
                      msg("Install jauge-reader beside jauged."));
  }
  if (failed != 0) return no_room(failed);
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid, std::move(ours)));
}

ChildProcess::~ChildProcess() {
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  core::cleanse(queued_.data(), queued_.size());
}

void ChildProcess::signal(int number) const {
  kill(pid_, number);
}

void ChildProcess::queue(std::string frame) {
  std::string joined;
  joined.reserve(queued_.size() + frame.size());
  joined.append(queued_).append(frame);
  core::cleanse(queued_.data(), queued_.size());
  core::cleanse(frame.data(), frame.size());
  queued_ = std::move(joined);
  write();
}

void ChildProcess::write() {
  while (!queued_.empty()) {
    const ssize_t count = send(socket_.get(), queued_.data(), queued_.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    // A child that takes nothing more is done with: the end of its output tells, so that end must come.
    if (count < 0) shutdown(socket_.get(), SHUT_RDWR);
    const auto done = count < 0 ? queued_.size() : static_cast<std::size_t>(count);
    std::string rest = queued_.substr(done);
    core::cleanse(queued_.data(), queued_.size());
    queued_ = std::move(rest);
  }
}

bool ChildProcess::read() {
  std::array<char, 65536> bytes;
  // Not for ever: a child that never stops must not keep the others waiting.
  for (int rounds = 0; rounds < 64; ++rounds) {
    const ssize_t count = recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return true;
    if (count <= 0) return false;
    decoder_.feed({bytes.data(), static_cast<std::size_t>(count)});
  }
  return true;
}

}  // namespace jauge::assembly
