#include "http/client_fault.hpp"

#include <curl/curl.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <cstdio>

namespace jauge::http {
namespace {

using core::msg;

void set(Reply& reply, Fault fault, core::Message sentence) {
  reply.fault = fault;
  reply.sentence = std::move(sentence);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

enum class OwnCertificate { none, unreadable, early, expired, in_force };

/// Our own certificate, looked at only after a failure: one out of date is the likeliest culprit, and TLS 1.2
/// tells it in the very words of an expired server.
OwnCertificate own_certificate(const ClientTls& tls) {
  if (tls.certificate_file.empty()) return OwnCertificate::none;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(tls.certificate_file.c_str(), "re"),
                                                             &std::fclose);
  if (!file) return OwnCertificate::unreadable;
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      PEM_read_X509(file.get(), nullptr, nullptr, nullptr), &X509_free);
  if (!certificate) return OwnCertificate::unreadable;
  // TLS itself judges dates by the system's clock, so this does too.
  if (X509_cmp_current_time(X509_get0_notBefore(certificate.get())) > 0) return OwnCertificate::early;
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0) return OwnCertificate::expired;
  return OwnCertificate::in_force;
}

/// True where our certificate alone explains the failure.
bool blame_own_certificate(Reply& reply, const ClientTls& tls) {
  switch (own_certificate(tls)) {
    case OwnCertificate::unreadable:
      set(reply, Fault::certificate,
          msg("Our TLS certificate {0} cannot be read as PEM.", tls.certificate_file));
      return true;
    case OwnCertificate::early:
      set(reply, Fault::certificate,
          msg("Our TLS certificate {0} is not yet in force; check the clock.", tls.certificate_file));
      return true;
    case OwnCertificate::expired:
      set(reply, Fault::certificate,
          msg("Our TLS certificate {0} has expired; renew it.", tls.certificate_file));
      return true;
    case OwnCertificate::none:
    case OwnCertificate::in_force:
      return false;
  }
  return false;
}

void explain_untrusted(Reply& reply, const Failure& failure, const std::string& place, const ClientTls& tls) {
  if (contains(failure.text, "match")) return set_fault(reply, Fault::host, place);
  switch (failure.verify_result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return set(
          reply, Fault::untrusted,
          msg("The TLS certificate of {0}, or of its issuer, has expired; if not, the clock here is wrong.",
              place));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return set(
          reply, Fault::untrusted,
          msg("The TLS certificate of {0} is not yet in force; if it is, the clock here is wrong.", place));
    case X509_V_ERR_CERT_REVOKED:
      return set(reply, Fault::untrusted, msg("The TLS certificate of {0} is revoked.", place));
    case X509_V_ERR_UNABLE_TO_GET_CRL:
      return set(reply, Fault::untrusted,
                 msg("{0} has no revocation list for every issuer of the TLS certificate of {1}.",
                     tls.crl_file, place));
    case X509_V_ERR_CRL_HAS_EXPIRED:
      return set(reply, Fault::untrusted,
                 msg("The revocation list {0} is out of date: fetch the new one.", tls.crl_file));
    default:
      break;
  }
  if (tls.trust == ClientTls::Trust::ca_file) {
    return set(reply, Fault::untrusted,
               msg("The TLS certificate of {0} was not issued under {1}: a wrong CA file, or a proxy that "
                   "intercepts the connection.",
                   place, tls.ca_file));
  }
  set_fault(reply, Fault::untrusted, place);
}

/// The alerts by which the other side refuses our certificate.
bool is_certificate_alert(std::string_view text) {
  if (!contains(text, "alert")) return false;
  for (const std::string_view part :
       {"bad certificate", "certificate required", "unknown ca", "certificate expired", "certificate revoked",
        "certificate unknown", "unsupported certificate", "access denied"}) {
    if (contains(text, part)) return true;
  }
  return false;
}

void explain_tls(Reply& reply, const Failure& failure, const std::string& place, const ClientTls& tls) {
  if (blame_own_certificate(reply, tls)) return;
  if (is_certificate_alert(failure.text) || failure.code == CURLE_SSL_CLIENTCERT) {
    return set_fault(reply, Fault::certificate, place);
  }
  if (tls.certificate_file.empty() && contains(failure.text, "alert handshake failure")) {
    return set(
        reply, Fault::certificate,
        msg("{0} broke off the TLS handshake; it may ask for a certificate, and none is configured.", place));
  }
  if (contains(failure.text, "protocol version") || contains(failure.text, "unsupported protocol")) {
    return set(reply, Fault::tls, msg("{0} speaks neither TLS 1.2 nor TLS 1.3.", place));
  }
  if (contains(failure.text, "wrong version number")) {
    return set(reply, Fault::tls, msg("{0} does not speak TLS.", place));
  }
  set_fault(reply, Fault::tls, place);
}

void explain_broken(Reply& reply, const Failure& failure, const std::string& place,
                    const ClientOptions& options) {
  // Under TLS 1.3 a refused client certificate shows only when the answer is read.
  if (is_certificate_alert(failure.text)) {
    if (!blame_own_certificate(reply, options.tls)) set_fault(reply, Fault::certificate, place);
    return;
  }
  set_fault(reply, Fault::broken, place);
}

}  // namespace

std::string place_of(const std::string& url, const ClientOptions& options) {
  if (!options.unix_socket.empty()) return options.unix_socket;
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  std::string place = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  const std::size_t user = place.rfind('@');
  if (user != std::string::npos) place.erase(0, user + 1);
  return place;
}

void set_fault(Reply& reply, Fault fault, const std::string& place) {
  switch (fault) {
    case Fault::none:
      return set(reply, fault, {});
    case Fault::usage:
      return set(reply, fault,
                 msg("The address of {0} cannot be used: https:// is needed, without user name.", place));
    case Fault::dns:
      return set(reply, fault, msg("The name of {0} cannot be resolved (DNS).", place));
    case Fault::refused:
      return set(reply, fault,
                 msg("No connection to {0}: nothing listens there, or a firewall is in between.", place));
    case Fault::untrusted:
      return set(reply, fault, msg("The TLS certificate of {0} is not trusted.", place));
    case Fault::host:
      return set(reply, fault, msg("The TLS certificate shown by {0} is for another name.", place));
    case Fault::tls:
      return set(reply, fault, msg("No TLS connection to {0}: no common version or cipher suite.", place));
    case Fault::certificate:
      return set(reply, fault, msg("{0} refused our TLS certificate, or asks for one and got none.", place));
    case Fault::proxy:
      return set(reply, fault, msg("The proxy does not let through to {0}.", place));
    case Fault::timeout:
      return set(reply, fault, msg("{0} did not answer in time.", place));
    case Fault::too_large:
      return set(reply, fault, msg("{0} answered more than is accepted; the answer was cut.", place));
    case Fault::broken:
      return set(reply, fault, msg("{0} broke the connection, or did not answer in HTTP.", place));
    case Fault::stopped:
      return set(reply, fault, msg("The exchange with {0} was stopped from here.", place));
  }
}

void explain(Reply& reply, const Failure& failure, const std::string& url, const ClientOptions& options) {
  const std::string place = place_of(url, options);
  if (failure.connect_status >= 300 && !reply.status) {
    // Only its answers about credentials are passed on: an ARS alone may say 409 or 422.
    const long status = failure.connect_status;
    if (status == 401 || status == 403 || status == 407) reply.status = 407;
    return set(reply, Fault::proxy,
               msg("The proxy {0} refused to connect to {1} (status {2}).", options.proxy, place, status));
  }
  switch (failure.code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
      // Also what libcurl calls an answer that does not begin as HTTP does.
      return set_fault(reply, failure.connected ? Fault::broken : Fault::usage, place);
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED:
      return set_fault(reply, Fault::usage, place);
    case CURLE_COULDNT_RESOLVE_HOST:
      return set_fault(reply, Fault::dns, place);
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return set(reply, Fault::proxy, msg("The proxy {0} cannot be used.", options.proxy));
    case CURLE_COULDNT_CONNECT:
      if (!options.proxy.empty())
        return set(reply, Fault::proxy, msg("No connection to the proxy {0}.", options.proxy));
      return set_fault(reply, Fault::refused, place);
    case CURLE_OPERATION_TIMEDOUT:
      return set_fault(reply, Fault::timeout, place);
    case CURLE_SSL_CACERT_BADFILE:
      return set(reply, Fault::untrusted,
                 msg("The CA file {0} cannot be read, or holds no certificate.", options.tls.ca_file));
    case CURLE_SSL_CRL_BADFILE:
      return set(reply, Fault::untrusted,
                 msg("The revocation list {0} cannot be read.", options.tls.crl_file));
    case CURLE_SSL_CERTPROBLEM:
      if (blame_own_certificate(reply, options.tls)) return;
      return set(reply, Fault::certificate,
                 msg("The private key is not that of our TLS certificate {0}, or cannot be read.",
                     options.tls.certificate_file));
    case CURLE_PEER_FAILED_VERIFICATION:
      // TLS 1.2 gives this code for an alert about our own certificate too.
      if (failure.verify_result == X509_V_OK && contains(failure.text, "alert")) {
        return explain_tls(reply, failure, place, options.tls);
      }
      return explain_untrusted(reply, failure, place, options.tls);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_SSL_CIPHER:
      return explain_tls(reply, failure, place, options.tls);
    default:
      return explain_broken(reply, failure, place, options);
  }
}

Reply usage_reply() {
  Reply reply;
  set(reply, Fault::usage, msg("The request cannot be made: a header or an option is not valid."));
  return reply;
}

}  // namespace jauge::http
