#pragma once
// X.509 certificates and private keys: what they say, and whether a seal may be made with them.
// OpenSSL verifies signatures but signs with any certificate: every rule of use is checked here. No clock is
// read.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.hpp"
#include "core/month.hpp"
#include "core/result.hpp"

struct x509_st;
struct evp_pkey_st;

namespace jauge::seal {

/// A certificate. Cheap to copy, immutable.
class Certificate {
 public:
  /// The first certificate of a PEM text. `name` in errors: a path, or the key of the configuration.
  [[nodiscard]] static core::Result<Certificate> from_pem(std::string_view pem, std::string_view name);
  [[nodiscard]] static core::Result<Certificate> from_der(std::string_view der, std::string_view name);
  /// Every certificate of a PEM text, in its order; at least one.
  [[nodiscard]] static core::Result<std::vector<Certificate>> all_from_pem(std::string_view pem,
                                                                           std::string_view name);
  /// Shares `certificate`: its reference count goes up by one.
  static Certificate share(x509_st* certificate);

  /// RFC 2253: "CN=…,OU=…,O=…,C=FR".
  std::string subject() const;
  /// The OU of the subject, where there is exactly one: "1670000157". Empty otherwise: a certificate that
  /// names two organisations identifies none.
  std::string organisation() const;
  core::Instant not_before() const;
  core::Instant not_after() const;
  /// Whole days until it ends, negative after.
  int days_left(core::Instant now) const;
  /// Key usage is present and has nonRepudiation.
  bool has_non_repudiation() const;
  /// RSA of 2048 bits or more (not RSA-PSS), or EC on P-256.
  bool has_accepted_key() const;
  /// Issued by itself, as roots are.
  bool self_signed() const;
  /// Of the DER.
  core::Digest sha256() const;
  /// Of the SubjectPublicKeyInfo: survives a renewal with the same key.
  core::Digest public_key_sha256() const;
  std::string der() const;
  std::string pem() const;
  x509_st* get() const { return certificate_.get(); }

 private:
  explicit Certificate(std::shared_ptr<x509_st> certificate) : certificate_(std::move(certificate)) {}
  std::shared_ptr<x509_st> certificate_;
};

/// A private key. Shared, never printed; OpenSSL cleanses it.
class PrivateKey {
 public:
  /// Fails `invalid` on an encrypted key: it is protected by its file's mode or by systemd's credentials
  /// instead.
  [[nodiscard]] static core::Result<PrivateKey> from_pem(std::string_view pem, std::string_view name);
  bool matches(const Certificate& certificate) const;
  evp_pkey_st* get() const { return key_.get(); }

 private:
  explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

/// Who signs: certificate, its key, and the certificates above it. `chain` may hold the root; it is not
/// embedded.
struct Identity {
  Certificate certificate;
  PrivateKey key;
  std::vector<Certificate> chain;
};

/// Reads the three PEM texts of an identity; errors name them "certificate", "key", "chain".
[[nodiscard]] core::Result<Identity> load_identity(std::string_view certificate_pem, std::string_view key_pem,
                                                   std::string_view chain_pem);

/// May `identity` seal at `now`? Key, dates, non-repudiation, S/MIME signing purpose, algorithm and, unless
/// empty, `organisation` = its OU. Fails `invalid`, naming what is wrong and since or until when.
[[nodiscard]] core::Result<void> check_sealing(const Identity& identity, std::string_view organisation,
                                               core::Instant now);

/// Who may sign: "OU=1440000000", or the SHA-256 in hex of one or two public keys, separated by a comma or a
/// space.
class SignerRule {
 public:
  [[nodiscard]] static core::Result<SignerRule> parse(std::string_view text);
  bool admits(const Certificate& certificate) const;

 private:
  std::string organisation_;
  std::vector<core::Digest> public_keys_;
};

}  // namespace jauge::seal
