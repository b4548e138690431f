#pragma once
// An io_context for owners of a Server who know nothing of Asio.
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace jauge::http {

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  boost::asio::io_context& context();
  /// Until stop().
  void run();
  /// Until stop(), or `patience` has passed.
  void run_for(std::chrono::milliseconds patience);
  /// Ends run() and run_for(). From any thread.
  void stop();
  /// Has `task` called by the thread in run(). From any thread.
  void post(std::function<void()> task);
  /// Has `task` called by the thread in run() at each of these signals.
  void on_signals(const std::vector<int>& signals, std::function<void(int)> task);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jauge::http
