#pragma once
// The signed assertion of SMART backend services (HL7 SMART App Launch 2.2, "Asymmetric authentication"; RFC
// 7523).
#include <string>
#include <string_view>

#include "core/month.hpp"
#include "core/result.hpp"

namespace jauge::connectors::web {

struct AssertionClaims {
  std::string client_id;  // iss and sub
  std::string audience;   // the token URL
  std::string key_id;
  std::string id;  // jti: never the same twice
  core::Instant now;
};

/// A JWT that lives four minutes, signed with `key_pem`: RS384 for RSA of 2048 bits or more, ES384 for P-384.
/// Fails `invalid` on any other key.
[[nodiscard]] core::Result<std::string> make_assertion(std::string_view key_pem,
                                                       const AssertionClaims& claims,
                                                       std::string_view source);

/// 16 random bytes in hexadecimal; empty when the machine has none.
std::string random_id();

std::string base64url(std::string_view bytes);

}  // namespace jauge::connectors::web
