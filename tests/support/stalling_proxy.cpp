#include "tests/support/stalling_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <stdexcept>
#include <thread>
#include <vector>

namespace jauge::test_support {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

}  // namespace

struct StallingProxy::State {
  int target = 0;
  int listener = -1;
  int port = 0;
  std::atomic<bool> stalled{false};
  std::atomic<bool> ended{false};
  std::map<int, int> other_end;
  std::thread thread;

  void accept_one() {
    const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(target);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      close(server);
      close(client);
      return;
    }
    other_end[client] = server;
    other_end[server] = client;
  }

  void forward(int from) {
    char buffer[16384];
    const ssize_t count = read(from, buffer, sizeof buffer);
    const int to = other_end.at(from);
    if (count > 0 && write(to, buffer, static_cast<std::size_t>(count)) == count) return;
    close(from);
    close(to);
    other_end.erase(from);
    other_end.erase(to);
  }

  void run() {
    while (!ended) {
      std::vector<pollfd> watched{{listener, POLLIN, 0}};
      if (!stalled) {
        for (const auto& [one, other] : other_end) watched.push_back({one, POLLIN, 0});
      }
      if (poll(watched.data(), watched.size(), 50) <= 0) continue;
      if (watched.front().revents) accept_one();
      for (std::size_t index = 1; index < watched.size(); ++index) {
        if (watched[index].revents && other_end.contains(watched[index].fd)) forward(watched[index].fd);
      }
    }
    for (const auto& [one, other] : other_end) close(one);
    close(listener);
  }
};

StallingProxy::StallingProxy(int target) : state_(std::make_unique<State>()) {
  state_->target = target;
  state_->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t length = sizeof address;
  if (bind(state_->listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      listen(state_->listener, 16) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  getsockname(state_->listener, reinterpret_cast<sockaddr*>(&address), &length);
  state_->port = ntohs(address.sin_port);
  state_->thread = std::thread([this] { state_->run(); });
}

StallingProxy::~StallingProxy() {
  state_->ended = true;
  state_->thread.join();
}

int StallingProxy::port() const {
  return state_->port;
}
void StallingProxy::stall() {
  state_->stalled = true;
}

}  // namespace jauge::test_support
