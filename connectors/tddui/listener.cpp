#include "connectors/tddui/listener.hpp"

#include <openssl/crypto.h>

#include <atomic>
#include <fstream>
#include <sstream>

#include "connectors/tddui/answer.hpp"
#include "connectors/tddui/inbox.hpp"
#include "connectors/tddui/peer.hpp"
#include "connectors/web/wall_clock.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"

namespace jauge::connectors::tddui {
namespace {

using core::ErrorKind;
using core::msg;

// Sixteen bodies at once stay below the memory that a reader may have.
constexpr std::size_t largest_body = std::size_t{8} << 20;
constexpr std::size_t most_connections = 8;
constexpr std::chrono::seconds beat_every{5};
constexpr std::chrono::milliseconds last_answers{200};
// Members are kept a year at most; a row that ended before that serves nothing any more.
constexpr auto kept = std::chrono::days(400);

core::Result<std::string> read_pem(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) return core::fail(ErrorKind::invalid, msg("{0} cannot be read.", path));
  return content.str();
}

bool same_secret(std::string_view given, std::string_view wanted) {
  return given.size() == wanted.size() && CRYPTO_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
}

bool is_json(std::string_view content_type) {
  const auto type = content_type.substr(0, content_type.find(';'));
  return type == "application/fhir+json" || type == "application/json" || type == "application/json+fhir";
}

}  // namespace

struct Listener::State {
  State(const config::SourceSection& section, std::function<core::Instant()> clock)
      : spec(section.spec), listening(*section.listening), now(std::move(clock)) {}

  core::SourceSpec spec;
  config::Listening listening;
  std::function<core::Instant()> now;
  std::string token;
  std::optional<Inbox> inbox;
  std::optional<Mapping> mapping;
  http::Loop loop;
  std::optional<http::Server> server;
  std::atomic<bool> stopped{false};
  std::optional<core::Day> forgotten;

  std::optional<http::Response> gate(const http::Request& head, const http::Peer& peer) const;
  http::Response answer(const http::Request& request);
  core::Result<std::optional<http::ServerTls>> tls() const;
  void keep_house();
};

core::Result<std::optional<http::ServerTls>> Listener::State::tls() const {
  if (listening.certificate.empty()) return std::nullopt;
  http::ServerTls tls;
  const auto certificate = read_pem(listening.certificate);
  if (!certificate) return core::Failure(certificate.error());
  const auto authority = read_pem(listening.client_ca);
  if (!authority) return core::Failure(authority.error());
  const auto key = config::read_secret(*listening.key);
  if (!key) return core::Failure(key.error());
  tls.certificate_pem = *certificate;
  tls.client_ca_pem = *authority;
  tls.key_pem = std::string(key->text());
  if (!listening.client_crl.empty()) {
    const auto revoked = read_pem(listening.client_crl);
    if (!revoked) return core::Failure(revoked.error());
    tls.client_crl_pem = *revoked;
  }
  return tls;
}

/// Refuses before the body is read.
std::optional<http::Response> Listener::State::gate(const http::Request& head, const http::Peer& peer) const {
  if (!listening.client.empty()) {
    const auto names = names_of(peer.certificate_pem);
    if (std::ranges::find(names, listening.client) == names.end())
      return refused({403, "forbidden", "This certificate is not the one of the DUI."});
  }
  if (!token.empty()) {
    const auto given = head.headers.find("authorization");
    if (given == head.headers.end() || !same_secret(given->second, "Bearer " + token))
      return refused({401, "login", "A bearer token is expected."});
  }
  auto path = head.path;
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const auto metadata = listening.path == "/" ? std::string("/metadata") : listening.path + "/metadata";
  if (path == metadata && head.method == "GET") return std::nullopt;
  if (path != listening.path) return refused({404, "not-found", "Nothing is here."});
  if (head.method != "POST") return refused({405, "not-supported", "Bundles are posted here."});
  const auto type = head.headers.find("content-type");
  if (type == head.headers.end() || !is_json(type->second))
    return refused({415, "not-supported", "Content-Type must be application/fhir+json."});
  if (head.headers.contains("content-encoding"))
    return refused({415, "not-supported", "The body must not be compressed."});
  return std::nullopt;
}

http::Response Listener::State::answer(const http::Request& request) {
  const auto instant = now();
  if (request.method == "GET") return capability(instant);
  const auto submission = read_submission(request.body, inbox->naming(), instant);
  if (!submission) return refused(submission.error());
  const auto fates = inbox->take(*submission, *mapping, listening.accumulated, instant);
  // Nothing of it was stored: the DUI must post it again.
  if (!fates) return refused({503, "transient", "It could not be stored; post it again later."});
  return taken(*submission, *fates, instant);
}

void Listener::State::keep_house() {
  const auto instant = now();
  inbox->beat(instant);
  const auto today = std::chrono::floor<std::chrono::days>(instant);
  const core::Day day(today.time_since_epoch());
  if (forgotten == day) return;
  if (inbox->forget_before(day - kept)) forgotten = day;
}

Listener::Listener(const config::SourceSection& section, std::function<core::Instant()> now)
    : state_(std::make_unique<State>(section, std::move(now))) {}
Listener::~Listener() = default;

core::Result<std::uint16_t> Listener::open() {
  State& state = *state_;
  auto mapping = Mapping::of(state.spec, state.listening.lasting);
  if (!mapping) return core::Failure(mapping.error());
  state.mapping = std::move(*mapping);
  if (state.listening.token) {
    const auto secret = config::read_secret(*state.listening.token);
    if (!secret) return core::Failure(secret.error());
    state.token = std::string(secret->text());
  }
  const auto tls = state.tls();
  if (!tls) return core::Failure(tls.error());
  auto inbox = Inbox::open(state.listening.inbox);
  if (!inbox) return core::Failure(inbox.error());
  state.inbox = std::move(*inbox);

  http::ServerOptions options;
  options.handler =
      http::synchronous([&state](const http::Request& request) { return state.answer(request); });
  options.before_body = [&state](const http::Request& head, const http::Peer& peer) {
    return state.gate(head, peer);
  };
  options.problem = [](int status) {
    return refused({status, status == 413 ? "too-long" : "invalid", "The request was not taken."});
  };
  options.body_limit = largest_body;
  options.connections = most_connections;
  state.server.emplace(state.loop.context(), std::move(options));
  const auto port = state.server->listen_tcp(state.listening.address, state.listening.port, *tls);
  if (!port) return core::Failure(port.error());
  state.keep_house();
  return *port;
}

void Listener::serve(const std::vector<int>& signals) {
  State& state = *state_;
  if (!signals.empty()) state.loop.on_signals(signals, [this](int) { stop(); });
  while (!state.stopped) {
    state.loop.run_for(beat_every);
    state.keep_house();
  }
  state.server->close();
  state.loop.run_for(last_answers);
}

void Listener::stop() {
  state_->stopped = true;
  state_->loop.stop();
}

core::Instant clock_now() {
  return web::wall_clock();
}

}  // namespace jauge::connectors::tddui
