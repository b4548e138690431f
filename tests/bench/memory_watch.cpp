#include "tests/bench/memory_watch.hpp"

#include <fmt/format.h>
#include <time.h>

#include <fstream>
#include <sstream>
#include <string>

namespace jauge::bench {
namespace {

long resident_kib(pid_t process) {
  std::ifstream status(fmt::format("/proc/{}/status", process));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

}  // namespace

MemoryWatch::MemoryWatch(pid_t process)
    : process_(process), thread_([this] {
        while (!ended_) {
          look();
          const timespec pause{0, 2'000'000};
          nanosleep(&pause, nullptr);
        }
      }) {}

MemoryWatch::~MemoryWatch() {
  ended_ = true;
  thread_.join();
}

void MemoryWatch::look() {
  long sum = resident_kib(process_);
  // Children are listed by thread: any of them may have started one.
  std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", process_));
  for (pid_t child = 0; children >> child;) sum += resident_kib(child);
  if (sum > peak_kib_) peak_kib_ = sum;
}

}  // namespace jauge::bench
