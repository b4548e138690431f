#pragma once
// Requests to the one server of a source: its credentials, its pace, its caps, and nowhere else. Secrets are
// read when it opens, added when a request leaves, and appear in no URL, sentence or log.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "connectors/web/halt.hpp"
#include "http/client.hpp"

namespace jauge::connectors::web {

struct Answer {
  int status = 0;
  std::map<std::string, std::string, std::less<>> headers;  // names in lower case
  std::string body;

  bool good() const { return status >= 200 && status < 300; }
};

struct FetchOptions {
  std::size_t body_cap = std::size_t{8} << 20;
  std::function<core::Instant()> now;                   // null: the machine's clock
  std::function<bool(std::chrono::milliseconds)> wait;  // null: the source's halt
};

/// For one thread; `halt` may be stopped from another, which ends what it does within a second.
class Fetcher {
 public:
  Fetcher(const config::SourceSection& section, std::shared_ptr<Halt> halt, FetchOptions options = {});
  ~Fetcher();

  /// Reads the secrets, once. No request is made yet. Fails as read_secret does.
  [[nodiscard]] core::Result<void> open();

  /// Begins a new allowance of time: the source's timeout, over all that follows.
  void start_clock();

  /// GET of `url`, which is the source's own or came out of pinned(). Any whole answer, whatever its status,
  /// but:
  /// - 401 with SMART: once more with a new token;
  /// - 429 and 503: after the wait of Retry-After (else 1 s, 2 s, …) again, as long as time is left.
  /// `query` names the kind in sentences, empty on the way to the queries.
  [[nodiscard]] core::Result<Answer> get(const std::string& url, const std::vector<std::string>& headers,
                                         std::string_view query);

  const std::string& base() const;
  const std::string& source() const;
  bool stopped() const { return halt_->stopped(); }
  /// Of what the last token allows, as the server stated it; empty without SMART.
  const std::string& granted_scope() const { return granted_scope_; }
  /// SMART only: asks for a token where none is held.
  [[nodiscard]] core::Result<void> authorise();

 private:
  struct Secrets;
  [[nodiscard]] core::Result<http::Reply> send(http::Call call, std::string_view query);
  [[nodiscard]] core::Result<std::string> token_url();
  [[nodiscard]] core::Result<void> renew_token();
  [[nodiscard]] core::Result<void> pause(std::chrono::milliseconds time, std::string_view query);
  std::chrono::milliseconds time_left() const;
  void add_credentials(http::Call& call) const;
  core::Instant now() const;

  const config::SourceSection section_;
  std::shared_ptr<Halt> halt_;
  FetchOptions options_;
  std::unique_ptr<Secrets> secrets_;
  std::unique_ptr<http::Client> client_;
  std::string token_url_;
  core::Instant token_end_{};
  std::string granted_scope_;
  std::chrono::steady_clock::time_point started_{};
  std::chrono::steady_clock::time_point next_request_{};
};

/// The answer where it is 2xx, else status_failure without a code.
[[nodiscard]] core::Result<Answer> good_answer(core::Result<Answer> answer, std::string_view source,
                                               std::string_view query);

}  // namespace jauge::connectors::web
