#include "http/connection.hpp"

#include <openssl/pem.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "http/request_parts.hpp"

namespace jauge::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using boost::system::error_code;

using UnixStream = beast::basic_stream<asio::local::stream_protocol>;
using TcpStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

// What is still read of a refused body, so that the answer is not lost to a reset, and how long.
constexpr std::size_t drain_limit = std::size_t{16} << 20;
constexpr std::chrono::seconds drain_timeout{5};

std::string pem_of(SSL* ssl) {
  const std::unique_ptr<X509, void (*)(X509*)> certificate(SSL_get1_peer_certificate(ssl), &X509_free);
  if (!certificate) return {};
  const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  if (!memory || PEM_write_bio_X509(memory.get(), certificate.get()) != 1) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

/// The bytes are not HTTP; as against a connection that broke or fell silent.
bool is_malformed(const error_code& error) {
  return error.category() == error_code(wire::error::end_of_stream).category() &&
         error != wire::error::partial_message;
}

template <class Stream>
class Connection : public std::enable_shared_from_this<Connection<Stream>> {
  static constexpr bool is_tls = std::is_same_v<Stream, TlsStream>;
  static constexpr bool is_unix = std::is_same_v<Stream, UnixStream>;

 public:
  Connection(Stream stream, std::shared_ptr<Site> site, Peer peer, TlsContext tls)
      : tls_(std::move(tls)), stream_(std::move(stream)), site_(std::move(site)), peer_(std::move(peer)) {}

  ~Connection() {
    site_->open.erase(id_);
    if (site_->on_room) site_->on_room();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() {
    id_ = site_->next_id++;
    seat_->quiet_since = std::chrono::steady_clock::now();
    seat_->end = [weak = this->weak_from_this()] {
      if (const auto self = weak.lock(); self && !self->seat_->busy) self->close_socket();
    };
    site_->open.emplace(id_, seat_);
    bottom().expires_after(site_->options.header_timeout);
    if constexpr (is_tls) {
      stream_.async_handshake(asio::ssl::stream_base::server, [self = shared()](const error_code& error) {
        if (error) return;
        self->peer_.certificate_pem = pem_of(self->stream_.native_handle());
        self->read_header();
      });
    } else {
      read_header();
    }
  }

 private:
  std::shared_ptr<Connection> shared() { return this->shared_from_this(); }
  auto& bottom() { return beast::get_lowest_layer(stream_); }
  void close_socket() { bottom().close(); }

  void read_header() {
    if (site_->closing) return;
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(site_->options.header_limit));
    parser_->body_limit(boost::none);  // looked at after the gatekeeper
    wire::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared()](const error_code& error, std::size_t) { self->on_header(error); });
  }

  void on_header(const error_code& error) {
    if (error == wire::error::end_of_stream) return finish();
    if (error == wire::error::header_limit) return refuse(problem(431));
    if (is_malformed(error)) return refuse(problem(400));
    if (error) return;
    seat_->busy = true;
    if (auto refusal = look_at_header()) return refuse(std::move(*refusal));
    parser_->body_limit(site_->options.body_limit);
    bottom().expires_after(site_->options.body_timeout);
    if (beast::iequals(parser_->get()[wire::field::expect], "100-continue")) return send_continue();
    read_body();
  }

  Response problem(int status) const {
    if (site_->options.problem) return site_->options.problem(status);
    return {status,
            "text/plain; charset=utf-8",
            {},
            fmt::format("{}\n", std::string_view(wire::obsolete_reason(static_cast<wire::status>(status))))};
  }

  /// Fills request_ but for its body.
  std::optional<Response> look_at_header() {
    const auto& head = parser_->get();
    if (head.count(wire::field::host) > 1 || (head.version() >= 11 && head.count(wire::field::host) == 0)) {
      return problem(400);
    }
    if constexpr (!is_unix) {
      const auto& hosts = site_->options.hosts;
      if (!hosts.empty() && !host_is_allowed(std::string_view(head[wire::field::host]), hosts)) {
        return problem(421);
      }
    }
    auto target = parse_target(std::string_view(head.target()));
    if (!target) return problem(400);
    request_ =
        Request{std::string(head.method_string()), std::move(target->path), std::move(target->query), {}, {}};
    request_.target = std::string_view(head.target());
    for (const auto& field : head) {
      auto [place, fresh] = request_.headers.try_emplace(lower_case(field.name_string()), field.value());
      if (!fresh) place->second.append(", ").append(field.value());
    }
    if (site_->options.before_body) {
      if (auto refusal = site_->options.before_body(request_, peer_)) return refusal;
    }
    const auto length = parser_->content_length();
    if (length && *length > site_->options.body_limit) return problem(413);
    return std::nullopt;
  }

  void send_continue() {
    interim_.emplace(wire::status::continue_, parser_->get().version());
    wire::async_write(stream_, *interim_, [self = shared()](const error_code& error, std::size_t) {
      if (!error) self->read_body();
    });
  }

  void read_body() {
    wire::async_read(stream_, buffer_, *parser_,
                     [self = shared()](const error_code& error, std::size_t) { self->on_body(error); });
  }

  void on_body(const error_code& error) {
    if (error == wire::error::body_limit) return refuse(problem(413));
    if (is_malformed(error)) return refuse(problem(400));
    if (error) return;
    bottom().expires_never();
    request_.body = std::move(parser_->get().body());
    call_handler();
  }

  /// Answers once; 500 when it goes unanswered.
  class Pending {
   public:
    explicit Pending(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
    ~Pending() { answer(std::nullopt); }
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;
    /// Nothing: the refusal of one who had no answer.
    void answer(std::optional<Response> response) {
      if (answered_.exchange(true)) return;
      auto executor = connection_->stream_.get_executor();
      asio::post(executor, [connection = std::move(connection_), response = std::move(response)]() mutable {
        connection->send(response ? std::move(*response) : connection->problem(500), false);
      });
    }

   private:
    std::shared_ptr<Connection> connection_;
    std::atomic<bool> answered_ = false;
  };

  void call_handler() {
    if (!site_->options.handler) return refuse(problem(503));
    const auto pending = std::make_shared<Pending>(shared());
    try {
      site_->options.handler(std::move(request_), peer_,
                             [pending](Response response) { pending->answer(std::move(response)); });
    } catch (const std::exception&) {
      pending->answer(std::nullopt);
    }
  }

  /// Answers without having read the whole request: the connection cannot be used for another.
  void refuse(Response response) { send(std::move(response), true); }

  void send(Response response, bool unread) {
    seat_->busy = true;
    const bool head_only = parser_->get().method() == wire::verb::head;
    const bool keep = !unread && !site_->closing && parser_->get().keep_alive();
    answer_.emplace(static_cast<wire::status>(response.status), 11);
    for (auto& [name, value] : response.headers) {
      // A line break in a value would begin a header of its own.
      std::replace_if(
          value.begin(), value.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
      answer_->set(name, value);
    }
    if (!response.content_type.empty()) answer_->set(wire::field::content_type, response.content_type);
    answer_->keep_alive(keep);
    if (response.status >= 200 && response.status != 204 && response.status != 304) {
      answer_->content_length(response.body.size());
      if (!head_only) answer_->body() = std::move(response.body);
    }
    bottom().expires_after(site_->options.answer_timeout);
    wire::async_write(stream_, *answer_,
                      [self = shared(), keep, unread](const error_code& error, std::size_t) {
                        if (error) return;
                        if (unread) return self->drain_begin();
                        if (!keep) return self->finish();
                        self->seat_->busy = false;
                        self->seat_->served = true;
                        if (self->site_->on_room) self->site_->on_room();
                        self->bottom().expires_after(self->site_->options.idle_timeout);
                        self->read_header();
                      });
  }

  /// Ends our side, and lets the other one finish its own.
  void finish() {
    seat_->busy = false;
    bottom().expires_after(drain_timeout);
    if constexpr (is_tls) {
      stream_.async_shutdown([self = shared()](const error_code&) {});
    } else {
      error_code ignored;
      bottom().socket().shutdown(asio::socket_base::shutdown_send, ignored);
    }
  }

  void drain_begin() {
    bottom().expires_after(drain_timeout);
    error_code ignored;
    bottom().socket().shutdown(asio::socket_base::shutdown_send, ignored);
    seat_->busy = false;
    drained_ = 0;
    drain();
  }

  void drain() {
    scrap_.resize(std::size_t{64} << 10);
    bottom().async_read_some(asio::buffer(scrap_),
                             [self = shared()](const error_code& error, std::size_t size) {
                               self->drained_ += size;
                               if (!error && self->drained_ < drain_limit) self->drain();
                             });
  }

  TlsContext tls_;  // outlives stream_
  Stream stream_;
  std::shared_ptr<Site> site_;
  Peer peer_;
  std::uint64_t id_ = 0;
  std::shared_ptr<Seat> seat_ = std::make_shared<Seat>();
  beast::flat_buffer buffer_;
  std::optional<wire::request_parser<wire::string_body>> parser_;
  Request request_;
  std::optional<wire::response<wire::empty_body>> interim_;
  std::optional<wire::response<wire::string_body>> answer_;
  std::vector<char> scrap_;
  std::size_t drained_ = 0;
};

}  // namespace

void serve(asio::local::stream_protocol::socket socket, const std::shared_ptr<Site>& site) {
  Peer peer{true, {}, {}, std::nullopt};
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0)
    peer.user = credentials.uid;
  std::make_shared<Connection<UnixStream>>(UnixStream(std::move(socket)), site, std::move(peer), nullptr)
      ->start();
}

void serve(asio::ip::tcp::socket socket, const std::shared_ptr<Site>& site, const TlsContext& tls) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return;  // gone already
  Peer peer{false, endpoint.address().to_string(), {}, std::nullopt};
  if (tls) {
    std::make_shared<Connection<TlsStream>>(TlsStream(TcpStream(std::move(socket)), *tls), site,
                                            std::move(peer), tls)
        ->start();
  } else {
    std::make_shared<Connection<TcpStream>>(TcpStream(std::move(socket)), site, std::move(peer), nullptr)
        ->start();
  }
}

}  // namespace jauge::http
