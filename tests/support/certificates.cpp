#include "tests/support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace jauge::test_support {

namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using CertificatePtr = std::unique_ptr<X509, Release<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using KeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using BioPtr = std::unique_ptr<BIO, Release<BIO_free_all>>;
using CrlPtr = std::unique_ptr<X509_CRL, Release<X509_CRL_free>>;
using RevokedPtr = std::unique_ptr<X509_REVOKED, Release<X509_REVOKED_free>>;
using IntegerPtr = std::unique_ptr<ASN1_INTEGER, Release<ASN1_INTEGER_free>>;
using TimePtr = std::unique_ptr<ASN1_TIME, Release<ASN1_TIME_free>>;

void require(bool done) {
  if (!done) throw std::runtime_error("a test certificate cannot be made");
}

KeyPtr make_key(CertificateRequest::Key kind) {
  using Key = CertificateRequest::Key;
  switch (kind) {
    case Key::p256:
      return KeyPtr(EVP_EC_gen("P-256"));
    case Key::p384:
      return KeyPtr(EVP_EC_gen("P-384"));
    case Key::rsa_1024:
      return KeyPtr(EVP_RSA_gen(1024));
    case Key::rsa_pss: {
      KeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr));
      EVP_PKEY* key = nullptr;
      require(EVP_PKEY_keygen_init(context.get()) == 1 && EVP_PKEY_generate(context.get(), &key) == 1);
      return KeyPtr(key);
    }
    case Key::rsa:
      break;
  }
  return KeyPtr(EVP_RSA_gen(2048));
}

TimePtr asn1_time(core::Instant instant) {
  const auto time = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
  return TimePtr(ASN1_TIME_set(nullptr, time));
}

std::string text(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  BioPtr bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return text(bio.get());
}

std::string pem(EVP_PKEY* key) {
  BioPtr bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text(bio.get());
}

void add_name(X509_NAME* name, const char* field, const std::string& value) {
  require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(value.data()),
                                     static_cast<int>(value.size()), -1, 0) == 1);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

CertificatePtr begin_certificate(EVP_PKEY* key, std::int64_t serial, core::Instant begin, core::Instant end) {
  CertificatePtr certificate(X509_new());
  require(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  require(ASN1_INTEGER_set_int64(X509_get_serialNumber(certificate.get()), serial) == 1);
  require(X509_set1_notBefore(certificate.get(), asn1_time(begin).get()) == 1);
  require(X509_set1_notAfter(certificate.get(), asn1_time(end).get()) == 1);
  require(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

struct Usages {
  const char* key;       // null: none
  const char* extended;  // null: none
};

Usages usages(CertificateRequest::Use use) {
  using Use = CertificateRequest::Use;
  switch (use) {
    case Use::no_repudiation:
      return {"critical,digitalSignature", "emailProtection"};
    case Use::no_usage:
      return {nullptr, "emailProtection"};
    case Use::tls_client:
      return {"critical,digitalSignature", "clientAuth"};
    case Use::tls_repudiation:
      return {"critical,digitalSignature,nonRepudiation", "clientAuth"};
    case Use::tls_server:
      return {"critical,digitalSignature", "serverAuth"};
    case Use::timestamp:
      return {"critical,digitalSignature,nonRepudiation", "critical,timeStamping"};
    case Use::encryption:
      return {"critical,keyEncipherment", "emailProtection"};
    case Use::seal:
      break;
  }
  return {"critical,digitalSignature,nonRepudiation", "emailProtection"};
}

}  // namespace

struct Authority::State {
  KeyPtr key;
  CertificatePtr certificate;
  std::string certificate_pem;
  mutable std::int64_t next_serial = 1000;

  Issued issue(EVP_PKEY* subject_key, const CertificateRequest& request) const {
    const auto serial = next_serial++;
    auto made = begin_certificate(subject_key, serial, request.begin, request.end);
    auto* name = X509_get_subject_name(made.get());
    add_name(name, "C", "FR");
    add_name(name, "O", "Organisation de test");
    for (const auto& unit : request.units) add_name(name, "OU", unit);
    add_name(name, "CN", request.name);
    require(X509_set_issuer_name(made.get(), X509_get_subject_name(certificate.get())) == 1);
    add_extension(made.get(), certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    const auto [key_usage, extended] = usages(request.use);
    if (key_usage) add_extension(made.get(), certificate.get(), NID_key_usage, key_usage);
    if (extended) add_extension(made.get(), certificate.get(), NID_ext_key_usage, extended);
    add_extension(made.get(), certificate.get(), NID_subject_key_identifier, "hash");
    if (request.authority_key)
      add_extension(made.get(), certificate.get(), NID_authority_key_identifier, "keyid:always");
    if (request.use == CertificateRequest::Use::tls_server) {
      std::string names = "IP:127.0.0.1,IP:::1,DNS:localhost";
      for (const auto& dns : request.dns) names += ",DNS:" + dns;
      add_extension(made.get(), certificate.get(), NID_subject_alt_name, names);
    }
    require(X509_sign(made.get(), key.get(), request.sha1 ? EVP_sha1() : EVP_sha256()) > 0);
    return {pem(made.get()), pem(subject_key), serial};
  }
};

namespace {

/// An authority's certificate for `key`; `parent` null: a root.
CertificatePtr make_authority(EVP_PKEY* key, const std::string& name, X509* parent, EVP_PKEY* parent_key,
                              std::int64_t serial, const CertificateRequest& dates = {}) {
  auto made = begin_certificate(key, serial, dates.begin, dates.end);
  auto* subject = X509_get_subject_name(made.get());
  add_name(subject, "C", "FR");
  add_name(subject, "CN", name);
  X509* issuer = parent ? parent : made.get();
  require(X509_set_issuer_name(made.get(), X509_get_subject_name(issuer)) == 1);
  add_extension(made.get(), issuer, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(made.get(), issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(made.get(), issuer, NID_subject_key_identifier, "hash");
  add_extension(made.get(), issuer, NID_authority_key_identifier, "keyid:always");
  require(X509_sign(made.get(), parent ? parent_key : key, EVP_sha256()) > 0);
  return made;
}

}  // namespace

Issued self_signed_seal() {
  const CertificateRequest request;
  const auto key = make_key(CertificateRequest::Key::p256);
  const auto made = begin_certificate(key.get(), 1, request.begin, request.end);
  auto* name = X509_get_subject_name(made.get());
  add_name(name, "OU", request.units.front());
  add_name(name, "CN", request.name);
  require(X509_set_issuer_name(made.get(), name) == 1);
  add_extension(made.get(), made.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(made.get(), made.get(), NID_key_usage, "critical,digitalSignature,nonRepudiation");
  add_extension(made.get(), made.get(), NID_ext_key_usage, "emailProtection");
  require(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
  return {pem(made.get()), pem(key.get()), 1};
}

Authority::Authority(std::string name) : state_(std::make_unique<State>()) {
  state_->key = make_key(CertificateRequest::Key::p256);
  state_->certificate = make_authority(state_->key.get(), name, nullptr, nullptr, 1);
  state_->certificate_pem = pem(state_->certificate.get());
}

Authority::Authority(std::unique_ptr<State> state) : state_(std::move(state)) {}
Authority::~Authority() = default;
Authority::Authority(Authority&&) noexcept = default;
Authority& Authority::operator=(Authority&&) noexcept = default;

Authority Authority::subordinate(std::string name) const {
  auto below = std::make_unique<State>();
  below->key = make_key(CertificateRequest::Key::p256);
  below->certificate = make_authority(below->key.get(), name, state_->certificate.get(), state_->key.get(),
                                      state_->next_serial++);
  below->certificate_pem = pem(below->certificate.get());
  return Authority(std::move(below));
}

Issued Authority::issue(const CertificateRequest& request) const {
  const auto key = make_key(request.key);
  require(key != nullptr);
  return state_->issue(key.get(), request);
}

Issued Authority::renew(const Issued& other, const CertificateRequest& request) const {
  BioPtr bio(BIO_new_mem_buf(other.key.data(), static_cast<int>(other.key.size())));
  const KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  require(key != nullptr);
  return state_->issue(key.get(), request);
}

std::string Authority::reissue(const Authority& below, core::Instant begin, core::Instant end) const {
  CertificateRequest dates;
  dates.begin = begin;
  dates.end = end;
  char name[200];
  const auto* subject = X509_get_subject_name(below.state_->certificate.get());
  require(X509_NAME_get_text_by_NID(subject, NID_commonName, name, sizeof name) > 0);
  return pem(make_authority(below.state_->key.get(), name, state_->certificate.get(), state_->key.get(),
                            state_->next_serial++, dates)
                 .get());
}

const std::string& Authority::certificate() const {
  return state_->certificate_pem;
}

std::string Authority::crl(const std::vector<std::int64_t>& serials, core::Instant issued,
                           core::Instant next) const {
  CrlPtr list(X509_CRL_new());
  require(X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) == 1);
  require(X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(state_->certificate.get())) == 1);
  require(X509_CRL_set1_lastUpdate(list.get(), asn1_time(issued).get()) == 1);
  require(X509_CRL_set1_nextUpdate(list.get(), asn1_time(next).get()) == 1);
  for (const auto serial : serials) {
    IntegerPtr serial_number(ASN1_INTEGER_new());
    RevokedPtr revoked(X509_REVOKED_new());
    require(ASN1_INTEGER_set_int64(serial_number.get(), serial) == 1);
    require(X509_REVOKED_set_serialNumber(revoked.get(), serial_number.get()) == 1);
    require(X509_REVOKED_set_revocationDate(revoked.get(), asn1_time(issued).get()) == 1);
    require(X509_CRL_add0_revoked(list.get(), revoked.release()) == 1);
  }
  IntegerPtr number(ASN1_INTEGER_new());
  require(ASN1_INTEGER_set_int64(number.get(), 1) == 1);
  require(X509_CRL_add1_ext_i2d(list.get(), NID_crl_number, number.get(), 0, 0) == 1);
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, state_->certificate.get(), nullptr, nullptr, list.get(), 0);
  const ExtensionPtr authority(
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
  require(authority && X509_CRL_add_ext(list.get(), authority.get(), -1) == 1);
  X509_CRL_sort(list.get());
  require(X509_CRL_sign(list.get(), state_->key.get(), EVP_sha256()) > 0);
  BioPtr bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509_CRL(bio.get(), list.get()) == 1);
  return text(bio.get());
}

}  // namespace jauge::test_support
