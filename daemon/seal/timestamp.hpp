#pragma once
// RFC 3161 time stamps over a signature's value (CAdES-B-T): asked for, accepted, verified. Bytes in, bytes
// out.
#include <string>
#include <string_view>

#include "core/month.hpp"
#include "core/result.hpp"

namespace jauge::seal {

inline constexpr std::string_view timestamp_query_type = "application/timestamp-query";

/// The request for a stamp over `bytes`, in DER: SHA-256, a nonce, the authority's certificate asked for.
[[nodiscard]] core::Result<std::string> timestamp_request(std::string_view bytes);

struct Timestamp {
  core::Instant time;     // told by the authority
  std::string authority;  // subject of its certificate
  bool trusted = false;   // its certificate was issued under the given authorities
};

/// What a token is worth for `bytes`: its imprint, its signature and its signer's purpose are checked always,
/// its signer's path where `ca_pem` is not empty. Takes the one form that accept_timestamp() gives, so that
/// no byte of it is free. Fails `refused`.
[[nodiscard]] core::Result<Timestamp> verify_timestamp(std::string_view token, std::string_view bytes,
                                                       std::string_view ca_pem);

/// The token of an authority's response to `request`, in the form that is stored: of certificates its
/// signer's alone, nothing unsigned. Verified under `ca_pem`. Fails `transient` when the authority gave none
/// or one that must not be used: another may come.
[[nodiscard]] core::Result<std::string> accept_timestamp(std::string_view request, std::string_view response,
                                                         std::string_view bytes, std::string_view ca_pem);

}  // namespace jauge::seal
