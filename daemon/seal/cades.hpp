#pragma once
// CAdES-B-B and B-T signatures (ETSI EN 319 122-1) over bytes: made and verified. DER, one signer, SHA-256
// only.
#include <optional>
#include <string>
#include <string_view>

#include "core/month.hpp"
#include "core/result.hpp"
#include "seal/certificate.hpp"
#include "seal/timestamp.hpp"

namespace jauge::seal {

/// A signature beside `content`: signed attributes contentType, signingTime (= `now`, to the second),
/// messageDigest, signingCertificateV2; certificates signer and intermediates; no CRL, no unsigned attribute.
/// The same arguments give the same bytes with an RSA key.
[[nodiscard]] core::Result<std::string> sign_detached(std::string_view content, const Identity& identity,
                                                      core::Instant now);
/// The same with `content` inside.
[[nodiscard]] core::Result<std::string> sign_attached(std::string_view content, const Identity& identity,
                                                      core::Instant now);

/// The value of a signature: what a time stamp is over.
[[nodiscard]] core::Result<std::string> signature_value(std::string_view signature);
/// `signature` with a time stamp's token as its one unsigned attribute.
[[nodiscard]] core::Result<std::string> with_timestamp(std::string_view signature, std::string_view token);

/// What a signature is trusted by.
struct Trust {
  std::string_view ca_pem;   // the only certificates trusted; roots
  std::string_view crl_pem;  // empty: revocation is not looked at. The signer's issuer must have one in it
  core::Instant at;          // certificates are looked at as of then, or of an earlier time stamp's instant
  std::string_view timestamp_ca_pem{};  // who stamps; empty: a stamp is compared, not trusted
};

struct Signature {
  Certificate signer;
  core::Instant signing_time;
  std::string content;  // of an attached signature
  bool crl_stale =
      false;  // a CRL is past its nextUpdate at Trust::at; what it revokes is refused all the same
  std::optional<Timestamp> timestamp;  // of a detached signature
};

/// Accepts exactly what sign_detached and with_timestamp write: the signature is rebuilt from its parts and
/// all its bytes compared, so that no byte of it is free. Fails `refused`.
[[nodiscard]] core::Result<Signature> verify_detached(std::string_view signature, std::string_view content,
                                                      const Trust& trust);
/// Accepts any CAdES-B-B signature in DER of one signer with SHA-256, whoever's tool made it. Fails
/// `refused`.
[[nodiscard]] core::Result<Signature> verify_attached(std::string_view signature, const Trust& trust);

}  // namespace jauge::seal
