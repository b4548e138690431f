#pragma once
// An asynchronous HTTP/1.1 server on the owner's io_context: Unix sockets, TCP, mutual TLS. It bounds
// headers, bodies, connections and waits, and answers 421 to a Host that is not on its list.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "http/message.hpp"

namespace boost::asio {
class io_context;
}

namespace jauge::http {

/// Who is on the other end.
struct Peer {
  bool local = false;            // over a Unix socket
  std::string address;           // "127.0.0.1"; empty over a Unix socket
  std::string certificate_pem;   // shown and verified; empty without one
  std::optional<unsigned> user;  // the user id on the other end of a Unix socket
};

/// Gives the answer; once, from any thread, the connection may be gone by then. One that goes without having
/// been called answers 500.
using Responder = std::function<void(Response)>;
/// Called on the io_context's thread; an exception answers 500.
using Handler = std::function<void(Request, const Peer&, Responder)>;
/// Looks at a request before its body is read: an answer refuses it, and ends the connection.
using Gatekeeper = std::function<std::optional<Response>(const Request& head, const Peer&)>;

struct ServerOptions {
  Handler handler;
  Gatekeeper before_body;                       // may be empty
  std::function<Response(int status)> problem;  // the form of the server's own refusals; empty: plain text
  std::vector<std::string> hosts;               // names allowed in Host on TCP, without the port; empty: any
  std::size_t header_limit = std::size_t{16} << 10;  // 431 above
  std::size_t body_limit = std::size_t{64} << 10;    // 413 above
  /// More wait in the kernel's queue, and take the place of those that have connected and do nothing.
  std::size_t connections = 64;
  std::chrono::seconds header_timeout{10};  // also of a TLS handshake
  std::chrono::seconds body_timeout{30};
  std::chrono::seconds idle_timeout{60};     // between two requests of a connection
  std::chrono::seconds answer_timeout{120};  // sending an answer
};

/// A handler that answers at once.
Handler synchronous(std::function<Response(const Request&)> handler);

struct ServerTls {
  std::string certificate_pem;  // ours first, then its issuers
  std::string key_pem;
  std::string client_ca_pem;    // who may issue clients' certificates; empty: none is asked for
  std::string client_crl_pem;   // of every issuer; empty: revocation is not looked at
  bool client_required = true;  // with client_ca_pem: no certificate, no connection
};

/// Everything but the Responder belongs to the thread that runs the io_context.
class Server {
 public:
  Server(boost::asio::io_context& context, ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// `mode` as in chmod. A socket left by a dead process is replaced; fails `invalid` on anything else in its
  /// place, and on a socket where somebody listens.
  [[nodiscard]] core::Result<void> listen_unix(const std::filesystem::path& path, unsigned mode);
  /// `address` numeric; port 0 takes a free one. The port.
  [[nodiscard]] core::Result<std::uint16_t> listen_tcp(const std::string& address, std::uint16_t port,
                                                       const std::optional<ServerTls>& tls = std::nullopt);
  /// Takes no new connection, removes its Unix sockets, ends the connections that have no request under way.
  /// Later calls to a Responder are still sent while the io_context runs.
  void close();

 private:
  class Implementation;
  std::shared_ptr<Implementation> implementation_;
};

}  // namespace jauge::http
