#pragma once
// The offline verifier of a sealed report: every byte of the container is accounted for.
#include <optional>
#include <string>
#include <string_view>

#include "core/report.hpp"
#include "core/result.hpp"
#include "seal/timestamp.hpp"

namespace jauge::seal {

struct VerifySettings {
  std::string_view ca_pem;   // the only certificates trusted; roots
  std::string_view crl_pem;  // empty: revocation is not looked at
  std::optional<std::string>
      organisation;                     // expected OU of the seal; unset: any under the CA, the caller looks
  core::Instant at;                     // now, or the receipt's instant once the seal's certificate has ended
  std::string_view timestamp_ca_pem{};  // of time stamps; empty: a stamp is compared, not trusted
};

struct VerifiedReport {
  core::Documents documents;
  std::string subject;       // of the seal's certificate
  std::string organisation;  // its OU
  core::Instant signing_time;
  core::Instant certificate_end;
  bool crl_stale = false;  // the CRL is past its nextUpdate: an alarm for who keeps it
  std::optional<Timestamp> timestamp;
};

/// Fails `refused`, saying what is wrong. What rapport.json says is for the caller to compare.
[[nodiscard]] core::Result<VerifiedReport> verify_container(std::string_view bytes,
                                                            const VerifySettings& settings);

}  // namespace jauge::seal
