#include "http/server.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/connection.hpp"
#include "http/server_tls.hpp"

namespace jauge::http {

namespace asio = boost::asio;
using boost::system::error_code;
using core::ErrorKind;
using core::msg;

namespace {

constexpr std::chrono::milliseconds accept_pause{100};
/// Who has connected and said nothing for that long gives way when every seat is taken.
constexpr std::chrono::milliseconds grace{250};

/// Why nothing may be bound to `path`; nothing when it is free, or was only a dead process's socket.
std::optional<core::Failure> clear_place(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  if (!S_ISSOCK(status.st_mode)) {
    return core::fail(ErrorKind::invalid, msg("{0} exists and is not a socket.", path),
                      msg("Remove it, or change [admin] directory."));
  }
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const bool dead = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 &&
                    errno == ECONNREFUSED;
  ::close(probe);
  if (!dead) {
    return core::fail(ErrorKind::invalid, msg("Another process listens on {0}.", path),
                      msg("Stop it first, or give this instance another directory."));
  }
  ::unlink(path.c_str());
  return std::nullopt;
}

/// An acceptor with what it needs to be taken away cleanly.
template <class Protocol>
struct Listener {
  explicit Listener(asio::io_context& context) : acceptor(context), pause(context) {}
  typename Protocol::acceptor acceptor;
  asio::steady_timer pause;
  TlsContext tls;
  std::string path;  // of a Unix socket
  dev_t device = 0;
  ino_t inode = 0;
  bool accepting = false;
  bool paused = false;
};

using UnixListener = Listener<asio::local::stream_protocol>;
using TcpListener = Listener<asio::ip::tcp>;

}  // namespace

class Server::Implementation : public std::enable_shared_from_this<Server::Implementation> {
 public:
  Implementation(asio::io_context& context, ServerOptions options)
      : context_(context), site_(std::make_shared<Site>()) {
    site_->options = std::move(options);
  }

  void start() {
    site_->on_room = [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->accept_all();
    };
  }

  core::Result<void> listen_unix(const std::string& path, unsigned mode) {
    if (path.size() >= sizeof(sockaddr_un::sun_path)) {
      return core::fail(ErrorKind::invalid, msg("The path {0} is too long for a socket.", path),
                        msg("At most 107 bytes."));
    }
    if (const auto failure = clear_place(path)) return *failure;
    auto listener = std::make_shared<UnixListener>(context_);
    error_code error;
    listener->acceptor.open({}, error);
    if (!error) listener->acceptor.bind(asio::local::stream_protocol::endpoint(path), error);
    // Nobody can connect before listen(), so the mode is in force from the first connection on.
    struct stat status {};
    const bool placed = !error && ::chmod(path.c_str(), static_cast<mode_t>(mode)) == 0 &&
                        ::lstat(path.c_str(), &status) == 0;
    if (placed) listener->acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!placed || error) {
      return core::fail(ErrorKind::invalid, msg("No socket can be made at {0}.", path),
                        msg("The directory must exist and be writable by this program."));
    }
    listener->path = path;
    listener->device = status.st_dev;
    listener->inode = status.st_ino;
    unix_.push_back(std::move(listener));
    accept_all();
    return {};
  }

  core::Result<std::uint16_t> listen_tcp(const std::string& address, std::uint16_t port,
                                         const std::optional<ServerTls>& tls) {
    auto listener = std::make_shared<TcpListener>(context_);
    if (tls) {
      listener->tls = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
      const auto set_up = set_up_tls(listener->tls->native_handle(), *tls);
      if (!set_up) return core::Failure(set_up.error());
    }
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error) {
      return core::fail(ErrorKind::invalid, msg("{0} is not an IP address.", address),
                        msg("Write it in numbers: 127.0.0.1 or ::1."));
    }
    const asio::ip::tcp::endpoint endpoint(ip, port);
    listener->acceptor.open(endpoint.protocol(), error);
    if (!error) listener->acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) listener->acceptor.bind(endpoint, error);
    if (!error) listener->acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return core::fail(ErrorKind::invalid, msg("Nothing can listen on {0}, port {1}.", address, port),
                        msg("Another program may hold the port; or the address is not this machine's."));
    }
    const std::uint16_t bound = listener->acceptor.local_endpoint(error).port();
    tcp_.push_back(std::move(listener));
    accept_all();
    return bound;
  }

  void close() {
    site_->closing = true;
    for (const auto& listener : unix_) {
      end(*listener);
      struct stat status {};
      // Another process may have put its own there meanwhile.
      if (::lstat(listener->path.c_str(), &status) == 0 && status.st_dev == listener->device &&
          status.st_ino == listener->inode) {
        ::unlink(listener->path.c_str());
      }
    }
    for (const auto& listener : tcp_) end(*listener);
    unix_.clear();
    tcp_.clear();
    std::vector<std::shared_ptr<Seat>> seats;
    for (const auto& [id, seat] : site_->open) seats.push_back(seat);
    for (const auto& seat : seats) seat->end();
  }

  /// What the owner's handlers refer to may be gone from here on.
  void forget_handlers() {
    site_->options.handler = nullptr;
    site_->options.before_body = nullptr;
    site_->options.problem = nullptr;
  }

 private:
  template <class Kind>
  void end(Kind& listener) {
    error_code ignored;
    listener.acceptor.close(ignored);
    listener.pause.cancel();
  }

  void accept_all() {
    for (const auto& listener : unix_) accept(listener);
    for (const auto& listener : tcp_) accept(listener);
  }

  /// A free seat, if need be that of one who does nothing with it; nothing when everybody is served or new.
  bool has_seat() {
    if (site_->open.size() < site_->options.connections) return true;
    const auto now = std::chrono::steady_clock::now();
    for (auto open = site_->open.begin(); open != site_->open.end(); ++open) {
      const auto seat = open->second;
      if (seat->busy || (!seat->served && now - seat->quiet_since < grace)) continue;
      site_->open.erase(open);
      seat->end();
      return true;
    }
    return false;
  }

  template <class Protocol>
  void accept(const std::shared_ptr<Listener<Protocol>>& listener) {
    if (site_->closing) return;
    if (listener->paused) {
      listener->pause.cancel();  // there may be room now: its handler looks again
      return;
    }
    if (listener->accepting) return;
    if (!has_seat()) return accept_later(listener);
    listener->accepting = true;
    listener->acceptor.async_accept(
        [self = shared_from_this(), listener](const error_code& error, typename Protocol::socket socket) {
          listener->accepting = false;
          if (error == asio::error::operation_aborted) return;
          if (error) return self->accept_later(listener);
          if constexpr (std::is_same_v<Protocol, asio::ip::tcp>) {
            serve(std::move(socket), self->site_, listener->tls);
          } else {
            serve(std::move(socket), self->site_);
          }
          self->accept(listener);
        });
  }

  /// No descriptor or seat was left: one may be free soon.
  template <class Protocol>
  void accept_later(const std::shared_ptr<Listener<Protocol>>& listener) {
    listener->paused = true;
    listener->pause.expires_after(accept_pause);
    listener->pause.async_wait([self = shared_from_this(), listener](const error_code&) {
      listener->paused = false;
      self->accept(listener);
    });
  }

  asio::io_context& context_;
  std::shared_ptr<Site> site_;
  std::vector<std::shared_ptr<UnixListener>> unix_;
  std::vector<std::shared_ptr<TcpListener>> tcp_;
};

Server::Server(asio::io_context& context, ServerOptions options)
    : implementation_(std::make_shared<Implementation>(context, std::move(options))) {
  implementation_->start();
}

Server::~Server() {
  implementation_->close();
  implementation_->forget_handlers();
}

core::Result<void> Server::listen_unix(const std::filesystem::path& path, unsigned mode) {
  return implementation_->listen_unix(path.string(), mode);
}

core::Result<std::uint16_t> Server::listen_tcp(const std::string& address, std::uint16_t port,
                                               const std::optional<ServerTls>& tls) {
  return implementation_->listen_tcp(address, port, tls);
}

void Server::close() {
  implementation_->close();
}

Handler synchronous(std::function<Response(const Request&)> handler) {
  return [handler = std::move(handler)](Request request, const Peer&, const Responder& answer) {
    answer(handler(request));
  };
}

}  // namespace jauge::http
