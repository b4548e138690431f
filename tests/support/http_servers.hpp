#pragma once
// Servers for the client's tests: ours on a thread of its own, and one that speaks whatever a script writes.
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "http/loop.hpp"
#include "http/server.hpp"

namespace jauge::http {

/// Our server on 127.0.0.1 and a free port, or on a Unix socket.
class RunningServer {
 public:
  RunningServer(ServerOptions options, const std::optional<ServerTls>& tls);
  RunningServer(ServerOptions options, const std::string& socket, unsigned mode);
  ~RunningServer();
  std::uint16_t port() const { return port_; }
  std::string url(const std::string& path = "/", const std::string& host = "127.0.0.1") const;
  Loop& loop() { return loop_; }
  /// Runs `task` on the server's thread and waits for it.
  void on_thread(const std::function<void()>& task);
  Server& server() { return *server_; }

 private:
  void start();
  Loop loop_;
  std::unique_ptr<Server> server_;
  bool tls_ = false;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

/// Takes one connection and lets `script` do with it as it likes.
class RawServer {
 public:
  explicit RawServer(std::function<void(int)> script);
  ~RawServer();
  std::string url(const std::string& path = "/") const;
  std::uint16_t port() const { return port_; }
  bool was_called() const { return called_; }

 private:
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> called_ = false;
  std::thread thread_;
};

/// Reads up to the end of a request's header.
std::string read_head(int socket);
void write_text(int socket, std::string_view text);
/// Waits until the other side has closed.
void wait_for_end(int socket);
/// A connection to 127.0.0.1; -1 when there is none.
int connect_to(std::uint16_t port);
/// Writes `text` to 127.0.0.1:port and gives all that comes back.
std::string talk(std::uint16_t port, std::string_view text);

}  // namespace jauge::http
