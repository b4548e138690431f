#include "seal/cades.hpp"

#include <algorithm>

#include "seal/der.hpp"
#include "seal/openssl.hpp"
#include "seal/trust.hpp"

namespace jauge::seal {

using core::ErrorKind;
using core::fail;
using core::msg;
using core::Result;

namespace {

constexpr unsigned signing_flags = CMS_PARTIAL | CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP;
constexpr unsigned verifying_flags = CMS_BINARY | CMS_CADES | CMS_NOCRL;
constexpr int most_certificates = 8;

core::Failure cannot_sign() {
  return fail(ErrorKind::transient, msg("The signature cannot be made with the certificate's key."));
}

core::Failure malformed() {
  return fail(ErrorKind::refused, msg("The signature is not a CAdES signature in DER by one signer."));
}

/// The authorities between the signer and the root, from the signer up: those that really signed, valid at
/// `now`.
std::vector<Certificate> intermediates(const Identity& identity, core::Instant now) {
  std::vector<Certificate> path;
  Certificate below = identity.certificate;
  while (path.size() < most_certificates && !below.self_signed()) {
    const auto above =
        std::find_if(identity.chain.begin(), identity.chain.end(), [&](const Certificate& candidate) {
          return now >= candidate.not_before() && now <= candidate.not_after() &&
                 X509_check_issued(candidate.get(), below.get()) == X509_V_OK &&
                 X509_verify(below.get(), X509_get0_pubkey(candidate.get())) == 1;
        });
    if (above == identity.chain.end() || above->self_signed()) break;
    path.push_back(*above);
    below = *above;
  }
  return path;
}

Result<std::string> sign(std::string_view content, const Identity& identity, core::Instant now,
                         unsigned form) {
  const CleanErrorQueue clean;
  const unsigned flags = signing_flags | form;
  const CmsPtr cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
  if (!cms) return cannot_sign();
  auto* signer =
      CMS_add1_signer(cms.get(), identity.certificate.get(), identity.key.get(), EVP_sha256(), flags);
  // OpenSSL would put the machine's time.
  const TimePtr time(ASN1_TIME_set(nullptr, to_time(now)));
  if (!signer || !time ||
      CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(), -1) != 1)
    return cannot_sign();
  for (const auto& certificate : intermediates(identity, now))
    if (CMS_add1_cert(cms.get(), certificate.get()) != 1) return cannot_sign();
  const auto bio = reading(content);
  if (!bio || CMS_final(cms.get(), bio.get(), nullptr, flags) != 1) return cannot_sign();
  auto der = to_der(cms.get(), i2d_CMS_ContentInfo);
  if (der.empty()) return cannot_sign();
  return der;
}

// ── Verifying ────────────────────────────────────────────────────────────────────────────────────

using namespace std::string_view_literals;
constexpr auto oid_data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"sv;
constexpr auto algorithm_sha256 = "\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv;
constexpr auto algorithm_rsa = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"sv;
constexpr auto algorithm_ecdsa_sha256 = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"sv;

constexpr auto oid_timestamp = "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e"sv;

using der::context_0;
using der::context_1;
using der::element;
using der::joined;
using der::octets;
using der::oid_signed_data;
using der::sequence;
using der::set;
using der::sorted;
using der::version_1;

std::string_view value_of(CMS_SignerInfo* info) {
  const auto* value = CMS_SignerInfo_get0_signature(info);
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

/// The token of the one unsigned attribute that a signature may have; empty without one.
std::string_view token_of(CMS_SignerInfo* info) {
  const auto* token = static_cast<ASN1_STRING*>(
      CMS_unsigned_get0_data_by_OBJ(info, OBJ_nid2obj(NID_id_smime_aa_timeStampToken), -3, V_ASN1_SEQUENCE));
  if (!token) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(token)),
          static_cast<std::size_t>(ASN1_STRING_length(token))};
}

/// The one form that sign_detached writes, from a signature's parts (RFC 5652 §5.1).
std::string canonical_form(CMS_SignerInfo* info, const std::vector<Certificate>& path) {
  const auto& signer = path.front();
  std::vector<std::string> certificates;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) certificates.push_back(path[i].der());
  std::vector<std::string> attributes;
  for (int i = 0; i < CMS_signed_get_attr_count(info); ++i)
    attributes.push_back(to_der(CMS_signed_get_attr(info, i), i2d_X509_ATTRIBUTE));
  std::string unsigned_attributes;
  if (const auto token = token_of(info); !token.empty()) {
    unsigned_attributes = element(context_1, element(sequence, joined({oid_timestamp, element(set, token)})));
  }
  const bool rsa = EVP_PKEY_is_a(X509_get0_pubkey(signer.get()), "RSA") == 1;
  const auto signer_info = joined(
      {version_1,
       element(sequence, joined({to_der(X509_get_issuer_name(signer.get()), i2d_X509_NAME),
                                 to_der(X509_get0_serialNumber(signer.get()), i2d_ASN1_INTEGER)})),
       algorithm_sha256, element(context_0, sorted(attributes)), rsa ? algorithm_rsa : algorithm_ecdsa_sha256,
       element(octets, value_of(info)), unsigned_attributes});
  const auto signed_data =
      joined({version_1, element(set, algorithm_sha256), element(sequence, oid_data),
              element(context_0, sorted(certificates)), element(set, element(sequence, signer_info))});
  return element(sequence, joined({oid_signed_data, element(context_0, element(sequence, signed_data))}));
}

/// A signature taken apart; nothing in it is believed yet.
struct Parsed {
  CmsPtr cms;
  StackPtr certificates;
  CMS_SignerInfo* info = nullptr;
  X509* signer = nullptr;
};

Result<Parsed> parse(std::string_view der, bool detached) {
  Parsed parsed;
  const auto* position = reinterpret_cast<const unsigned char*>(der.data());
  parsed.cms.reset(d2i_CMS_ContentInfo(nullptr, &position, static_cast<long>(der.size())));
  auto* cms = parsed.cms.get();
  if (!cms || to_der(cms, i2d_CMS_ContentInfo) != der) return malformed();
  if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) return malformed();
  if (OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_pkcs7_data) return malformed();
  if ((CMS_is_detached(cms) == 1) != detached) return malformed();
  auto* infos = CMS_get0_SignerInfos(cms);
  if (!infos || sk_CMS_SignerInfo_num(infos) != 1) return malformed();
  parsed.info = sk_CMS_SignerInfo_value(infos, 0);
  parsed.certificates.reset(CMS_get1_certs(cms));
  if (!parsed.certificates || sk_X509_num(parsed.certificates.get()) > most_certificates) return malformed();
  if (CMS_set1_signers_certs(cms, parsed.certificates.get(), 0) != 1) return malformed();
  X509_ALGOR* digest = nullptr;
  X509_ALGOR* algorithm = nullptr;
  CMS_SignerInfo_get0_algs(parsed.info, nullptr, &parsed.signer, &digest, &algorithm);
  if (!parsed.signer) return malformed();
  const ASN1_OBJECT* digest_id = nullptr;
  X509_ALGOR_get0(&digest_id, nullptr, nullptr, digest);
  const ASN1_OBJECT* algorithm_id = nullptr;
  X509_ALGOR_get0(&algorithm_id, nullptr, nullptr, algorithm);
  const int signature_nid = OBJ_obj2nid(algorithm_id);
  if (OBJ_obj2nid(digest_id) != NID_sha256 ||
      (signature_nid != NID_rsaEncryption && signature_nid != NID_sha256WithRSAEncryption &&
       signature_nid != NID_ecdsa_with_SHA256))
    return fail(ErrorKind::refused,
                msg("The signature is neither RSA PKCS #1 v1.5 nor ECDSA, with SHA-256."));
  return parsed;
}

/// The attributes of CAdES-B-B or B-T and no other.
bool has_exact_attributes(CMS_SignerInfo* info) {
  for (const int nid : {NID_pkcs9_contentType, NID_pkcs9_signingTime, NID_pkcs9_messageDigest,
                        NID_id_smime_aa_signingCertificateV2})
    if (CMS_signed_get_attr_by_NID(info, nid, -1) < 0) return false;
  return CMS_signed_get_attr_count(info) == 4 &&
         CMS_unsigned_get_attr_count(info) <= (token_of(info).empty() ? 0 : 1);
}

std::optional<core::Instant> signing_time(CMS_SignerInfo* info) {
  const int index = CMS_signed_get_attr_by_NID(info, NID_pkcs9_signingTime, -1);
  if (index < 0) return std::nullopt;
  auto* attribute = CMS_signed_get_attr(info, index);
  if (X509_ATTRIBUTE_count(attribute) != 1) return std::nullopt;
  const auto* value = X509_ATTRIBUTE_get0_type(attribute, 0);
  const int type = ASN1_TYPE_get(value);
  if (type != V_ASN1_UTCTIME && type != V_ASN1_GENERALIZEDTIME) return std::nullopt;
  return to_instant(type == V_ASN1_UTCTIME ? value->value.utctime : value->value.generalizedtime);
}

/// `content` null: it is inside.
Result<Signature> verify(std::string_view der, const std::string_view* content, const Trust& trust) {
  const CleanErrorQueue clean;
  const bool detached = content != nullptr;
  const auto parsed = parse(der, detached);
  if (!parsed) return tl::unexpected(parsed.error());
  std::optional<Timestamp> timestamp;
  Trust then = trust;
  if (const auto token = detached ? token_of(parsed->info) : std::string_view(); !token.empty()) {
    auto stamp = verify_timestamp(token, value_of(parsed->info), trust.timestamp_ca_pem);
    if (!stamp) return tl::unexpected(stamp.error());
    // What was signed while the certificate held stays signed.
    if (stamp->trusted) then.at = std::min(then.at, stamp->time);
    timestamp = std::move(*stamp);
  }
  const auto store = TrustStore::make(then, detached);
  if (!store) return tl::unexpected(store.error());
  const auto signer = Certificate::share(parsed->signer);
  const auto path = store->path(signer, parsed->certificates.get());
  if (!path) return tl::unexpected(path.error());
  if (!signer.has_accepted_key())
    return fail(ErrorKind::refused,
                msg("The key of the certificate {0} is neither RSA of 2048 bits or more nor ECDSA on P-256.",
                    signer.subject()));
  const auto outside = detached ? reading(*content) : nullptr;
  const auto inside = writing();
  if (!inside) return fail(ErrorKind::transient, msg("There is no memory left to check the signature."));
  if ((detached && !outside) ||
      CMS_verify(parsed->cms.get(), nullptr, store->get(), outside.get(), inside.get(), verifying_flags) != 1)
    return fail(ErrorKind::refused,
                msg("The signature does not hold: the content or the signature was altered."));
  const auto time = signing_time(parsed->info);
  if (!time ||
      (detached && (!has_exact_attributes(parsed->info) || canonical_form(parsed->info, *path) != der)))
    return fail(ErrorKind::refused,
                msg("The signature is not in the agreed form: it was altered, or not made by a "
                    "seal of this product."));
  return Signature{signer, *time, detached ? std::string() : written(inside.get()), store->crl_stale(),
                   std::move(timestamp)};
}

/// Whether a signature with its content inside holds by its own certificate: short of memory, the library may
/// leave a part out and say nothing.
bool holds(std::string_view der, std::string_view content) {
  const CleanErrorQueue clean;
  const auto parsed = parse(der, false);
  const auto inside = writing();
  return parsed && inside &&
         CMS_verify(parsed->cms.get(), nullptr, nullptr, nullptr, inside.get(),
                    CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1 &&
         written(inside.get()) == content;
}

}  // namespace

Result<std::string> signature_value(std::string_view signature) {
  const CleanErrorQueue clean;
  const auto parsed = parse(signature, true);
  if (!parsed) return tl::unexpected(parsed.error());
  return std::string(value_of(parsed->info));
}

Result<std::string> with_timestamp(std::string_view signature, std::string_view token) {
  const CleanErrorQueue clean;
  const auto parsed = parse(signature, true);
  if (!parsed) return tl::unexpected(parsed.error());
  if (CMS_unsigned_add1_attr_by_NID(parsed->info, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE,
                                    token.data(), static_cast<int>(token.size())) != 1)
    return cannot_sign();
  auto stamped = to_der(parsed->cms.get(), i2d_CMS_ContentInfo);
  if (stamped.empty()) return cannot_sign();
  return stamped;
}

Result<std::string> sign_detached(std::string_view content, const Identity& identity, core::Instant now) {
  return sign(content, identity, now, CMS_DETACHED);
}

Result<std::string> sign_attached(std::string_view content, const Identity& identity, core::Instant now) {
  auto signature = sign(content, identity, now, 0);
  if (signature && !holds(*signature, content)) return cannot_sign();
  return signature;
}

Result<Signature> verify_detached(std::string_view signature, std::string_view content, const Trust& trust) {
  return verify(signature, &content, trust);
}

Result<Signature> verify_attached(std::string_view signature, const Trust& trust) {
  return verify(signature, nullptr, trust);
}

}  // namespace jauge::seal
