#pragma once
// The check of a signer's certificate against the given authorities. For this folder's .cpp files only.
#include <vector>

#include "core/result.hpp"
#include "seal/cades.hpp"
#include "seal/certificate.hpp"
#include "seal/openssl.hpp"

namespace jauge::seal {

/// What OpenSSL verifies with. The system's store is never looked at.
class TrustStore {
 public:
  /// `roots_only`: intermediates of Trust::ca_pem are left out, so that a signature must bring its own.
  [[nodiscard]] static core::Result<TrustStore> make(const Trust& trust, bool roots_only);

  /// The path from `signer` to a root, both included. `others` help to find it and are not trusted.
  [[nodiscard]] core::Result<std::vector<Certificate>> path(const Certificate& signer,
                                                            STACK_OF(X509) * others) const;
  bool crl_stale() const { return *crl_stale_; }
  X509_STORE* get() const { return store_.get(); }

 private:
  TrustStore() : crl_stale_(std::make_unique<bool>(false)) {}
  std::unique_ptr<bool> crl_stale_;  // told by OpenSSL's callback; its address is in the store
  StorePtr store_;
};

}  // namespace jauge::seal
