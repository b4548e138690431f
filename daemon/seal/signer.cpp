#include "seal/signer.hpp"

#include "seal/asice.hpp"
#include "seal/cades.hpp"
#include "seal/openssl.hpp"
#include "seal/trust.hpp"
#include "seal/verify.hpp"

namespace jauge::seal {

using core::ErrorKind;
using core::fail;
using core::msg;
using core::Result;

Result<std::unique_ptr<CadesSigner>> CadesSigner::make(const SealSettings& settings) {
  auto identity = load_identity(settings.certificate_pem, settings.key_pem, settings.chain_pem);
  if (!identity) return tl::unexpected(identity.error());
  if (settings.identifier.empty())
    return fail(ErrorKind::invalid, msg("The seal has no identifier."),
                msg("Give the OU of the certificate: 1 and the FINESS, or 3 and the SIRET."));
  std::string roots;
  for (const auto& certificate : identity->chain)
    if (certificate.self_signed()) roots += certificate.pem();
  if (roots.empty())
    return fail(ErrorKind::invalid, msg("The certificate chain of the seal holds no root."),
                msg("Add the certificate of the root authority, the one that is issued by itself."));
  SealSettings kept = settings;
  kept.certificate_pem = kept.key_pem = kept.chain_pem = {};
  return std::unique_ptr<CadesSigner>(
      new CadesSigner(std::move(*identity), std::move(kept), std::move(roots)));
}

Result<void> CadesSigner::check(core::Instant now) const {
  if (auto checked = check_sealing(identity_, settings_.identifier, now); !checked) return checked;
  if (settings_.crl_pem.empty()) return {};
  // OpenSSL signs with a revoked certificate too.
  const CleanErrorQueue clean;
  const auto store = TrustStore::make({.ca_pem = roots_pem_, .crl_pem = settings_.crl_pem, .at = now}, true);
  if (!store) return tl::unexpected(store.error());
  const StackPtr others(sk_X509_new_null());
  for (const auto& certificate : identity_.chain) {
    X509_up_ref(certificate.get());
    sk_X509_push(others.get(), certificate.get());
  }
  const auto path = store->path(identity_.certificate, others.get());
  if (!path) return fail(ErrorKind::invalid, path.error().sentence, path.error().hint);
  return {};
}

Result<std::string> CadesSigner::stamped(const std::string& signature) const {
  const auto value = signature_value(signature);
  if (!value) return value;
  const auto request = timestamp_request(*value);
  if (!request) return request;
  const auto response = settings_.stamp(*request);
  if (!response) return response;
  const auto token = accept_timestamp(*request, *response, *value, settings_.timestamp_ca_pem);
  if (!token) return token;
  return with_timestamp(signature, *token);
}

Result<std::string> CadesSigner::seal(const core::Documents& documents, core::Instant now) {
  if (const auto checked = check(now); !checked) return tl::unexpected(checked.error());
  Container container{documents, write_manifest(documents), {}};
  auto signature = sign_detached(container.manifest, identity_, now);
  if (signature && settings_.stamp) signature = stamped(*signature);
  if (!signature) return signature;
  container.signature = std::move(*signature);
  auto bytes = write_container(container);
  if (!bytes) return bytes;
  const auto verified = verify_container(*bytes, {.ca_pem = roots_pem_,
                                                  .crl_pem = settings_.crl_pem,
                                                  .organisation = settings_.identifier,
                                                  .at = now,
                                                  .timestamp_ca_pem = settings_.timestamp_ca_pem});
  // The reason is the certificate or its chain, which passed the pre-checks: for the operator, not to be
  // retried.
  if (!verified) return fail(ErrorKind::invalid, verified.error().sentence, verified.error().hint);
  if (verified->documents != documents)
    return fail(ErrorKind::damaged, msg("The sealed report does not give its documents back."));
  return bytes;
}

}  // namespace jauge::seal
