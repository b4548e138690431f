#pragma once
// Seals reports with the organisation's certificate (IGC-Santé ORG_SIGN).
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/ports.hpp"
#include "seal/certificate.hpp"

namespace jauge::seal {

/// Carries a request to a time-stamping authority and gives its response. Fails `transient`.
using StampCarrier = std::function<core::Result<std::string>(const std::string& request)>;

/// PEM texts; `key_pem` is read during make() only and not kept.
struct SealSettings {
  std::string_view certificate_pem;
  std::string_view key_pem;
  std::string_view chain_pem;  // intermediates and root
  std::string identifier;      // OU of the certificate
  std::string crl_pem{};       // of the seal's authorities; empty: revocation is not looked at
  StampCarrier stamp{};        // empty: no time stamp
  std::string timestamp_ca_pem{};
};

class CadesSigner final : public core::Signer {
 public:
  /// Fails `invalid` on texts that cannot be read. Dates and usages are checked by each seal(), not here.
  [[nodiscard]] static core::Result<std::unique_ptr<CadesSigner>> make(const SealSettings& settings);

  /// Pre-checks, manifest, signature, time stamp, container, then our own verifier on the result. The same
  /// arguments give the same bytes with an RSA key and without a stamp. Fails `transient` when no stamp
  /// comes.
  [[nodiscard]] core::Result<std::string> seal(const core::Documents& documents, core::Instant now) override;

  /// The pre-checks alone, for `--check` and `doctor`.
  [[nodiscard]] core::Result<void> check(core::Instant now) const;
  const Certificate& certificate() const { return identity_.certificate; }

 private:
  CadesSigner(Identity identity, SealSettings settings, std::string roots_pem)
      : identity_(std::move(identity)), settings_(std::move(settings)), roots_pem_(std::move(roots_pem)) {}
  core::Result<std::string> stamped(const std::string& signature) const;
  Identity identity_;
  SealSettings settings_;  // without its views
  std::string roots_pem_;
};

}  // namespace jauge::seal
