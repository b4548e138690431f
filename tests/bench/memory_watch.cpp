#include "tests/bench/memory_watch.hpp"

#include <time.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace jauge::bench {
namespace {

long resident_kib(const std::string& process) {
  std::ifstream status("/proc/" + process + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

}  // namespace

long resident_together_kib(pid_t process) {
  const auto name = std::to_string(process);
  long sum = resident_kib(name);
  // Children are listed by thread: any of them may have started one.
  std::error_code gone;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/" + name + "/task", gone)) {
    std::ifstream children(thread.path() / "children");
    for (std::string child; children >> child;) sum += resident_kib(child);
  }
  return sum;
}

MemoryWatch::MemoryWatch(pid_t process)
    : process_(process), thread_([this] {
        while (!ended_) {
          const long sum = resident_together_kib(process_);
          if (sum > peak_kib_) peak_kib_ = sum;
          const timespec pause{0, 2'000'000};
          nanosleep(&pause, nullptr);
        }
      }) {}

MemoryWatch::~MemoryWatch() {
  ended_ = true;
  thread_.join();
}

}  // namespace jauge::bench
