#include "tests/support/silent_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace jauge::test_support {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

int tcp_socket() {
  return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

struct Pair {
  int client;
  int server;
};

}  // namespace

SilentProxy::SilentProxy() {
  listen();
}

SilentProxy::SilentProxy(int port, std::size_t limit) : behind_(port), limit_(limit) {
  listen();
}

SilentProxy::~SilentProxy() {
  ended_ = true;
  thread_.join();
  close(listener_);
}

void SilentProxy::listen() {
  listener_ = tcp_socket();
  auto address = loopback(0);
  socklen_t length = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener_, 16) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("listen");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

void SilentProxy::serve() {
  std::vector<Pair> pairs;
  while (!ended_) {
    std::vector<pollfd> ready{{listener_, POLLIN, 0}};
    const bool silent = forwarded_ >= limit_;
    for (const auto& pair : pairs) {
      if (silent || pair.server < 0) continue;
      ready.push_back({pair.client, POLLIN, 0});
      ready.push_back({pair.server, POLLIN, 0});
    }
    if (poll(ready.data(), ready.size(), 20) <= 0) continue;
    if (ready[0].revents & POLLIN) {
      Pair pair{accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), -1};
      if (behind_ != 0) {
        pair.server = tcp_socket();
        const auto address = loopback(behind_);
        if (connect(pair.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
      }
      pairs.push_back(pair);
      continue;
    }
    for (std::size_t i = 1; i + 1 < ready.size(); i += 2) {
      char bytes[512];
      const auto forward = [&](const pollfd& from, int to, bool counted) {
        if (!(from.revents & POLLIN)) return;
        const ssize_t count = recv(from.fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (count <= 0) return;
        send(to, bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL);
        if (counted) forwarded_ += static_cast<std::size_t>(count);
      };
      forward(ready[i], ready[i + 1].fd, false);
      forward(ready[i + 1], ready[i].fd, true);
    }
  }
  for (const auto& pair : pairs) {
    close(pair.client);
    if (pair.server >= 0) close(pair.server);
  }
}

}  // namespace jauge::test_support
