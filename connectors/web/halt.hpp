#pragma once
// A wait that another thread can end: pauses between requests are never slept through.
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace jauge::connectors::web {

class Halt {
 public:
  /// From any thread; for good.
  void stop() {
    {
      const std::scoped_lock lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
  }
  bool stopped() const {
    const std::scoped_lock lock(mutex_);
    return stopped_;
  }
  /// False when it was stopped before or meanwhile.
  bool wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, time, [this] { return stopped_; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
};

}  // namespace jauge::connectors::web
