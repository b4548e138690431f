#pragma once
// The thread that owns the engine: it alone touches the store. Others hand it tasks.
#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "assembly/installation.hpp"

namespace jauge::jauged {

class EngineThread {
 public:
  /// Starts at once. `on_failure` is called, from this thread, when the store fails: the daemon must stop.
  EngineThread(assembly::Installation& installation, std::function<void(const core::Error&)> on_failure);
  /// Ends the reads under way, then the thread.
  ~EngineThread();
  EngineThread(const EngineThread&) = delete;
  EngineThread& operator=(const EngineThread&) = delete;

  /// Has `task` called on the thread, in order; once the thread has ended, tasks are destroyed uncalled. From
  /// any thread.
  void post(std::function<void(engine::Engine&)> task);
  /// Seconds since the thread last went round: what the watchdog asks.
  std::chrono::steady_clock::duration since_last_turn() const;

 private:
  void run();
  std::deque<std::function<void(engine::Engine&)>> take_tasks();

  assembly::Installation& installation_;
  std::function<void(const core::Error&)> on_failure_;
  std::mutex mutex_;
  std::deque<std::function<void(engine::Engine&)>> tasks_;
  bool ended_ = false;
  std::atomic<bool> stopping_{false};
  std::atomic<std::chrono::steady_clock::rep> last_turn_{0};
  std::thread thread_;
};

}  // namespace jauge::jauged
