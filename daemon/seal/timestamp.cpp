#include "seal/timestamp.hpp"

#include <openssl/ess.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "core/digest.hpp"
#include "seal/certificate.hpp"
#include "seal/der.hpp"
#include "seal/openssl.hpp"

namespace jauge::seal {

using core::ErrorKind;
using core::fail;
using core::msg;
using core::Result;
using namespace std::string_view_literals;

namespace {

using RequestPtr = std::unique_ptr<TS_REQ, Release<TS_REQ_free>>;
using ResponsePtr = std::unique_ptr<TS_RESP, Release<TS_RESP_free>>;
using TokenInfoPtr = std::unique_ptr<TS_TST_INFO, Release<TS_TST_INFO_free>>;
using ImprintPtr = std::unique_ptr<TS_MSG_IMPRINT, Release<TS_MSG_IMPRINT_free>>;
using AlgorithmPtr = std::unique_ptr<X509_ALGOR, Release<X509_ALGOR_free>>;
using IntegerPtr = std::unique_ptr<ASN1_INTEGER, Release<ASN1_INTEGER_free>>;
using EssPtr = std::unique_ptr<ESS_SIGNING_CERT, Release<ESS_SIGNING_CERT_free>>;
using EssV2Ptr = std::unique_ptr<ESS_SIGNING_CERT_V2, Release<ESS_SIGNING_CERT_V2_free>>;

constexpr int security_level = 2;
constexpr int nonce_size = 16;

core::Failure unusable(core::Message why) {
  return fail(ErrorKind::refused, std::move(why));
}
core::Failure malformed() {
  return unusable(msg("The time stamp is not in the agreed form."));
}

std::string_view octets_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

/// The digests a stamp may be signed with, and the algorithm identifiers that go with each; an RSA signature
/// names rsaEncryption alone (RFC 3370), so that no identifier is free.
struct Algorithms {
  int digest;
  std::string_view digest_der;
  std::string_view ecdsa_der;
};
constexpr std::array<Algorithms, 3> known_algorithms{{
    {NID_sha256, "\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv,
     "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"sv},
    {NID_sha384, "\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv,
     "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"sv},
    {NID_sha512, "\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv,
     "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"sv},
}};
constexpr auto rsa_der = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"sv;
constexpr auto oid_token_info = "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04"sv;
constexpr auto version_3 = "\x02\x01\x03"sv;

/// A token taken apart; nothing in it is believed yet.
struct Token {
  CmsPtr cms;
  StackPtr certificates;
  CMS_SignerInfo* info = nullptr;
  X509* signer = nullptr;
  const Algorithms* algorithms = nullptr;
};

Result<Token> parse(std::string_view der) {
  Token token;
  const auto* position = reinterpret_cast<const unsigned char*>(der.data());
  token.cms.reset(d2i_CMS_ContentInfo(nullptr, &position, static_cast<long>(der.size())));
  auto* cms = token.cms.get();
  if (!cms || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) return malformed();
  if (OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_id_smime_ct_TSTInfo || CMS_is_detached(cms) == 1)
    return malformed();
  auto* infos = CMS_get0_SignerInfos(cms);
  if (!infos || sk_CMS_SignerInfo_num(infos) != 1) return malformed();
  token.info = sk_CMS_SignerInfo_value(infos, 0);
  token.certificates.reset(CMS_get1_certs(cms));
  if (!token.certificates || CMS_set1_signers_certs(cms, token.certificates.get(), 0) != 1)
    return unusable(msg("The time stamp holds no certificate of its authority."));
  X509_ALGOR* digest = nullptr;
  CMS_SignerInfo_get0_algs(token.info, nullptr, &token.signer, &digest, nullptr);
  if (!token.signer) return malformed();
  const ASN1_OBJECT* digest_id = nullptr;
  X509_ALGOR_get0(&digest_id, nullptr, nullptr, digest);
  const auto known =
      std::find_if(known_algorithms.begin(), known_algorithms.end(),
                   [&](const Algorithms& algorithms) { return algorithms.digest == OBJ_obj2nid(digest_id); });
  if (known == known_algorithms.end())
    return unusable(msg("The time stamp is signed with an algorithm that is not accepted."));
  token.algorithms = &*known;
  return token;
}

/// The one form in which a token is stored: signed parts as they are, its signer's certificate, nothing else.
std::string canonical_form(const Token& token) {
  const bool rsa = EVP_PKEY_is_a(X509_get0_pubkey(token.signer), "RSA") == 1;
  std::vector<std::string> attributes;
  for (int i = 0; i < CMS_signed_get_attr_count(token.info); ++i)
    attributes.push_back(to_der(CMS_signed_get_attr(token.info, i), i2d_X509_ATTRIBUTE));
  ASN1_OCTET_STRING** content = CMS_get0_content(token.cms.get());
  const auto& algorithms = *token.algorithms;
  const auto info = der::joined(
      {der::version_1,
       der::element(der::sequence,
                    der::joined({to_der(X509_get_issuer_name(token.signer), i2d_X509_NAME),
                                 to_der(X509_get0_serialNumber(token.signer), i2d_ASN1_INTEGER)})),
       algorithms.digest_der, der::element(der::context_0, der::sorted(attributes)),
       rsa ? rsa_der : algorithms.ecdsa_der,
       der::element(der::octets, octets_of(CMS_SignerInfo_get0_signature(token.info)))});
  const auto inner = der::element(der::octets, content && *content ? octets_of(*content) : ""sv);
  const auto signed_data = der::joined(
      {version_3, der::element(der::set, algorithms.digest_der),
       der::element(der::sequence, der::joined({oid_token_info, der::element(der::context_0, inner)})),
       der::element(der::context_0, to_der(token.signer, i2d_X509)),
       der::element(der::set, der::element(der::sequence, info))});
  return der::element(der::sequence,
                      der::joined({der::oid_signed_data,
                                   der::element(der::context_0, der::element(der::sequence, signed_data))}));
}

/// The signer's certificate is the one that the signature names (ESS): none may be put in its place.
bool names_its_signer(const Token& token, STACK_OF(X509) * path) {
  EssPtr first;
  EssV2Ptr second;
  const auto attribute = [&](int nid) {
    return static_cast<ASN1_STRING*>(
        CMS_signed_get0_data_by_OBJ(token.info, OBJ_nid2obj(nid), -3, V_ASN1_SEQUENCE));
  };
  if (auto* value = attribute(NID_id_smime_aa_signingCertificate)) {
    const unsigned char* position = ASN1_STRING_get0_data(value);
    first.reset(d2i_ESS_SIGNING_CERT(nullptr, &position, ASN1_STRING_length(value)));
  }
  if (auto* value = attribute(NID_id_smime_aa_signingCertificateV2)) {
    const unsigned char* position = ASN1_STRING_get0_data(value);
    second.reset(d2i_ESS_SIGNING_CERT_V2(nullptr, &position, ASN1_STRING_length(value)));
  }
  return OSSL_ESS_check_signing_certs(first.get(), second.get(), path, 1) == 1;
}

/// The path of the stamp's signer at `at`, or the signer alone when no authority is given.
Result<StackPtr> path_of(const Token& token, std::string_view ca_pem, core::Instant at) {
  StackPtr path(sk_X509_new_null());
  if (ca_pem.empty()) {
    X509_up_ref(token.signer);
    sk_X509_push(path.get(), token.signer);
    return path;
  }
  const auto authorities = Certificate::all_from_pem(ca_pem, "timestamp_ca");
  if (!authorities) return tl::unexpected(authorities.error());
  const StorePtr store(X509_STORE_new());
  if (!store) return fail(ErrorKind::transient, msg("There is no memory left to check the signature."));
  for (const auto& authority : *authorities) X509_STORE_add_cert(store.get(), authority.get());
  auto* parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(parameters, to_time(at));
  X509_VERIFY_PARAM_set_auth_level(parameters, security_level);
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_TIMESTAMP_SIGN);
  const StoreContextPtr context(X509_STORE_CTX_new());
  if (!context ||
      X509_STORE_CTX_init(context.get(), store.get(), token.signer, token.certificates.get()) != 1 ||
      X509_verify_cert(context.get()) != 1)
    return unusable(msg("The time-stamping authority {0} was not issued under the trusted authority.",
                        Certificate::share(token.signer).subject()));
  path.reset(X509_STORE_CTX_get1_chain(context.get()));
  return path;
}

Result<Timestamp> verify(const Token& token, std::string_view bytes, std::string_view ca_pem) {
  ASN1_OCTET_STRING** content = CMS_get0_content(token.cms.get());
  if (!content || !*content) return malformed();
  const auto* position = ASN1_STRING_get0_data(*content);
  const TokenInfoPtr info(d2i_TS_TST_INFO(nullptr, &position, ASN1_STRING_length(*content)));
  if (!info) return malformed();
  auto* imprint = TS_TST_INFO_get_msg_imprint(info.get());
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
  const auto digest = core::sha256(bytes);
  const std::string_view wanted(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
  if (OBJ_obj2nid(algorithm) != NID_sha256 || octets_of(TS_MSG_IMPRINT_get_msg(imprint)) != wanted)
    return unusable(msg("The time stamp is not over this signature."));
  const auto time = to_instant(TS_TST_INFO_get_time(info.get()));
  if (!time) return malformed();
  if (X509_check_purpose(token.signer, X509_PURPOSE_TIMESTAMP_SIGN, 0) != 1)
    return unusable(
        msg("The certificate {0} is not for time stamps.", Certificate::share(token.signer).subject()));
  const auto path = path_of(token, ca_pem, *time);
  if (!path) return tl::unexpected(path.error());
  const auto inside = writing();
  if (!names_its_signer(token, path->get()) ||
      CMS_verify(token.cms.get(), nullptr, nullptr, nullptr, inside.get(),
                 CMS_BINARY | CMS_NOCRL | CMS_NO_SIGNER_CERT_VERIFY) != 1)
    return unusable(msg("The signature of the time stamp does not hold."));
  return Timestamp{*time, Certificate::share(token.signer).subject(), !ca_pem.empty()};
}

core::Failure no_stamp(const core::Error& why) {
  return fail(ErrorKind::transient, why.sentence, why.hint);
}

}  // namespace

Result<std::string> timestamp_request(std::string_view bytes) {
  const CleanErrorQueue clean;
  const auto digest = core::sha256(bytes);
  std::array<unsigned char, nonce_size> random{};
  const RequestPtr request(TS_REQ_new());
  const ImprintPtr imprint(TS_MSG_IMPRINT_new());
  const AlgorithmPtr algorithm(X509_ALGOR_new());
  std::unique_ptr<BIGNUM, Release<BN_free>> number(BN_new());
  bool good = request && imprint && algorithm && number && RAND_bytes(random.data(), nonce_size) == 1 &&
              BN_bin2bn(random.data(), nonce_size, number.get()) != nullptr;
  const IntegerPtr nonce(good ? BN_to_ASN1_INTEGER(number.get(), nullptr) : nullptr);
  std::array<unsigned char, 32> message = digest.bytes;
  good = good && nonce &&
         X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1 &&
         TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1 &&
         TS_MSG_IMPRINT_set_msg(imprint.get(), message.data(), static_cast<int>(message.size())) == 1 &&
         TS_REQ_set_version(request.get(), 1) == 1 &&
         TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1 &&
         TS_REQ_set_nonce(request.get(), nonce.get()) == 1 && TS_REQ_set_cert_req(request.get(), 1) == 1;
  auto encoded = good ? to_der(request.get(), i2d_TS_REQ) : std::string();
  if (encoded.empty()) return fail(ErrorKind::transient, msg("The time stamp cannot be asked for."));
  return encoded;
}

Result<Timestamp> verify_timestamp(std::string_view token, std::string_view bytes, std::string_view ca_pem) {
  const CleanErrorQueue clean;
  const auto parsed = parse(token);
  if (!parsed) return tl::unexpected(parsed.error());
  if (canonical_form(*parsed) != token) return malformed();
  return verify(*parsed, bytes, ca_pem);
}

Result<std::string> accept_timestamp(std::string_view request, std::string_view response,
                                     std::string_view bytes, std::string_view ca_pem) {
  const CleanErrorQueue clean;
  const auto* position = reinterpret_cast<const unsigned char*>(response.data());
  const ResponsePtr answered(d2i_TS_RESP(nullptr, &position, static_cast<long>(response.size())));
  position = reinterpret_cast<const unsigned char*>(request.data());
  const RequestPtr asked(d2i_TS_REQ(nullptr, &position, static_cast<long>(request.size())));
  if (!answered || !asked)
    return fail(ErrorKind::transient, msg("The time-stamping authority did not answer in its protocol."));
  auto* token = TS_RESP_get_token(answered.get());
  auto* info = TS_RESP_get_tst_info(answered.get());
  if (!token || !info)
    return fail(ErrorKind::transient, msg("The time-stamping authority refused the request."));
  const ASN1_INTEGER* nonce = TS_TST_INFO_get_nonce(info);
  if (!nonce || ASN1_INTEGER_cmp(nonce, TS_REQ_get_nonce(asked.get())) != 0)
    return fail(ErrorKind::transient, msg("The time-stamping authority answered another request."));
  const auto whole = to_der(token, i2d_PKCS7);
  const auto parsed = parse(whole);
  if (!parsed) return no_stamp(parsed.error());
  // With all the certificates that came along: the stored token needs the authorities of `ca_pem` alone.
  if (const auto sound = verify(*parsed, bytes, ca_pem); !sound) return no_stamp(sound.error());
  auto stored = canonical_form(*parsed);
  if (const auto sound = verify_timestamp(stored, bytes, ca_pem); !sound) return no_stamp(sound.error());
  return stored;
}

}  // namespace jauge::seal
