// Certificates, and the checks before sealing that OpenSSL does not make (ars-contract).
#include <sys/mman.h>

#include <climits>

#include "tests/unit/seal/fixture.hpp"

namespace jauge::seal {
namespace {

Certificate certificate(const Issued& issued) {
  return Certificate::from_pem(issued.certificate, "certificate").value();
}

core::Result<void> check(const CertificateRequest& request, core::Instant now = noon,
                         std::string_view organisation = "1670000157") {
  return check_sealing(identity(pki().authority.issue(request)), organisation, now);
}

TEST(Certificate, TellsItsSubjectAndOrganisation) {
  const auto made = certificate(pki().seal);
  EXPECT_EQ(made.subject(), "CN=Grappe de test,OU=1670000157,O=Organisation de test,C=FR");
  EXPECT_EQ(made.organisation(), "1670000157");
}

TEST(Certificate, ShowsAccentsAsTheyAre) {
  const auto made =
      certificate(pki().authority.issue({.key = CertificateRequest::Key::p256, .name = "Évêché"}));
  EXPECT_EQ(made.subject(), "CN=Évêché,OU=1670000157,O=Organisation de test,C=FR");
}

TEST(Certificate, IdentifiesNoOrganisationWhenItNamesTwoOrNone) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.units = {"1670000157", "1440000000"};
  EXPECT_EQ(certificate(pki().authority.issue(request)).organisation(), "");
  request.units = {};
  EXPECT_EQ(certificate(pki().authority.issue(request)).organisation(), "");
}

TEST(Certificate, CountsTheDaysUntilItEnds) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.end = instant("2026-11-13T12:00:00Z");
  const auto made = certificate(pki().authority.issue(request));
  EXPECT_EQ(made.not_after(), instant("2026-11-13T12:00:00Z"));
  EXPECT_EQ(made.not_before(), instant("2020-01-01T00:00:00Z"));
  EXPECT_EQ(made.days_left(noon), 7);
  EXPECT_EQ(made.days_left(instant("2026-11-13T11:59:59Z")), 0);
  EXPECT_EQ(made.days_left(instant("2026-11-13T12:00:01Z")), -1);
}

TEST(Certificate, KeepsTheDigestOfItsKeyOverARenewal) {
  const auto renewed = pki().authority.renew(pki().seal);
  EXPECT_EQ(certificate(renewed).public_key_sha256(), certificate(pki().seal).public_key_sha256());
  EXPECT_NE(certificate(renewed).sha256(), certificate(pki().seal).sha256());
}

TEST(Certificate, ComesBackFromItsDerAndItsPem) {
  const auto made = certificate(pki().seal);
  EXPECT_EQ(Certificate::from_der(made.der(), "certificate").value().sha256(), made.sha256());
  EXPECT_EQ(made.pem(), pki().seal.certificate);
  EXPECT_FALSE(Certificate::from_der(made.der() + "x", "certificate"));
  EXPECT_FALSE(Certificate::from_der("", "certificate"));
}

TEST(Certificate, IsNotReadFromAnythingElse) {
  for (const std::string text :
       {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    EXPECT_REFUSED(Certificate::from_pem(text, "seal.crt"), "\"seal.crt\" is not a certificate in PEM form.");
  EXPECT_FALSE(Certificate::from_pem(pki().seal.key, "seal.crt"));
}

TEST(Certificate, IsNotReadFromMoreThanTheLibraryCanCount) {
  const auto size = static_cast<std::size_t>(INT_MAX) + 1;
  void* memory = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  const std::string_view text(static_cast<const char*>(memory), size);
  EXPECT_REFUSED(Certificate::from_pem(text, "seal.crt"), "\"seal.crt\" is not a certificate in PEM form.");
  munmap(memory, size);
}

TEST(Certificate, IsReadWithAllOfItsChainOrNotAtAll) {
  const auto chain = Certificate::all_from_pem(pki().chain, "chain").value();
  ASSERT_EQ(chain.size(), 2U);
  EXPECT_FALSE(chain[0].self_signed());
  EXPECT_TRUE(chain[1].self_signed());
  EXPECT_FALSE(Certificate::all_from_pem(pki().chain.substr(0, pki().chain.size() - 40), "chain"))
      << "a certificate cut short is not passed over";
}

TEST(PrivateKey, IsNotReadWhenAPasswordProtectsIt) {
  const std::string encrypted =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAoGCCqGSIb3DQ==\n-----END ENCRYPTED PRIVATE KEY-----\n";
  EXPECT_REFUSED(PrivateKey::from_pem(encrypted, "seal.key"), "\"seal.key\" is protected by a password");
  EXPECT_REFUSED(PrivateKey::from_pem("nothing", "seal.key"),
                 "\"seal.key\" is not a private key in PEM form.");
}

// ── Before sealing ───────────────────────────────────────────────────────────────────────────────

TEST(SealCheck, PassesAnOrganisationsSealOfRsaAndOfP256) {
  EXPECT_TRUE(check({}));
  EXPECT_TRUE(check({.key = CertificateRequest::Key::p256}));
}

TEST(SealCheck, RefusesAKeyThatIsNotTheCertificates) {
  auto mixed = pki().seal;
  mixed.key = pki().authority.issue().key;
  EXPECT_REFUSED(check_sealing(identity(mixed), "1670000157", noon),
                 "The private key is not that of the certificate CN=");
  mixed.key = pki().authority.issue({.key = CertificateRequest::Key::p256}).key;
  EXPECT_FALSE(check_sealing(identity(mixed), "1670000157", noon));
}

TEST(SealCheck, RefusesAnExpiredCertificateAndSaysSinceWhen) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.end = instant("2026-11-06T11:59:59Z");
  EXPECT_REFUSED(check(request), "ended on 2026-11-06T11:59:59Z");
  EXPECT_EQ(check(request).error().kind, core::ErrorKind::invalid);
  EXPECT_TRUE(check(request, instant("2026-11-06T11:59:59Z"))) << "its last second counts";
}

TEST(SealCheck, RefusesACertificateThatDoesNotHoldYetAndSaysFromWhen) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.begin = instant("2026-11-06T12:00:01Z");
  EXPECT_REFUSED(check(request), "holds only from 2026-11-06T12:00:01Z");
  EXPECT_TRUE(check(request, instant("2026-11-06T12:00:01Z")));
}

TEST(SealCheck, RefusesACertificateWithoutNonRepudiation) {
  EXPECT_REFUSED(check({.use = CertificateRequest::Use::no_repudiation}), "no non-repudiation usage");
  EXPECT_REFUSED(check({.use = CertificateRequest::Use::encryption}), "no non-repudiation usage");
  EXPECT_REFUSED(check({.use = CertificateRequest::Use::no_usage}), "no non-repudiation usage");
}

TEST(SealCheck, RefusesACertificateForTls) {
  EXPECT_FALSE(check({.use = CertificateRequest::Use::tls_client}));
  EXPECT_FALSE(check({.use = CertificateRequest::Use::tls_server}));
  EXPECT_REFUSED(check({.use = CertificateRequest::Use::tls_repudiation}), "not for signing documents");
}

TEST(SealCheck, RefusesTheSealOfAnotherOrganisation) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.units = {"1440000000"};
  EXPECT_REFUSED(check(request), "is not that of the organisation 1670000157");
  request.units = {"1670000157", "1440000000"};
  EXPECT_REFUSED(check(request), "is not that of the organisation 1670000157");
  request.units = {};
  EXPECT_REFUSED(check(request), "is not that of the organisation 1670000157");
  request.units = {"16700001570"};
  EXPECT_REFUSED(check(request), "is not that of the organisation 1670000157");
}

TEST(SealCheck, RefusesKeysThatStockToolsOrVerifiersDoNotTake) {
  for (const auto key :
       {CertificateRequest::Key::rsa_1024, CertificateRequest::Key::rsa_pss, CertificateRequest::Key::p384})
    EXPECT_REFUSED(check({.key = key}), "neither RSA of 2048 bits or more nor ECDSA on P-256");
}

// ── Who may sign ─────────────────────────────────────────────────────────────────────────────────

TEST(SignerRule, AdmitsAnOrganisationByItsIdentifier) {
  const auto rule = SignerRule::parse("OU=1670000157").value();
  EXPECT_TRUE(rule.admits(certificate(pki().seal)));
  EXPECT_FALSE(SignerRule::parse("OU=1670000158").value().admits(certificate(pki().seal)));
}

TEST(SignerRule, AdmitsOneOfUpToTwoPublicKeys) {
  const auto key = certificate(pki().seal).public_key_sha256().hex();
  const std::string other(64, 'a');
  EXPECT_TRUE(SignerRule::parse(key).value().admits(certificate(pki().seal)));
  EXPECT_TRUE(SignerRule::parse(other + "," + key).value().admits(certificate(pki().seal)));
  EXPECT_TRUE(SignerRule::parse(other + ", " + key).value().admits(certificate(pki().seal)));
  EXPECT_FALSE(SignerRule::parse(other).value().admits(certificate(pki().seal)));
  EXPECT_FALSE(SignerRule::parse(other + " " + other + " " + key)) << "two are enough for a renewal";
}

TEST(SignerRule, IsNotReadFromAnythingElse) {
  for (const std::string text : {"", "OU=", "1670000157", "CN=ARS", "abc", ",", "ou=1670000157"})
    EXPECT_FALSE(SignerRule::parse(text)) << text;
}

}  // namespace
}  // namespace jauge::seal
