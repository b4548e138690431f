#include "seal/verify.hpp"

#include "seal/asice.hpp"
#include "seal/cades.hpp"

namespace jauge::seal {

using core::ErrorKind;
using core::fail;
using core::msg;
using core::Result;

Result<VerifiedReport> verify_container(std::string_view bytes, const VerifySettings& settings) {
  auto container = read_container(bytes);
  if (!container) return tl::unexpected(container.error());
  const auto signature = verify_detached(container->signature, container->manifest,
                                         {.ca_pem = settings.ca_pem,
                                          .crl_pem = settings.crl_pem,
                                          .at = settings.at,
                                          .timestamp_ca_pem = settings.timestamp_ca_pem});
  if (!signature) return tl::unexpected(signature.error());
  const auto& signer = signature->signer;
  const auto subject = signer.subject();
  auto organisation = signer.organisation();
  if (!signer.has_non_repudiation())
    return fail(ErrorKind::refused,
                msg("The certificate {0} has no non-repudiation usage: it cannot seal.", subject));
  if (settings.organisation && organisation != *settings.organisation)
    return fail(ErrorKind::refused, msg("The report is sealed by {0}, not by the organisation {1}.", subject,
                                        *settings.organisation));
  return VerifiedReport{std::move(container->documents),
                        subject,
                        std::move(organisation),
                        signature->signing_time,
                        signer.not_after(),
                        signature->crl_stale,
                        signature->timestamp};
}

}  // namespace jauge::seal
