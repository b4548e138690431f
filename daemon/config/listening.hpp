#pragma once
// Where a source of type tddui listens, and whom it lets in.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/secret.hpp"

namespace jauge::config {

struct Listening {
  std::string address;  // "127.0.0.1"
  std::uint16_t port = 0;
  std::string path = "/";  // of the Bundles
  std::string
      certificate;  // PEM file, with `key`, `client_ca` and `client`; empty: on the loopback, in clear
  std::optional<SecretRef> key;
  std::string client_ca;           // PEM file
  std::string client_crl;          // PEM file; empty: revocation is not looked at
  std::string client;              // the name, or the organisation unit, of the DUI's certificate
  std::optional<SecretRef> token;  // a bearer token that is asked for
  std::chrono::seconds max_silence{7 * 86400};
  std::vector<std::string> accumulated;  // kinds of which an older version of a resource still tells
  std::vector<std::string> lasting;      // kinds that go on as long as no end is told
  std::string inbox;                     // beside the store
};

}  // namespace jauge::config
