#pragma once
// An HTTP client that blocks, can be stopped, and believes nothing: https only unless told otherwise, trust
// only where the options say, no redirect followed, answers capped, every wait bounded, the environment never
// asked.
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/message.hpp"

namespace jauge::http {

/// What a connection over TLS 1.2 or 1.3 (ECDHE and AEAD alone) trusts and shows.
struct ClientTls {
  enum class Trust {
    ca_file,  // the certificates of `ca_file` and nothing else
    system,   // the system's store
    none,     // encrypted, the other side unknown; never towards an ARS
  };
  Trust trust = Trust::ca_file;
  std::string ca_file;           // PEM
  std::string crl_file;          // PEM, every issuer of the chain; empty: revocation is not looked at
  std::string certificate_file;  // PEM, ours first, then its issuers; empty: none shown
  std::string key_pem;           // its private key, PEM text
};

struct ClientOptions {
  ClientTls tls;
  bool plain_http = false;  // also http:// URLs
  std::string unix_socket;  // path: every call goes there, in plain HTTP, whatever host its URL names
  std::string proxy;        // "http://proxy:3128"; empty: none
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::seconds stall_timeout{30};  // that long under one byte a second: given up
  std::chrono::milliseconds total_timeout{120'000};
  bool keep_alive = false;  // a connection is used again by the calls that follow
};

struct Call {
  std::string method = "GET";
  std::string url;
  std::vector<std::string> headers;              // "Name: value"
  std::string body;                              // sent when not empty, and always with PUT and POST
  std::size_t body_cap = std::size_t{64} << 10;  // of the answer's body
};

enum class Fault {
  none,
  usage,  // the URL or the options
  dns,
  refused,      // no connection
  untrusted,    // their certificate: issuer, dates, revocation
  host,         // their certificate is for another name
  tls,          // no common version or suite, broken handshake
  certificate,  // ours: missing, unreadable, out of date, refused by them
  proxy,
  timeout,
  too_large,  // more than the cap
  broken,     // cut, or not HTTP
  stopped,    // as asked
};

/// What was heard. A status received counts even where the rest failed: then both `status` and `fault` are
/// set.
struct Reply {
  std::optional<int> status;
  std::map<std::string, std::string, std::less<>> headers;  // names in lower case; of the last answer
  std::string body;                                         // at most the cap, then cut
  Fault fault = Fault::none;
  core::Message sentence;  // of the fault, naming the culprit

  bool whole() const { return status.has_value() && fault == Fault::none; }
};

/// Not for several threads at once. Its copy of the key is cleansed when it goes.
class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Never throws. `stop` (may be empty) is asked at least once a second.
  Reply perform(const Call& call, const std::function<bool()>& stop = {}) const;

 private:
  ClientOptions options_;
  std::shared_ptr<void> connections_;  // with keep_alive
};

}  // namespace jauge::http
