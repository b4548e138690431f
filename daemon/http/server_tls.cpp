#include "http/server_tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "http/tls_policy.hpp"

namespace jauge::http {
namespace {

using core::ErrorKind;
using core::msg;

using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;
using X509Pointer = std::unique_ptr<X509, void (*)(X509*)>;

Bio memory(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

/// Our certificate and its issuers.
bool use_certificates(SSL_CTX* context, const std::string& pem) {
  const Bio bio = memory(pem);
  const X509Pointer own(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  while (X509* issuer = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    const X509Pointer owned(issuer, &X509_free);
    if (SSL_CTX_add1_chain_cert(context, issuer) != 1) return false;
  }
  ERR_clear_error();  // the end of the text is an error to OpenSSL
  return true;
}

bool use_key(SSL_CTX* context, const std::string& pem) {
  const Bio bio = memory(pem);
  // Without this, OpenSSL would ask for a passphrase on the terminal.
  const auto no_passphrase = [](char*, int, int, void*) { return 0; };
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr), &EVP_PKEY_free);
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

bool trust_clients(SSL_CTX* context, const std::string& pem) {
  const Bio bio = memory(pem);
  int count = 0;
  while (X509* issuer = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    const X509Pointer owned(issuer, &X509_free);
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), issuer) != 1) return false;
    if (SSL_CTX_add_client_CA(context, issuer) != 1) return false;
    ++count;
  }
  ERR_clear_error();
  return count > 0;
}

bool use_revocations(SSL_CTX* context, const std::string& pem) {
  const Bio bio = memory(pem);
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  int count = 0;
  while (X509_CRL* list = PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)) {
    const std::unique_ptr<X509_CRL, void (*)(X509_CRL*)> owned(list, &X509_CRL_free);
    if (X509_STORE_add_crl(store, list) != 1) return false;
    ++count;
  }
  ERR_clear_error();
  return count > 0 && X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) == 1;
}

/// A list past its nextUpdate still revokes; that it is out of date is an alarm elsewhere, not an outage
/// here.
int accept_old_revocations(int good, X509_STORE_CTX* store) {
  if (good == 0 && X509_STORE_CTX_get_error(store) == X509_V_ERR_CRL_HAS_EXPIRED) {
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
  }
  return good;
}

}  // namespace

core::Result<void> set_up_tls(ssl_ctx_st* native, const ServerTls& tls) {
  SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Resumption would skip the look at the client's certificate.
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(native, 0);
  if (SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(native, tls_suites) != 1 || SSL_CTX_set1_groups_list(native, tls_curves) != 1) {
    return core::fail(ErrorKind::invalid, msg("OpenSSL does not offer the cipher suites of the TLS policy."));
  }
  if (!use_certificates(native, tls.certificate_pem)) {
    return core::fail(ErrorKind::invalid, msg("The server's TLS certificate cannot be read as PEM."));
  }
  if (!use_key(native, tls.key_pem)) {
    return core::fail(ErrorKind::invalid,
                      msg("The server's private key cannot be read, or is not that of its certificate."));
  }
  if (tls.client_ca_pem.empty()) return {};
  if (!trust_clients(native, tls.client_ca_pem)) {
    return core::fail(ErrorKind::invalid, msg("The CA of the clients' certificates cannot be read as PEM."));
  }
  if (!tls.client_crl_pem.empty() && !use_revocations(native, tls.client_crl_pem)) {
    return core::fail(ErrorKind::invalid, msg("The revocation list cannot be read as PEM."));
  }
  SSL_CTX_set_verify(native, SSL_VERIFY_PEER | (tls.client_required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                     &accept_old_revocations);
  return {};
}

}  // namespace jauge::http
