#pragma once
// One connection of a Server, whatever carries it. Of this folder alone: it brings Asio with it.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "http/server.hpp"

namespace jauge::http {

/// A connection as the server sees it.
struct Seat {
  bool busy = false;    // a request is under way: it is not ended
  bool served = false;  // has had an answer
  std::chrono::steady_clock::time_point quiet_since;
  std::function<void()> end;
};

/// What the connections of a server share. Of the io_context's thread.
struct Site {
  ServerOptions options;
  bool closing = false;
  std::map<std::uint64_t, std::shared_ptr<Seat>> open;
  std::uint64_t next_id = 0;
  std::function<void()> on_room;  // a connection has ended, or waits for its next request
};

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

void serve(boost::asio::local::stream_protocol::socket socket, const std::shared_ptr<Site>& site);
/// In clear where `tls` is null.
void serve(boost::asio::ip::tcp::socket socket, const std::shared_ptr<Site>& site, const TlsContext& tls);

}  // namespace jauge::http
