#pragma once
// The thread that talks to the ARS: it asks the engine's thread what is due, attempts it, and hands back what
// came.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "assembly/installation.hpp"
#include "jauged/engine_thread.hpp"

namespace jauge::jauged {

class DeliveryThread {
 public:
  DeliveryThread(assembly::Installation& installation, EngineThread& engine);
  /// Ends within the time that a gateway takes to look at its `stop`: about a second.
  ~DeliveryThread();
  DeliveryThread(const DeliveryThread&) = delete;
  DeliveryThread& operator=(const DeliveryThread&) = delete;

 private:
  void run();
  /// One report sent and settled; false when none is due.
  bool deliver_one();
  /// One ARS asked what it holds; false when none is to be asked.
  bool ask_one();
  /// What `question` gives on the engine's thread; nothing when that has ended.
  template <class Question>
  auto from_engine(Question question);

  assembly::Installation& installation_;
  EngineThread& engine_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable stop_asked_;
  std::thread thread_;
};

}  // namespace jauge::jauged
