#include "seal/certificate.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "seal/openssl.hpp"

namespace jauge::seal {

using core::ErrorKind;
using core::fail;
using core::msg;
using core::Result;

namespace {

constexpr int smallest_rsa = 2048;

/// Refuses to ask for a password: the default would read the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

std::shared_ptr<X509> own(X509* certificate) {
  return {certificate, X509_free};
}

core::Failure no_certificate(std::string_view name) {
  return fail(ErrorKind::invalid, msg("\"{0}\" is not a certificate in PEM form.", name),
              msg("It must be text that begins with \"-----BEGIN CERTIFICATE-----\"."));
}

}  // namespace

Result<Certificate> Certificate::from_pem(std::string_view pem, std::string_view name) {
  const CleanErrorQueue clean;
  const auto bio = reading(pem);
  X509* certificate = bio ? PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr) : nullptr;
  if (!certificate) return no_certificate(name);
  return Certificate(own(certificate));
}

Result<Certificate> Certificate::from_der(std::string_view der, std::string_view name) {
  const CleanErrorQueue clean;
  const auto* position = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = position + der.size();
  X509* certificate = d2i_X509(nullptr, &position, static_cast<long>(der.size()));
  const auto owned = own(certificate);
  if (!owned || position != end)
    return fail(ErrorKind::invalid, msg("\"{0}\" is not a certificate in DER form.", name));
  return Certificate(owned);
}

Result<std::vector<Certificate>> Certificate::all_from_pem(std::string_view pem, std::string_view name) {
  const CleanErrorQueue clean;
  const auto bio = reading(pem);
  if (!bio) return no_certificate(name);
  std::vector<Certificate> all;
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr))
    all.push_back(Certificate(own(certificate)));
  // The text must end cleanly: a block cut short would silently drop a certificate.
  if (all.empty() || ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
    return no_certificate(name);
  return all;
}

Certificate Certificate::share(x509_st* certificate) {
  X509_up_ref(certificate);
  return Certificate(own(certificate));
}

std::string Certificate::subject() const {
  const auto bio = writing();
  // RFC 2253, but UTF-8 as it is.
  X509_NAME_print_ex(bio.get(), X509_get_subject_name(get()), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return written(bio.get());
}

std::string Certificate::organisation() const {
  const auto* name = X509_get_subject_name(get());
  const int first = X509_NAME_get_index_by_NID(name, NID_organizationalUnitName, -1);
  if (first < 0 || X509_NAME_get_index_by_NID(name, NID_organizationalUnitName, first) >= 0) return {};
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, first)));
  if (size < 0) return {};
  std::string unit(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return unit;
}

core::Instant Certificate::not_before() const {
  // What cannot be read counts as a certificate that never holds.
  return to_instant(X509_get0_notBefore(get())).value_or(core::Instant::max());
}

core::Instant Certificate::not_after() const {
  return to_instant(X509_get0_notAfter(get())).value_or(core::Instant::min());
}

int Certificate::days_left(core::Instant now) const {
  return static_cast<int>(std::chrono::floor<std::chrono::days>(not_after() - now).count());
}

bool Certificate::has_non_repudiation() const {
  return (X509_get_extension_flags(get()) & EXFLAG_KUSAGE) != 0 &&
         (X509_get_key_usage(get()) & KU_NON_REPUDIATION) != 0;
}

bool Certificate::has_accepted_key() const {
  const EVP_PKEY* key = X509_get0_pubkey(get());
  if (!key) return false;
  if (EVP_PKEY_is_a(key, "RSA")) return EVP_PKEY_get_bits(key) >= smallest_rsa;
  if (!EVP_PKEY_is_a(key, "EC")) return false;
  char group[32];
  std::size_t size = 0;
  return EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1 &&
         std::string_view(group, size) == SN_X9_62_prime256v1;
}

bool Certificate::self_signed() const {
  return X509_self_signed(get(), 0) == 1;
}

core::Digest Certificate::sha256() const {
  return core::sha256(der());
}

core::Digest Certificate::public_key_sha256() const {
  return core::sha256(to_der(X509_get_X509_PUBKEY(get()), i2d_X509_PUBKEY));
}

std::string Certificate::der() const {
  return to_der(get(), i2d_X509);
}

std::string Certificate::pem() const {
  const auto bio = writing();
  PEM_write_bio_X509(bio.get(), get());
  return written(bio.get());
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem, std::string_view name) {
  const CleanErrorQueue clean;
  const auto bio = reading(pem);
  EVP_PKEY* key = bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr) : nullptr;
  if (key) return PrivateKey(std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free));
  if (pem.find("ENCRYPTED") != std::string_view::npos)
    return fail(ErrorKind::invalid, msg("The private key \"{0}\" is protected by a password.", name),
                msg("Give it without one, as a file of mode 0400 or a systemd credential."));
  return fail(ErrorKind::invalid, msg("\"{0}\" is not a private key in PEM form.", name),
              msg("It must be text that begins with \"-----BEGIN PRIVATE KEY-----\"."));
}

bool PrivateKey::matches(const Certificate& certificate) const {
  const CleanErrorQueue clean;
  return X509_check_private_key(certificate.get(), get()) == 1;
}

Result<Identity> load_identity(std::string_view certificate_pem, std::string_view key_pem,
                               std::string_view chain_pem) {
  auto certificate = Certificate::from_pem(certificate_pem, "certificate");
  if (!certificate) return tl::unexpected(certificate.error());
  auto key = PrivateKey::from_pem(key_pem, "key");
  if (!key) return tl::unexpected(key.error());
  auto chain = Certificate::all_from_pem(chain_pem, "chain");
  if (!chain) return tl::unexpected(chain.error());
  return Identity{std::move(*certificate), std::move(*key), std::move(*chain)};
}

Result<void> check_sealing(const Identity& identity, std::string_view organisation, core::Instant now) {
  const CleanErrorQueue clean;
  const auto& certificate = identity.certificate;
  const auto renew =
      msg("Renew the certificate with the IGC-Santé and name the new one in the configuration.");
  const auto choose = msg("Use an IGC-Santé certificate of type ORG_SIGN.");
  if (!identity.key.matches(certificate))
    return fail(ErrorKind::invalid,
                msg("The private key is not that of the certificate {0}.", certificate.subject()),
                msg("Name the certificate and the key that were issued together."));
  if (now < certificate.not_before())
    return fail(ErrorKind::invalid,
                msg("The certificate {0} holds only from {1} on.", certificate.subject(),
                    core::utc_text(certificate.not_before())),
                msg("Check the machine's clock, or wait until then."));
  if (now > certificate.not_after())
    return fail(ErrorKind::invalid,
                msg("The certificate {0} ended on {1}.", certificate.subject(),
                    core::utc_text(certificate.not_after())),
                renew);
  if (!certificate.has_accepted_key())
    return fail(ErrorKind::invalid,
                msg("The key of the certificate {0} is neither RSA of 2048 bits or more nor ECDSA on P-256.",
                    certificate.subject()),
                choose);
  if (!certificate.has_non_repudiation())
    return fail(
        ErrorKind::invalid,
        msg("The certificate {0} has no non-repudiation usage: it cannot seal.", certificate.subject()),
        choose);
  if (X509_check_purpose(certificate.get(), X509_PURPOSE_SMIME_SIGN, 0) != 1)
    return fail(ErrorKind::invalid,
                msg("The certificate {0} is not for signing documents (usage emailProtection).",
                    certificate.subject()),
                choose);
  if (!organisation.empty() && certificate.organisation() != organisation)
    return fail(
        ErrorKind::invalid,
        msg("The certificate {0} is not that of the organisation {1}.", certificate.subject(), organisation),
        msg("Its OU must be the identifier of the configuration: 1 and the FINESS, or 3 and the SIRET."));
  return {};
}

Result<SignerRule> SignerRule::parse(std::string_view text) {
  SignerRule rule;
  constexpr std::string_view unit = "OU=";
  if (text.substr(0, unit.size()) == unit && text.size() > unit.size()) {
    rule.organisation_ = text.substr(unit.size());
    return rule;
  }
  constexpr std::string_view separators = ", ";
  bool readable = true;
  while (readable) {
    const auto begin = text.find_first_not_of(separators);
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const auto word = text.substr(0, text.find_first_of(separators));
    text.remove_prefix(word.size());
    const auto digest = core::Digest::parse_hex(word);
    readable = digest.has_value();
    if (digest) rule.public_keys_.push_back(*digest);
  }
  if (!readable || rule.public_keys_.empty() || rule.public_keys_.size() > 2)
    return fail(
        ErrorKind::invalid, msg("The rule for the signer of receipts cannot be read."),
        msg("Write \"OU=\" and the organisation's identifier, or the SHA-256 of one or two public keys in "
            "hexadecimal."));
  return rule;
}

bool SignerRule::admits(const Certificate& certificate) const {
  if (!organisation_.empty()) return certificate.organisation() == organisation_;
  const auto key = certificate.public_key_sha256();
  return std::find(public_keys_.begin(), public_keys_.end(), key) != public_keys_.end();
}

}  // namespace jauge::seal
