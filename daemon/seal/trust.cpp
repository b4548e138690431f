#include "seal/trust.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace jauge::seal {

using core::ErrorKind;
using core::fail;
using core::msg;
using core::Result;

namespace {

constexpr int longest_path = 6;
// 112 bits: RSA of 2048 bits; no SHA-1 signature on the path.
constexpr int security_level = 2;

/// A CRL past its nextUpdate still revokes what it revokes: an alarm, but not a reason to refuse a good seal.
/// Authorities above the signer's are checked when the file has their CRL.
int on_problem(int verified, X509_STORE_CTX* context) {
  if (verified == 1) return 1;
  auto* crl_stale = static_cast<bool*>(X509_STORE_get_ex_data(X509_STORE_CTX_get0_store(context), 0));
  switch (X509_STORE_CTX_get_error(context)) {
    case X509_V_ERR_CRL_HAS_EXPIRED:
      *crl_stale = true;
      break;
    case X509_V_ERR_CRL_NOT_YET_VALID:
      // Looking at an earlier instant: a later list knows at least as many revocations.
      break;
    case X509_V_ERR_UNABLE_TO_GET_CRL:
      if (X509_STORE_CTX_get_error_depth(context) == 0) return 0;
      break;
    default:
      return 0;
  }
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

core::Failure explain(X509_STORE_CTX* context) {
  const int error = X509_STORE_CTX_get_error(context);
  X509* current = X509_STORE_CTX_get_current_cert(context);
  if (!current) current = X509_STORE_CTX_get0_cert(context);
  const auto certificate = Certificate::share(current);
  const auto subject = certificate.subject();
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fail(ErrorKind::refused,
                  msg("The certificate {0} ended on {1}.", subject, core::utc_text(certificate.not_after())));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fail(ErrorKind::refused, msg("The certificate {0} holds only from {1} on.", subject,
                                          core::utc_text(certificate.not_before())));
    case X509_V_ERR_CERT_REVOKED:
      return fail(ErrorKind::refused, msg("The certificate {0} is revoked.", subject));
    case X509_V_ERR_INVALID_PURPOSE:
      return fail(ErrorKind::refused,
                  msg("The certificate {0} is not for signing documents (usage emailProtection).", subject));
    case X509_V_ERR_UNABLE_TO_GET_CRL:
      return fail(ErrorKind::refused,
                  msg("The file of revoked certificates has no list of the authority of {0}.", subject));
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return fail(ErrorKind::refused,
                  msg("The certificate {0} was not issued under the trusted authority.", subject));
    default:
      return fail(ErrorKind::refused, msg("The certificate {0} is not accepted: {1}.", subject,
                                          X509_verify_cert_error_string(error)));
  }
}

Result<void> add_crls(X509_STORE* store, std::string_view pem) {
  const auto bio = reading(pem);
  int count = 0;
  while (const CrlPtr crl{bio ? PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr) : nullptr}) {
    X509_STORE_add_crl(store, crl.get());
    ++count;
  }
  if (count == 0 || ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
    return fail(ErrorKind::invalid, msg("The file of revoked certificates cannot be read."),
                msg("It must be PEM text: a block that begins with \"-----BEGIN X509 CRL-----\"."));
  ERR_clear_error();
  return {};
}

}  // namespace

Result<TrustStore> TrustStore::make(const Trust& trust, bool roots_only) {
  const auto authorities = Certificate::all_from_pem(trust.ca_pem, "ca");
  if (!authorities)
    return fail(ErrorKind::invalid, msg("The file of trusted authorities cannot be read."),
                authorities.error().hint);
  TrustStore made;
  made.store_.reset(X509_STORE_new());
  auto* store = made.store_.get();
  if (!store) return fail(ErrorKind::transient, msg("There is no memory left to check the signature."));
  bool has_root = false;
  for (const auto& authority : *authorities) {
    has_root = has_root || authority.self_signed();
    if (authority.self_signed() || !roots_only) X509_STORE_add_cert(store, authority.get());
  }
  if (!has_root)
    return fail(ErrorKind::invalid, msg("The file of trusted authorities holds no root."),
                msg("Add the certificate of the root authority, the one that is issued by itself."));
  unsigned long flags = X509_V_FLAG_X509_STRICT;
  if (!trust.crl_pem.empty()) {
    const auto added = add_crls(store, trust.crl_pem);
    if (!added) return tl::unexpected(added.error());
    flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  }
  auto* parameters = X509_STORE_get0_param(store);
  X509_VERIFY_PARAM_set_flags(parameters, flags);
  X509_VERIFY_PARAM_set_time(parameters, to_time(trust.at));
  X509_VERIFY_PARAM_set_depth(parameters, longest_path);
  X509_VERIFY_PARAM_set_auth_level(parameters, security_level);
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SMIME_SIGN);
  X509_STORE_set_ex_data(store, 0, made.crl_stale_.get());
  X509_STORE_set_verify_cb(store, on_problem);
  return made;
}

Result<std::vector<Certificate>> TrustStore::path(const Certificate& signer, STACK_OF(X509) * others) const {
  const StoreContextPtr context(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), get(), signer.get(), others) != 1)
    return fail(ErrorKind::transient, msg("The certificate {0} cannot be checked now.", signer.subject()));
  if (X509_verify_cert(context.get()) != 1) return explain(context.get());
  std::vector<Certificate> path;
  const auto* chain = X509_STORE_CTX_get0_chain(context.get());
  for (int i = 0; i < sk_X509_num(chain); ++i) path.push_back(Certificate::share(sk_X509_value(chain, i)));
  return path;
}

}  // namespace jauge::seal
