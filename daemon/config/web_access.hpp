#pragma once
// How a source is reached over HTTP: the keys that every such type shares.
#include <optional>
#include <string>
#include <vector>

#include "config/secret.hpp"

namespace jauge::config {

struct WebAccess {
  enum class Auth { none, basic, bearer, smart };
  /// A header or a parameter of every request: a text, or a secret.
  struct Addition {
    std::string name;
    std::string text;
    std::optional<SecretRef> secret;
  };
  /// SMART backend services: a token for a signed assertion.
  struct Smart {
    std::string client_id;
    SecretRef key;          // PEM: RSA signs with RS384, P-384 with ES384
    std::string key_id;     // "kid"
    std::string token_url;  // empty: asked of the server's .well-known/smart-configuration
    std::string scope = "system/*.rs";
  };

  std::string url;  // "https://dui.example/fhir": neither query nor final '/'
  Auth auth = Auth::none;
  std::string user;                // of basic; its password is the section's
  std::optional<SecretRef> token;  // of bearer
  std::optional<Smart> smart;      // of smart
  std::vector<Addition> headers;
  std::vector<Addition> parameters;  // never in a log or an error
  std::string proxy;                 // empty: none
  std::int64_t page_size = 200;      // results asked for in a page
  std::int64_t rate = 0;             // requests a minute at most; 0: as fast as it answers
  std::vector<std::string> canary;   // searches that must find something
};

}  // namespace jauge::config
