#include "seal/signer.hpp"

#include "seal/asice.hpp"
#include "seal/cades.hpp"
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
  return std::unique_ptr<CadesSigner>(
      new CadesSigner(std::move(*identity), settings.identifier, std::move(roots)));
}

Result<void> CadesSigner::check(core::Instant now) const {
  return check_sealing(identity_, identifier_, now);
}

Result<std::string> CadesSigner::seal(const core::Documents& documents, core::Instant now) {
  if (const auto checked = check(now); !checked) return tl::unexpected(checked.error());
  Container container{documents, write_manifest(documents), {}};
  auto signature = sign_detached(container.manifest, identity_, now);
  if (!signature) return signature;
  container.signature = std::move(*signature);
  auto bytes = write_container(container);
  if (!bytes) return bytes;
  const auto verified =
      verify_container(*bytes, {.ca_pem = roots_pem_, .crl_pem = {}, .organisation = identifier_, .at = now});
  // The reason is the certificate or its chain, which passed the pre-checks: for the operator, not to be
  // retried.
  if (!verified) return fail(ErrorKind::invalid, verified.error().sentence, verified.error().hint);
  if (verified->documents != documents)
    return fail(ErrorKind::damaged, msg("The sealed report does not give its documents back."));
  return bytes;
}

}  // namespace jauge::seal
