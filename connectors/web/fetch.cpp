#include "connectors/web/fetch.hpp"

#include <openssl/crypto.h>

#include "connectors/web/assertion.hpp"
#include "connectors/web/failure.hpp"
#include "connectors/web/json.hpp"
#include "connectors/web/link.hpp"
#include "connectors/web/wall_clock.hpp"
#include "http/date.hpp"
#include "http/message.hpp"

namespace jauge::connectors::web {
namespace {

using core::ErrorKind;
using core::msg;
using std::chrono::milliseconds;
using Auth = config::WebAccess::Auth;

constexpr int most_tries = 6;
constexpr std::chrono::seconds longest_answer{120};
constexpr std::size_t token_answer_cap = std::size_t{256} << 10;
constexpr std::chrono::seconds token_margin{30};
constexpr std::chrono::seconds token_default{60};
constexpr std::string_view assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

std::string base64(std::string_view bytes) {
  std::string text = base64url(bytes);
  for (char& c : text) {
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  while (text.size() % 4 != 0) text += '=';
  return text;
}

/// Texts of secrets, overwritten when they go.
struct Wiped {
  std::string text;
  Wiped() = default;
  explicit Wiped(std::string given) : text(std::move(given)) {}
  ~Wiped() { OPENSSL_cleanse(text.data(), text.size()); }
  Wiped(Wiped&& other) noexcept : text(std::move(other.text)) {}
  Wiped& operator=(Wiped&& other) noexcept {
    OPENSSL_cleanse(text.data(), text.size());
    text = std::move(other.text);
    return *this;
  }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
};

struct Addition {
  std::string name;
  Wiped value;
};

/// What a header may hold: a secret's file with several lines would begin another header.
bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
}

bool is_token_text(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

bool is_scope_text(std::string_view text) {
  constexpr std::string_view marks = " /.*:_-?=";
  return text.size() <= 1000 && std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  marks.find(c) != std::string_view::npos;
         });
}

bool asks_to_wait(int status) {
  return status == 429 || status == 503;
}

bool has_parameter(std::string_view url, std::string_view name) {
  const auto parameters = query_of(url);
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const auto& parameter) { return parameter.first == name; });
}

}  // namespace

struct Fetcher::Secrets {
  Wiped authorization;  // the header's value; of SMART, of the last token
  Wiped smart_key;
  std::vector<Addition> headers;
  std::vector<Addition> parameters;
};

Fetcher::Fetcher(const config::SourceSection& section, std::shared_ptr<Halt> halt, FetchOptions options)
    : section_(section), halt_(std::move(halt)), options_(std::move(options)) {
  start_clock();
}

Fetcher::~Fetcher() = default;

const std::string& Fetcher::base() const {
  return section_.web->url;
}
const std::string& Fetcher::source() const {
  return section_.spec.name;
}
core::Instant Fetcher::now() const {
  return options_.now ? options_.now() : wall_clock();
}

void Fetcher::start_clock() {
  started_ = std::chrono::steady_clock::now();
}

milliseconds Fetcher::time_left() const {
  const auto used = std::chrono::steady_clock::now() - started_;
  return std::max(milliseconds(0), section_.spec.timeout - std::chrono::duration_cast<milliseconds>(used));
}

core::Result<void> Fetcher::open() {
  if (client_) return {};
  const config::WebAccess& web = *section_.web;
  auto secrets = std::make_unique<Secrets>();
  std::optional<core::Failure> failed;
  const auto read = [&](const std::optional<config::SecretRef>& reference) -> std::string {
    if (!reference || failed) return {};
    const auto secret = config::read_secret(*reference);
    if (secret) return std::string(secret->text());
    failed = core::Failure(secret.error());
    return {};
  };
  const auto additions = [&](const std::vector<config::WebAccess::Addition>& given) {
    std::vector<Addition> read_ones;
    for (const auto& addition : given) {
      auto value = addition.secret ? read(addition.secret) : addition.text;
      if (!is_one_line(value) && !failed) {
        failed = core::fail(ErrorKind::invalid, msg("Source {0}: the secret of {1} is not one line of text.",
                                                    source(), addition.name));
      }
      read_ones.push_back({addition.name, Wiped(std::move(value))});
    }
    return read_ones;
  };
  if (web.auth == Auth::basic) {
    const Wiped both(fmt::format("{}:{}", web.user, Wiped(read(section_.password)).text));
    secrets->authorization = Wiped("Basic " + base64(both.text));
  } else if (web.auth == Auth::bearer) {
    Wiped token(read(web.token));
    if (!failed && !is_token_text(token.text)) {
      failed = core::fail(ErrorKind::invalid,
                          msg("Source {0}: the secret of {1} is not one line of text.", source(), "token"));
    }
    secrets->authorization = Wiped("Bearer " + token.text);
  } else if (web.auth == Auth::smart) {
    secrets->smart_key = Wiped(read(web.smart->key));
  }
  secrets->headers = additions(web.headers);
  secrets->parameters = additions(web.parameters);

  http::ClientOptions options;
  using Tls = config::SourceSection::Tls;
  using Trust = http::ClientTls::Trust;
  options.tls.trust = section_.tls == Tls::require ? Trust::none
                      : section_.tls_ca.empty()    ? Trust::system
                                                   : Trust::ca_file;
  options.tls.ca_file = section_.tls_ca;
  options.tls.certificate_file = section_.client_certificate;
  options.tls.key_pem = read(section_.client_key);
  options.plain_http = section_.tls == Tls::off;
  options.proxy = web.proxy;
  options.total_timeout = std::min(section_.spec.timeout, longest_answer);
  options.keep_alive = true;
  if (failed) return *failed;
  client_ = std::make_unique<http::Client>(std::move(options));
  secrets_ = std::move(secrets);
  return {};
}

core::Result<void> Fetcher::pause(milliseconds time, std::string_view query) {
  if (time > time_left()) {
    return core::fail(
        ErrorKind::transient,
        msg("Source {0}, query {1}: the server asks to wait {2} s, longer than the read may last.", source(),
            query, std::chrono::ceil<std::chrono::seconds>(time).count()),
        msg("The next read tries again; or raise timeout, or lower rate."));
  }
  const bool waited = options_.wait ? options_.wait(time) : halt_->wait(time);
  if (!waited) return core::fail(ErrorKind::cancelled, msg("Source {0}: the read was ended.", source()));
  return {};
}

/// One exchange, at the pace that is configured. A fault is a failure, a status is not.
core::Result<http::Reply> Fetcher::send(http::Call call, std::string_view query) {
  if (const auto rate = section_.web->rate; rate > 0) {
    const auto time = std::chrono::steady_clock::now();
    if (time < next_request_) {
      if (auto paused = pause(std::chrono::ceil<milliseconds>(next_request_ - time), query); !paused)
        return core::Failure(paused.error());
    }
    next_request_ = std::chrono::steady_clock::now() + std::chrono::microseconds(60'000'000 / rate);
  }
  call.headers.emplace_back("User-Agent: jauge");
  auto reply = client_->perform(call, [this] { return halt_->stopped() || time_left() == milliseconds(0); });
  if (reply.fault == http::Fault::stopped && !halt_->stopped()) reply.fault = http::Fault::timeout;
  if (reply.fault != http::Fault::none) return fault_failure(reply, source(), query);
  const auto coding = reply.headers.find("content-encoding");
  if (coding != reply.headers.end() && coding->second != "identity") {
    return core::fail(
        ErrorKind::invalid,
        msg("Source {0}, query {1}: the answer is compressed, which was not asked for.", source(), query),
        msg("Have the server answer without compression to a request without Accept-Encoding."));
  }
  return reply;
}

void Fetcher::add_credentials(http::Call& call) const {
  if (!secrets_->authorization.text.empty())
    call.headers.push_back("Authorization: " + secrets_->authorization.text);
  for (const Addition& header : secrets_->headers)
    call.headers.push_back(fmt::format("{}: {}", header.name, header.value.text));
  for (const Addition& parameter : secrets_->parameters) {
    if (!has_parameter(call.url, parameter.name))
      call.url = with_parameter(std::move(call.url), parameter.name, parameter.value.text);
  }
}

core::Result<Answer> Fetcher::get(const std::string& url, const std::vector<std::string>& headers,
                                  std::string_view query) {
  bool renewed = false;
  std::chrono::seconds next_wait{1};
  for (int tries = 1;; ++tries) {
    if (auto authorised = authorise(); !authorised) return core::Failure(authorised.error());
    http::Call call;
    call.url = url;
    call.headers = headers;
    call.body_cap = options_.body_cap;
    add_credentials(call);
    auto reply = send(std::move(call), query);
    if (!reply) return core::Failure(reply.error());
    const int status = *reply->status;
    if (status == 401 && section_.web->auth == Auth::smart && !renewed) {
      renewed = true;
      secrets_->authorization = Wiped();
      continue;
    }
    if (!asks_to_wait(status) || tries == most_tries)
      return Answer{status, std::move(reply->headers), std::move(reply->body)};
    auto wait = next_wait;
    next_wait *= 2;
    if (const auto asked = reply->headers.find("retry-after"); asked != reply->headers.end()) {
      wait = std::max(http::parse_retry_after(asked->second, now()).value_or(wait), std::chrono::seconds(1));
    }
    // No unit overflows: what is longer than a day is refused all the same.
    if (auto paused = pause(std::min(wait, std::chrono::seconds(86'400)), query); !paused)
      return core::Failure(paused.error());
  }
}

core::Result<void> Fetcher::authorise() {
  if (section_.web->auth != Auth::smart) return {};
  if (!secrets_->authorization.text.empty() && now() < token_end_) return {};
  return renew_token();
}

core::Result<std::string> Fetcher::token_url() {
  if (!section_.web->smart->token_url.empty()) return section_.web->smart->token_url;
  const auto failure = [&](const core::Message& hint) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}: the server does not say where its tokens are given.", source()), hint);
  };
  const auto hint = msg("Write token_url in [source.smart]; the vendor knows it.");
  http::Call call;
  call.url = base() + "/.well-known/smart-configuration";
  call.headers = {"Accept: application/json"};
  call.body_cap = token_answer_cap;
  auto reply = send(std::move(call), {});
  if (!reply) return core::Failure(reply.error());
  if (*reply->status != 200) return failure(hint);
  JsonReader reader;
  const auto document = reader.parse(reply->body);
  const auto url = document ? (*document)["token_endpoint"].text() : std::nullopt;
  if (!url || url->empty()) return failure(hint);
  // A signed assertion is sent there: only over TLS, unless the source itself is in clear.
  const bool fit = url->starts_with("https://") || section_.tls == config::SourceSection::Tls::off;
  if (!fit)
    return failure(msg("The address that it gives is not https://. Write token_url in [source.smart]."));
  return std::string(*url);
}

core::Result<void> Fetcher::renew_token() {
  if (token_url_.empty()) {
    auto url = token_url();
    if (!url) return core::Failure(url.error());
    token_url_ = std::move(*url);
  }
  const auto& smart = *section_.web->smart;
  const auto asked_at = now();
  const auto assertion = make_assertion(
      secrets_->smart_key.text, {smart.client_id, token_url_, smart.key_id, random_id(), asked_at}, source());
  if (!assertion) return core::Failure(assertion.error());
  http::Call call;
  call.method = "POST";
  call.url = token_url_;
  call.headers = {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json"};
  call.body =
      fmt::format("grant_type=client_credentials&scope={}&client_assertion_type={}&client_assertion={}",
                  http::percent_encode(smart.scope), http::percent_encode(assertion_type), *assertion);
  call.body_cap = token_answer_cap;
  auto reply = send(std::move(call), {});
  if (!reply) return core::Failure(reply.error());
  if (*reply->status != 200) {
    const int status = *reply->status;
    if (status == 429 || status >= 500) return status_failure(status, {}, source(), {});
    return core::fail(
        ErrorKind::refused, msg("Source {0}: the server gives no token ({1}).", source(), status),
        msg("Check client_id, key_id, scope and token_url of [source.smart], that the public key is "
            "registered there, and the clock of this machine."));
  }
  JsonReader reader;
  const Wiped body(std::move(reply->body));
  const auto document = reader.parse(body.text);
  const auto token = document ? (*document)["access_token"].text() : std::nullopt;
  if (!token || !is_token_text(*token)) {
    return core::fail(ErrorKind::invalid, msg("Source {0}: the answer for a token holds none.", source()),
                      msg("Check token_url of [source.smart]."));
  }
  secrets_->authorization = Wiped(fmt::format("Bearer {}", *token));
  const auto expires = (*document)["expires_in"].integer();
  const auto lifetime =
      expires ? std::chrono::seconds(std::clamp<std::int64_t>(*expires, 0, 86'400)) : token_default;
  token_end_ = asked_at + std::max(lifetime - token_margin, lifetime / 2);
  // It is shown to the operator: nothing but what a scope is made of.
  const auto granted = (*document)["scope"].text().value_or(smart.scope);
  granted_scope_ = is_scope_text(granted) ? std::string(granted) : smart.scope;
  return {};
}

core::Result<Answer> good_answer(core::Result<Answer> answer, std::string_view source,
                                 std::string_view query) {
  if (!answer || answer->good()) return answer;
  return status_failure(answer->status, {}, source, query);
}

}  // namespace jauge::connectors::web
