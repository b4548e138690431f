#pragma once
// What a command takes: time, processor, memory. Children that it waited for are counted with it.
#include <sys/types.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace jauge::bench {

struct Cost {
  double wall = 0;      // seconds
  double cpu = 0;       // seconds, user and system
  double peak_mib = 0;  // of it and its children at the same time
  int exit_code = -1;   // 128 + signal when killed by one
};

/// Runs `command` to its end, its output to `log`. Memory is looked at every 2 ms when `watch_memory`.
Cost measure(const std::vector<std::string>& command, const std::string& log, bool watch_memory = true);

/// Processor time of a process and of the children it has waited for, seconds: a database server's.
double cpu_of(pid_t process);

/// The middle one by time, of things that have a `wall`.
template <class Measured>
Measured median(std::vector<Measured> measured) {
  std::ranges::sort(measured, {}, &Measured::wall);
  return measured.at(measured.size() / 2);
}

/// Seconds that `work` takes.
template <class Work>
double timed(Work&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace jauge::bench
