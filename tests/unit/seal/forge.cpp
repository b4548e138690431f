#include "tests/unit/seal/forge.hpp"

#include <openssl/ess.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <stdexcept>

#include "seal/openssl.hpp"

namespace jauge::seal {

namespace {

void require(bool done) {
  if (!done) throw std::runtime_error("a forgery cannot be made");
}

void add_signer(CMS_ContentInfo* cms, const Identity& signer, const Forgery& forgery, unsigned flags) {
  const auto* digest = EVP_get_digestbyname(forgery.digest);
  if (forgery.pss) flags |= CMS_KEY_PARAM;
  auto* info = CMS_add1_signer(cms, signer.certificate.get(), signer.key.get(), digest, flags);
  require(info != nullptr);
  if (forgery.pss)
    require(EVP_PKEY_CTX_set_rsa_padding(CMS_SignerInfo_get0_pkey_ctx(info), RSA_PKCS1_PSS_PADDING) == 1);
  if (forgery.by_sha1) {
    auto* names = OSSL_ESS_signing_cert_new_init(signer.certificate.get(), nullptr, 1);
    const auto der = to_der(names, i2d_ESS_SIGNING_CERT);
    ESS_SIGNING_CERT_free(names);
    require(CMS_signed_add1_attr_by_NID(info, NID_id_smime_aa_signingCertificate, V_ASN1_SEQUENCE, der.data(),
                                        static_cast<int>(der.size())) == 1);
  }
  if (forgery.odd_time)
    require(CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, V_ASN1_OCTET_STRING, "noon", 4) == 1);
}

}  // namespace

std::string forge(std::string_view content, const Identity& signer, const Forgery& forgery) {
  const CleanErrorQueue clean;
  unsigned flags = CMS_PARTIAL | CMS_BINARY;
  if (forgery.detached) flags |= CMS_DETACHED;
  if (forgery.cades) flags |= CMS_CADES;
  if (!forgery.capabilities) flags |= CMS_NOSMIMECAP;
  if (!forgery.attributes) flags |= CMS_NOATTR;
  if (forgery.streamed) flags |= CMS_STREAM;
  if (forgery.key_identifier) flags |= CMS_USE_KEYID;
  const CmsPtr cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
  require(CMS_set1_eContentType(cms.get(), OBJ_nid2obj(forgery.type)) == 1);
  add_signer(cms.get(), signer, forgery, flags);
  if (forgery.second_signer) add_signer(cms.get(), *forgery.second_signer, forgery, flags);
  for (const auto& certificate : forgery.certificates) CMS_add1_cert(cms.get(), certificate.get());
  if (!forgery.crl.empty()) {
    const auto bio = reading(forgery.crl);
    const CrlPtr crl(PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
    require(crl && CMS_add1_crl(cms.get(), crl.get()) == 1);
  }
  const auto bio = reading(content);
  if (forgery.streamed) {
    const auto out = writing();
    require(i2d_CMS_bio_stream(out.get(), cms.get(), bio.get(), static_cast<int>(flags)) == 1);
    return written(out.get());
  }
  require(CMS_final(cms.get(), bio.get(), nullptr, flags) == 1);
  auto* info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
  if (forgery.unsigned_attribute)
    require(CMS_unsigned_add1_attr_by_txt(info, "1.2.3.4", V_ASN1_OCTET_STRING, "x", 1) == 1);
  if (forgery.named_digest) {
    X509_ALGOR* algorithm = nullptr;
    CMS_SignerInfo_get0_algs(info, nullptr, nullptr, nullptr, &algorithm);
    require(X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256WithRSAEncryption), V_ASN1_NULL, nullptr) == 1);
  }
  return to_der(cms.get(), i2d_CMS_ContentInfo);
}

Anatomy dissect(std::string_view der) {
  const CleanErrorQueue clean;
  Anatomy anatomy;
  const auto* position = reinterpret_cast<const unsigned char*>(der.data());
  const CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &position, static_cast<long>(der.size())));
  require(cms != nullptr);
  auto* info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
  for (int i = 0; i < CMS_signed_get_attr_count(info); ++i)
    anatomy.signed_attributes.push_back(
        OBJ_obj2nid(X509_ATTRIBUTE_get0_object(CMS_signed_get_attr(info, i))));
  std::sort(anatomy.signed_attributes.begin(), anatomy.signed_attributes.end());
  anatomy.unsigned_attributes = std::max(0, CMS_unsigned_get_attr_count(info));
  const StackPtr certificates(CMS_get1_certs(cms.get()));
  for (int i = 0; i < sk_X509_num(certificates.get()); ++i)
    anatomy.certificates.push_back(Certificate::share(sk_X509_value(certificates.get(), i)).sha256());
  std::sort(anatomy.certificates.begin(), anatomy.certificates.end());
  if (auto* crls = CMS_get1_crls(cms.get())) {
    anatomy.crls = sk_X509_CRL_num(crls);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
  }
  return anatomy;
}

}  // namespace jauge::seal
