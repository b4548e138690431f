#include "receiver/sandbox_authority.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace jauge::receiver {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using BioPointer = std::unique_ptr<BIO, Release<BIO_free_all>>;
using CertificatePointer = std::unique_ptr<X509, Release<X509_free>>;
using ExtensionPointer = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using TimePointer = std::unique_ptr<ASN1_TIME, Release<ASN1_TIME_free>>;

core::Failure not_made() {
  return core::fail(core::ErrorKind::invalid,
                    core::msg("OpenSSL could not make the sandbox's certificates."));
}

std::string written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const BioPointer bio(BIO_new(BIO_s_mem()));
  return PEM_write_bio_X509(bio.get(), certificate) == 1 ? written(bio.get()) : std::string();
}

std::string pem_of(EVP_PKEY* key) {
  const BioPointer bio(BIO_new(BIO_s_mem()));
  const bool good = PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
  return good ? written(bio.get()) : std::string();
}

bool set_time(X509* certificate, core::Instant begin, core::Instant end) {
  const auto time_of = [](core::Instant instant) {
    return TimePointer(
        ASN1_TIME_set(nullptr, std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count()));
  };
  return X509_set1_notBefore(certificate, time_of(begin).get()) == 1 &&
         X509_set1_notAfter(certificate, time_of(end).get()) == 1;
}

bool add_name(X509* certificate, const char* field, const std::string& value) {
  return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), field, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(value.data()),
                                    static_cast<int>(value.size()), -1, 0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionPointer extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A certificate for `key` without subject, issuer, extensions and signature.
CertificatePointer begin_certificate(EVP_PKEY* key, core::Instant begin, core::Instant end) {
  CertificatePointer certificate(X509_new());
  std::uint64_t serial = 0;
  const bool good = certificate &&
                    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) == 1 &&
                    X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial) == 1 &&
                    set_time(certificate.get(), begin, end) && X509_set_pubkey(certificate.get(), key) == 1;
  return good ? std::move(certificate) : nullptr;
}

struct Usages {
  const char* key;
  const char* extended;
};

Usages usages_of(SandboxAuthority::Use use) {
  switch (use) {
    case SandboxAuthority::Use::client:
      return {"critical,digitalSignature", "clientAuth"};
    case SandboxAuthority::Use::server:
      return {"critical,digitalSignature", "serverAuth"};
    case SandboxAuthority::Use::seal:
      break;
  }
  return {"critical,digitalSignature,nonRepudiation", "emailProtection"};
}

}  // namespace

struct SandboxAuthority::State {
  KeyPointer key;
  CertificatePointer certificate;
  std::string pem;
  core::Instant begin;
  core::Instant end;
};

SandboxAuthority::SandboxAuthority(std::unique_ptr<State> state) : state_(std::move(state)) {}
SandboxAuthority::~SandboxAuthority() = default;
SandboxAuthority::SandboxAuthority(SandboxAuthority&&) noexcept = default;
SandboxAuthority& SandboxAuthority::operator=(SandboxAuthority&&) noexcept = default;

core::Result<SandboxAuthority> SandboxAuthority::make(const std::string& name, core::Instant begin,
                                                      core::Instant end) {
  auto state = std::make_unique<State>();
  state->begin = begin;
  state->end = end;
  state->key.reset(EVP_EC_gen("P-256"));
  if (!state->key) return not_made();
  state->certificate = begin_certificate(state->key.get(), begin, end);
  X509* const own = state->certificate.get();
  const bool good = own != nullptr && add_name(own, "C", "FR") && add_name(own, "CN", name) &&
                    X509_set_issuer_name(own, X509_get_subject_name(own)) == 1 &&
                    add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE") &&
                    add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    add_extension(own, own, NID_subject_key_identifier, "hash") &&
                    X509_sign(own, state->key.get(), EVP_sha256()) > 0;
  if (!good) return not_made();
  state->pem = pem_of(own);
  return SandboxAuthority(std::move(state));
}

const std::string& SandboxAuthority::certificate() const {
  return state_->pem;
}

core::Result<IssuedCertificate> SandboxAuthority::issue(Use use, const std::string& name,
                                                        const std::string& organisation) const {
  const KeyPointer key(EVP_EC_gen("P-256"));
  if (!key) return not_made();
  const CertificatePointer certificate = begin_certificate(key.get(), state_->begin, state_->end);
  X509* const made = certificate.get();
  X509* const issuer = state_->certificate.get();
  const Usages usages = usages_of(use);
  const bool good = made != nullptr && add_name(made, "C", "FR") && add_name(made, "O", name) &&
                    add_name(made, "OU", organisation) && add_name(made, "CN", name) &&
                    X509_set_issuer_name(made, X509_get_subject_name(issuer)) == 1 &&
                    add_extension(made, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
                    add_extension(made, issuer, NID_key_usage, usages.key) &&
                    add_extension(made, issuer, NID_ext_key_usage, usages.extended) &&
                    add_extension(made, issuer, NID_subject_key_identifier, "hash") &&
                    add_extension(made, issuer, NID_authority_key_identifier, "keyid:always") &&
                    (use != Use::server || add_extension(made, issuer, NID_subject_alt_name,
                                                         "IP:127.0.0.1,IP:::1,DNS:localhost")) &&
                    X509_sign(made, state_->key.get(), EVP_sha256()) > 0;
  if (!good) return not_made();
  return IssuedCertificate{pem_of(made), pem_of(key.get())};
}

}  // namespace jauge::receiver
