#pragma once
// A TCP proxy on the loopback that can stop forwarding: connections stay open and silent, as on a broken
// network.
#include <memory>

namespace jauge::test_support {

class StallingProxy {
 public:
  /// Forwards 127.0.0.1:port() to 127.0.0.1:target.
  explicit StallingProxy(int target);
  ~StallingProxy();
  StallingProxy(const StallingProxy&) = delete;
  StallingProxy& operator=(const StallingProxy&) = delete;
  int port() const;
  /// From now on nothing more goes through, either way; new connections are taken and left silent.
  void stall();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jauge::test_support
