#include "connectors/imap/link.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <array>
#include <csignal>

#include "config/connection.hpp"
#include "connectors/imap/query.hpp"
#include "core/cleansing.hpp"
#include "http/tls_policy.hpp"

namespace jauge::connectors::imap {
namespace {

// CURL_SSLVERSION_MAX_TLSv1_3, whose own enumeration is too narrow for it.
constexpr long highest_version = long{CURL_SSLVERSION_TLSv1_3} << 16;
constexpr std::chrono::milliseconds look_around{200};  // how often cancel() is looked at
constexpr std::string_view imaps_port = "993";

std::string base64(std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = (group << 8U) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += at + i > bytes.size() ? '=' : alphabet[(group >> (18U - 6U * static_cast<unsigned>(i))) & 0x3FU];
    }
  }
  return out;
}

Cause cause_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Cause::host;
    case CURLE_OPERATION_TIMEDOUT:
      return Cause::timeout;
    case CURLE_PEER_FAILED_VERIFICATION:
      return Cause::untrusted;
    case CURLE_SSL_CERTPROBLEM:
      return Cause::certificate;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
      return Cause::tls;
    default:
      return Cause::unreachable;
  }
}

}  // namespace

Link::Link(const config::SourceSection& section)
    : name_(section.spec.name),
      host_(config::connection_parameter(section.connection, "host")),
      user_(config::connection_parameter(section.connection, "user")),
      tls_ca_(section.tls_ca),
      verify_(section.tls == config::SourceSection::Tls::verify),
      password_(section.password),
      client_certificate_(section.client_certificate),
      client_key_(section.client_key),
      patience_(section.spec.timeout) {
  auto port = config::connection_parameter(section.connection, "port");
  if (port.empty()) port = imaps_port;
  const bool bare_v6 = host_.find(':') != std::string::npos && !host_.starts_with('[');
  place_ = bare_v6 ? fmt::format("[{}]:{}", host_, port) : fmt::format("{}:{}", host_, port);
  // NOSIGNAL leaves OpenSSL's plain write() with SIGPIPE; this process lives for one source.
  std::signal(SIGPIPE, SIG_IGN);
  [[maybe_unused]] static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
}

Link::~Link() {
  drop();
}

void Link::drop() {
  if (handle_ != nullptr) curl_easy_cleanup(handle_);
  handle_ = nullptr;
  socket_ = -1;
}

std::string Link::next_tag() {
  return fmt::format("J{}", ++tags_);
}

/// libcurl keeps a copy of the key for as long as the connection stands.
core::Result<void> Link::show_certificate() {
  if (client_certificate_.empty() || !client_key_) return {};
  const auto read = config::read_secret(*client_key_);
  if (!read) return drop(), core::Failure(read.error());
  curl_easy_setopt(handle_, CURLOPT_SSLCERT, client_certificate_.c_str());
  curl_easy_setopt(handle_, CURLOPT_SSLCERTTYPE, "PEM");
  curl_blob key{const_cast<char*>(read->text().data()), read->text().size(), CURL_BLOB_COPY};
  curl_easy_setopt(handle_, CURLOPT_SSLKEY_BLOB, &key);
  curl_easy_setopt(handle_, CURLOPT_SSLKEYTYPE, "PEM");
  return {};
}

core::Result<void> Link::connect() {
  handle_ = curl_easy_init();
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle_, option, value); };
  // libcurl only makes the TLS connection: its own IMAP would open folders with the right to change them.
  set(CURLOPT_URL, ("https://" + place_ + "/").c_str());
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_SSL_ENABLE_ALPN, 0L);
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2} | highest_version);
  set(CURLOPT_SSL_CIPHER_LIST, http::tls_suites);
  set(CURLOPT_SSL_EC_CURVES, http::tls_curves);
  set(CURLOPT_SSL_VERIFYPEER, verify_ ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, verify_ ? 2L : 0L);
  if (!tls_ca_.empty()) {
    set(CURLOPT_CAINFO, tls_ca_.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::chrono::milliseconds(patience_).count()));
  set(CURLOPT_XFERINFODATA, &stopped_);
  set(CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(
      handle_, CURLOPT_XFERINFOFUNCTION, +[](void* stopped, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<std::atomic<bool>*>(stopped)->load() ? 1 : 0;
      });
  if (auto shown = show_certificate(); !shown) return shown;
  if (const auto code = curl_easy_perform(handle_); code != CURLE_OK) {
    return failed(stopped_ ? Cause::stopped : cause_of(code));
  }
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(handle_, CURLINFO_ACTIVESOCKET, &socket);
  if (socket == CURL_SOCKET_BAD) return failed(Cause::lost);
  socket_ = socket;
  reader_ = {};
  capabilities_.clear();
  return {};
}

core::Result<void> Link::wait_for(short events, Steady::time_point deadline) {
  while (true) {
    if (stopped_) return failed(Cause::stopped);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now());
    if (left.count() <= 0) return failed(Cause::timeout);
    pollfd descriptor{socket_, events, 0};
    if (poll(&descriptor, 1, static_cast<int>(std::min(left, look_around).count())) > 0) return {};
  }
}

core::Result<void> Link::send(std::string_view bytes) {
  const auto deadline = Steady::now() + patience_;
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const auto code = curl_easy_send(handle_, bytes.data(), bytes.size(), &sent);
    if (code == CURLE_AGAIN) {
      if (auto ready = wait_for(POLLOUT, deadline); !ready) return ready;
      continue;
    }
    if (code != CURLE_OK) return failed(Cause::lost);
    bytes.remove_prefix(sent);
  }
  return {};
}

core::Result<Response> Link::receive(Steady::time_point deadline) {
  Response response;
  while (true) {
    switch (reader_.next(response)) {
      case ResponseReader::State::whole:
        return response;
      case ResponseReader::State::nonsense:
        return failed(Cause::nonsense);
      case ResponseReader::State::more:
        break;
    }
    std::array<char, 16384> bytes;
    std::size_t size = 0;
    const auto code = curl_easy_recv(handle_, bytes.data(), bytes.size(), &size);
    if (code == CURLE_AGAIN) {
      if (auto ready = wait_for(POLLIN, deadline); !ready) return core::Failure(ready.error());
      continue;
    }
    if (code != CURLE_OK || size == 0) return failed(Cause::lost);
    reader_.feed({bytes.data(), size});
    // Bytes that never end must not outlast the deadline either.
    if (Steady::now() > deadline) return failed(Cause::timeout);
  }
}

void Link::note_capabilities(const Response& response) {
  for (const std::string_view mark : {"* CAPABILITY ", "[CAPABILITY "}) {
    const auto at = response.line.find(mark);
    if (at == std::string::npos) continue;
    const auto rest = std::string_view(response.line).substr(at + mark.size());
    capabilities_ = fmt::format(" {} ", rest.substr(0, rest.find(']')));
  }
}

bool Link::can(std::string_view capability) const {
  return capabilities_.find(fmt::format(" {} ", capability)) != std::string::npos;
}

core::Result<void> Link::run(std::string_view command, std::string_view name,
                             const std::function<void(const Response&)>& on_response) {
  const auto tag = next_tag();
  if (auto sent = send(fmt::format("{} {}\r\n", tag, command)); !sent) return sent;
  const auto deadline = Steady::now() + patience_;
  while (true) {
    const auto response = receive(deadline);
    if (!response) return core::Failure(response.error());
    note_capabilities(*response);
    if (response->untagged()) {
      if (on_response) on_response(*response);
      continue;
    }
    const auto outcome = response->outcome_of(tag);
    if (outcome == "OK") return {};
    if (outcome == "NO") return failure(Cause::refused, name_, name);
    if (outcome == "BAD") return failure(Cause::wrong, name_, name);
    return failed(Cause::nonsense);
  }
}

core::Result<void> Link::learn_capabilities() {
  if (!capabilities_.empty()) return {};
  return run("CAPABILITY", "CAPABILITY", {});
}

core::Result<void> Link::log_in() {
  const auto deadline = Steady::now() + patience_;
  // A busy server may say that it is not ready yet before it greets.
  const auto greeting = receive(deadline);
  if (!greeting) return core::Failure(greeting.error());
  note_capabilities(*greeting);
  if (greeting->line.starts_with("* PREAUTH")) return learn_capabilities();
  if (!greeting->line.starts_with("* OK")) return failed(Cause::nonsense);
  if (auto learned = learn_capabilities(); !learned) return learned;

  std::string secret;
  if (password_) {
    const auto read = config::read_secret(*password_);
    if (!read) return drop(), core::Failure(read.error());
    secret = std::string(read->text());
  }
  const auto tag = next_tag();
  std::string command;
  std::string answer;  // to the continuation
  if (can("AUTH=PLAIN")) {
    std::string plain = std::string(1, '\0') + user_ + std::string(1, '\0') + secret;
    answer = base64(plain) + "\r\n";
    core::cleanse(plain.data(), plain.size());
    command = fmt::format("{} AUTHENTICATE PLAIN", tag);
    if (can("SASL-IR")) command += " " + std::exchange(answer, {});
    if (!command.ends_with('\n')) command += "\r\n";
  } else if (!can("LOGINDISABLED")) {
    command = fmt::format("{} LOGIN {} {}\r\n", tag, in_quotes(user_), in_quotes(secret));
  } else {
    core::cleanse(secret.data(), secret.size());
    return failed(Cause::no_login);
  }
  core::cleanse(secret.data(), secret.size());
  capabilities_.clear();
  auto sent = send(command);
  core::cleanse(command.data(), command.size());
  while (sent) {
    const auto response = receive(deadline);
    if (!response) return core::Failure(response.error());
    note_capabilities(*response);
    if (response->continuation() && !answer.empty()) {
      sent = send(answer);
      core::cleanse(answer.data(), answer.size());
      answer.clear();
      continue;
    }
    if (response->untagged()) continue;
    if (response->outcome_of(tag) == "OK") return learn_capabilities();
    return failed(response->outcome_of(tag) == "NO" ? Cause::account : Cause::nonsense);
  }
  return sent;
}

core::Result<void> Link::open() {
  if (handle_ != nullptr) {
    if (run("NOOP", "NOOP", {})) return {};
    drop();
  }
  if (auto connected = connect(); !connected) return connected;
  return log_in();
}

core::Result<void> Link::examine(const std::string& encoded_name, std::string_view shown_name) {
  auto opened = run("EXAMINE " + in_quotes(encoded_name), "EXAMINE", {});
  // The connection stands: it is the folder that is not there.
  if (!opened && handle_ != nullptr) return failure(Cause::no_folder, name_, shown_name);
  return opened;
}

}  // namespace jauge::connectors::imap
