#pragma once
// A TCP server that goes silent: at once, or after so many bytes of the server behind it. It never closes.
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace jauge::test_support {

class SilentProxy {
 public:
  /// Takes connections and never answers.
  SilentProxy();
  /// Forwards to 127.0.0.1:`port` until the server has sent `limit` bytes, then nothing in any direction.
  SilentProxy(int port, std::size_t limit);
  ~SilentProxy();
  SilentProxy(const SilentProxy&) = delete;
  SilentProxy& operator=(const SilentProxy&) = delete;
  int port() const { return port_; }
  std::size_t forwarded() const { return forwarded_; }

 private:
  void listen();
  void serve();

  int listener_ = -1;
  int port_ = 0;
  int behind_ = 0;
  std::size_t limit_ = 0;
  std::atomic<std::size_t> forwarded_{0};
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace jauge::test_support
