#pragma once
// Seals reports with the organisation's certificate (IGC-Santé ORG_SIGN).
#include <memory>
#include <string>
#include <string_view>

#include "core/ports.hpp"
#include "seal/certificate.hpp"

namespace jauge::seal {

/// PEM texts; `key_pem` is read during make() only and not kept.
struct SealSettings {
  std::string_view certificate_pem;
  std::string_view key_pem;
  std::string_view chain_pem;  // intermediates and root
  std::string identifier;      // OU of the certificate
};

class CadesSigner final : public core::Signer {
 public:
  /// Fails `invalid` on texts that cannot be read. Dates and usages are checked by each seal(), not here.
  [[nodiscard]] static core::Result<std::unique_ptr<CadesSigner>> make(const SealSettings& settings);

  /// Pre-checks, manifest, signature, container, then our own verifier on the result. The same arguments give
  /// the same bytes with an RSA key.
  [[nodiscard]] core::Result<std::string> seal(const core::Documents& documents, core::Instant now) override;

  /// The pre-checks alone, for `--check` and `doctor`.
  [[nodiscard]] core::Result<void> check(core::Instant now) const;
  const Certificate& certificate() const { return identity_.certificate; }

 private:
  CadesSigner(Identity identity, std::string identifier, std::string roots_pem)
      : identity_(std::move(identity)),
        identifier_(std::move(identifier)),
        roots_pem_(std::move(roots_pem)) {}
  Identity identity_;
  std::string identifier_;
  std::string roots_pem_;
};

}  // namespace jauge::seal
