#include "tests/bench/measure.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "tests/bench/memory_watch.hpp"

namespace jauge::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// $JAUGE_BENCH_WRAP before the command: "valgrind --tool=callgrind", "perf record -g -o …", "strace -c".
std::vector<std::string> wrapped(const std::vector<std::string>& command) {
  std::vector<std::string> words;
  if (const char* const wrap = std::getenv("JAUGE_BENCH_WRAP")) {
    std::istringstream stream(wrap);
    for (std::string word; stream >> word;) words.push_back(word);
  }
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

pid_t start(const std::vector<std::string>& command, const std::string& log) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = -1;
  const int failed = posix_spawnp(&pid, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error("cannot start " + command.front());
  return pid;
}

}  // namespace

Cost measure(const std::vector<std::string>& command, const std::string& log, bool watch_memory) {
  Cost cost;
  const auto begin = std::chrono::steady_clock::now();
  const pid_t pid = start(wrapped(command), log);
  std::optional<MemoryWatch> memory;
  if (watch_memory) memory.emplace(pid);
  int status = 0;
  rusage usage{};
  while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  cost.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  cost.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  cost.peak_mib = memory ? memory->peak_together() : static_cast<double>(usage.ru_maxrss) / 1024.0;
  cost.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return cost;
}

double cpu_of(pid_t process) {
  // What a child took is counted once it has ended and its parent has seen it.
  const timespec pause{0, 30'000'000};
  nanosleep(&pause, nullptr);
  std::ifstream stream("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(stream, text);
  // After the name, which may hold spaces: state, and from the 14th field utime stime cutime cstime.
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  long user = 0;
  long system = 0;
  long children_user = 0;
  long children_system = 0;
  fields >> user >> system >> children_user >> children_system;
  return static_cast<double>(user + system + children_user + children_system) /
         static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace jauge::bench
