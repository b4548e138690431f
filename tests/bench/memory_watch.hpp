#pragma once
// The peak of a process's and its children's resident memory, by looking often.
#include <sys/types.h>

#include <atomic>
#include <thread>

namespace jauge::bench {

/// What a process and its children hold now, KiB; pages that they share are counted for each.
long resident_together_kib(pid_t process);

class MemoryWatch {
 public:
  explicit MemoryWatch(pid_t process);
  ~MemoryWatch();
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;
  /// Highest sum seen of what they held at the same time, MiB.
  double peak_together() const { return static_cast<double>(peak_kib_.load()) / 1024.0; }

 private:
  pid_t process_;
  std::atomic<bool> ended_{false};
  std::atomic<long> peak_kib_{0};
  std::thread thread_;
};

}  // namespace jauge::bench
