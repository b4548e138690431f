#pragma once
// Functions of OpenSSL that fail when a test says so, as they do where memory ends. Included by one unit of a
// test program: all of the program then calls the functions below.
#include <dlfcn.h>
#include <openssl/cms.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <string>
#include <string_view>
#include <vector>

namespace jauge::seal {

struct FailingFunction {
  std::string name;
  long left = -1;  // calls that still succeed; negative: none fails
  bool failed = false;
};
inline FailingFunction failing_function;

/// Of the calls of `name` from now on, the first `allowed` are made, the next fails, the rest are made.
inline void fail_function(std::string_view name, long allowed) {
  failing_function = {std::string(name), allowed, false};
}
/// No function fails from now on. Whether one has.
inline bool stop_failing() {
  failing_function.left = -1;
  return failing_function.failed;
}

inline bool fails(std::string_view name) {
  if (failing_function.left < 0 || failing_function.name != name || failing_function.left-- > 0) return false;
  failing_function.failed = true;
  return true;
}

inline std::vector<std::string_view>& functions_that_can_fail() {
  static std::vector<std::string_view> names;
  return names;
}
struct Listed {
  explicit Listed(std::string_view name) { functions_that_can_fail().push_back(name); }
};

}  // namespace jauge::seal

/// NAME fails by giving FAILURE.
#define JAUGE_CAN_FAIL(RESULT, NAME, PARAMETERS, ARGUMENTS, FAILURE)                  \
  static const jauge::seal::Listed listed_##NAME{#NAME};                              \
  extern "C" RESULT NAME PARAMETERS {                                                 \
    if (jauge::seal::fails(#NAME)) return FAILURE;                                    \
    return reinterpret_cast<RESULT(*) PARAMETERS>(dlsym(RTLD_NEXT, #NAME)) ARGUMENTS; \
  }

// NOLINTBEGIN: as OpenSSL declares them
JAUGE_CAN_FAIL(CMS_ContentInfo*, CMS_sign, (X509 * a, EVP_PKEY* b, STACK_OF(X509) * c, BIO* d, unsigned e),
               (a, b, c, d, e), nullptr)
JAUGE_CAN_FAIL(CMS_SignerInfo*, CMS_add1_signer,
               (CMS_ContentInfo * a, X509* b, EVP_PKEY* c, const EVP_MD* d, unsigned e), (a, b, c, d, e),
               nullptr)
JAUGE_CAN_FAIL(ASN1_TIME*, ASN1_TIME_set, (ASN1_TIME * a, time_t b), (a, b), nullptr)
JAUGE_CAN_FAIL(int, CMS_signed_add1_attr_by_NID, (CMS_SignerInfo * a, int b, int c, const void* d, int e),
               (a, b, c, d, e), 0)
JAUGE_CAN_FAIL(int, CMS_unsigned_add1_attr_by_NID, (CMS_SignerInfo * a, int b, int c, const void* d, int e),
               (a, b, c, d, e), 0)
JAUGE_CAN_FAIL(int, CMS_add1_cert, (CMS_ContentInfo * a, X509* b), (a, b), 0)
JAUGE_CAN_FAIL(int, CMS_final, (CMS_ContentInfo * a, BIO* b, BIO* c, unsigned d), (a, b, c, d), 0)
JAUGE_CAN_FAIL(int, i2d_CMS_ContentInfo, (const CMS_ContentInfo* a, unsigned char** b), (a, b), 0)
JAUGE_CAN_FAIL(BIO*, BIO_new_mem_buf, (const void* a, int b), (a, b), nullptr)
JAUGE_CAN_FAIL(X509_STORE_CTX*, X509_STORE_CTX_new, (), (), nullptr)
JAUGE_CAN_FAIL(int, X509_STORE_CTX_init, (X509_STORE_CTX * a, X509_STORE* b, X509* c, STACK_OF(X509) * d),
               (a, b, c, d), 0)
JAUGE_CAN_FAIL(TS_REQ*, TS_REQ_new, (), (), nullptr)
JAUGE_CAN_FAIL(TS_MSG_IMPRINT*, TS_MSG_IMPRINT_new, (), (), nullptr)
JAUGE_CAN_FAIL(X509_ALGOR*, X509_ALGOR_new, (), (), nullptr)
JAUGE_CAN_FAIL(BIGNUM*, BN_new, (), (), nullptr)
JAUGE_CAN_FAIL(int, RAND_bytes, (unsigned char* a, int b), (a, b), 0)
JAUGE_CAN_FAIL(BIGNUM*, BN_bin2bn, (const unsigned char* a, int b, BIGNUM* c), (a, b, c), nullptr)
JAUGE_CAN_FAIL(ASN1_INTEGER*, BN_to_ASN1_INTEGER, (const BIGNUM* a, ASN1_INTEGER* b), (a, b), nullptr)
JAUGE_CAN_FAIL(int, X509_ALGOR_set0, (X509_ALGOR * a, ASN1_OBJECT* b, int c, void* d), (a, b, c, d), 0)
JAUGE_CAN_FAIL(int, TS_MSG_IMPRINT_set_algo, (TS_MSG_IMPRINT * a, X509_ALGOR* b), (a, b), 0)
JAUGE_CAN_FAIL(int, TS_MSG_IMPRINT_set_msg, (TS_MSG_IMPRINT * a, unsigned char* b, int c), (a, b, c), 0)
JAUGE_CAN_FAIL(int, TS_REQ_set_version, (TS_REQ * a, long b), (a, b), 0)
JAUGE_CAN_FAIL(int, TS_REQ_set_msg_imprint, (TS_REQ * a, TS_MSG_IMPRINT* b), (a, b), 0)
JAUGE_CAN_FAIL(int, TS_REQ_set_nonce, (TS_REQ * a, const ASN1_INTEGER* b), (a, b), 0)
JAUGE_CAN_FAIL(int, TS_REQ_set_cert_req, (TS_REQ * a, int b), (a, b), 0)
JAUGE_CAN_FAIL(int, i2d_TS_REQ, (const TS_REQ* a, unsigned char** b), (a, b), 0)
JAUGE_CAN_FAIL(int, ASN1_STRING_to_UTF8, (unsigned char** a, const ASN1_STRING* b), (a, b), -1)
JAUGE_CAN_FAIL(EVP_PKEY*, X509_get0_pubkey, (const X509* a), (a), nullptr)
JAUGE_CAN_FAIL(int, ASN1_TIME_to_tm, (const ASN1_TIME* a, tm* b), (a, b), 0)
JAUGE_CAN_FAIL(ASN1_OCTET_STRING**, CMS_get0_content, (CMS_ContentInfo * a), (a), nullptr)
JAUGE_CAN_FAIL(STACK_OF(X509) *, CMS_get1_certs, (CMS_ContentInfo * a), (a), nullptr)
JAUGE_CAN_FAIL(STACK_OF(CMS_SignerInfo) *, CMS_get0_SignerInfos, (CMS_ContentInfo * a), (a), nullptr)
JAUGE_CAN_FAIL(X509_STORE*, X509_STORE_new, (), (), nullptr)
JAUGE_CAN_FAIL(BIO*, BIO_new, (const BIO_METHOD* a), (a), nullptr)
JAUGE_CAN_FAIL(TS_REQ*, d2i_TS_REQ, (TS_REQ * *a, const unsigned char** b, long c), (a, b, c), nullptr)
JAUGE_CAN_FAIL(TS_TST_INFO*, d2i_TS_TST_INFO, (TS_TST_INFO * *a, const unsigned char** b, long c), (a, b, c),
               nullptr)
JAUGE_CAN_FAIL(int, i2d_PKCS7, (const PKCS7* a, unsigned char** b), (a, b), 0)
// NOLINTEND

#undef JAUGE_CAN_FAIL
