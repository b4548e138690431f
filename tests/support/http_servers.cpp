#include "tests/support/http_servers.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <stdexcept>

namespace jauge::http {

RunningServer::RunningServer(ServerOptions options, const std::optional<ServerTls>& tls)
    : server_(std::make_unique<Server>(loop_.context(), std::move(options))), tls_(tls.has_value()) {
  const auto port = server_->listen_tcp("127.0.0.1", 0, tls);
  if (!port) throw std::runtime_error(port.error().sentence.id);
  port_ = *port;
  start();
}

RunningServer::RunningServer(ServerOptions options, const std::string& socket, unsigned mode)
    : server_(std::make_unique<Server>(loop_.context(), std::move(options))) {
  const auto listening = server_->listen_unix(socket, mode);
  if (!listening) throw std::runtime_error(listening.error().sentence.id);
  start();
}

void RunningServer::start() {
  thread_ = std::thread([this] { loop_.run(); });
}

RunningServer::~RunningServer() {
  loop_.stop();
  thread_.join();
}

std::string RunningServer::url(const std::string& path, const std::string& host) const {
  return fmt::format("{}://{}:{}{}", tls_ ? "https" : "http", host, port_, path);
}

void RunningServer::on_thread(const std::function<void()>& task) {
  std::promise<void> done;
  loop_.post([&] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

RawServer::RawServer(std::function<void(int)> script)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this, script = std::move(script)] {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    called_ = true;
    script(socket);
    ::close(socket);
  });
}

RawServer::~RawServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::string RawServer::url(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

std::string read_head(int socket) {
  std::string head;
  char c = 0;
  while (!head.ends_with("\r\n\r\n") && ::recv(socket, &c, 1, 0) == 1) head += c;
  return head;
}

void write_text(int socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (size <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

void wait_for_end(int socket) {
  std::array<char, 4096> scrap{};
  while (::recv(socket, scrap.data(), scrap.size(), 0) > 0) continue;
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return socket;
  ::close(socket);
  return -1;
}

std::string talk(std::uint16_t port, std::string_view text) {
  const int socket = connect_to(port);
  std::string answer;
  if (socket >= 0) {
    write_text(socket, text);
    std::array<char, 4096> block{};
    for (ssize_t size = 0; (size = ::recv(socket, block.data(), block.size(), 0)) > 0;) {
      answer.append(block.data(), static_cast<std::size_t>(size));
    }
  }
  ::close(socket);
  return answer;
}

}  // namespace jauge::http
