#pragma once
// Certificates for tests: an authority of the test's own, and good and bad certificates under it.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/month.hpp"

namespace jauge::test_support {

/// PEM texts.
struct Issued {
  std::string certificate;
  std::string key;
  std::int64_t serial = 0;
};

struct CertificateRequest {
  enum class Use {
    seal,             // digitalSignature + nonRepudiation, emailProtection: ORG_SIGN, and the ARS's receipts
    no_repudiation,   // as seal without nonRepudiation
    no_usage,         // as seal without any key usage
    tls_client,       // ORG_AUTH_CLI
    tls_repudiation,  // as tls_client, with nonRepudiation
    tls_server,       // for 127.0.0.1, ::1, localhost and `dns`
    encryption,       // keyEncipherment
    timestamp,        // of a time-stamping authority
  };
  enum class Key { rsa, p256, p384, rsa_1024, rsa_pss };
  Use use = Use::seal;
  Key key = Key::rsa;
  std::string name = "Grappe de test";
  std::vector<std::string> units{"1670000157"};  // OU
  std::vector<std::string> dns{};                // tls_server
  bool sha1 = false;                             // signed with SHA-1
  bool authority_key = true;                     // the authority's key identifier, which RFC 5280 demands
  core::Instant begin = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
  core::Instant end = std::chrono::sys_days(std::chrono::year(2049) / 1 / 1);
};

/// A seal that no authority issued: its own key signed it.
Issued self_signed_seal();

/// An authority; what it issues and its CRLs. Keys are new in each process.
class Authority {
 public:
  explicit Authority(std::string name = "AC de test");
  ~Authority();
  Authority(Authority&&) noexcept;
  Authority& operator=(Authority&&) noexcept;

  /// An authority under this one.
  Authority subordinate(std::string name) const;
  Issued issue(const CertificateRequest& request = {}) const;
  /// A new certificate for the key of `other`.
  Issued renew(const Issued& other, const CertificateRequest& request = {}) const;
  /// PEM of another certificate for `below`, an authority under this one: same name, same key, other dates.
  std::string reissue(const Authority& below, core::Instant begin, core::Instant end) const;
  /// PEM of its own certificate.
  const std::string& certificate() const;
  /// PEM of a CRL that revokes `serials`.
  std::string crl(const std::vector<std::int64_t>& serials, core::Instant issued, core::Instant next) const;

 private:
  struct State;
  explicit Authority(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jauge::test_support
