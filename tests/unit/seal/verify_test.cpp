// The offline verifier: which report it takes, and that no altered byte passes (ars-contract).
#include "seal/verify.hpp"

#include "tests/unit/seal/fixture.hpp"
#include "tests/unit/seal/forge.hpp"

namespace jauge::seal {
namespace {

/// A container of `content` signed by `issued`, whatever its certificate is worth.
std::string sealed_by(const Issued& issued) {
  Container made{documents(), write_manifest(documents()), {}};
  made.signature = sign_detached(made.manifest, identity(issued), noon).value();
  return write_container(made).value();
}

TEST(Verify, TellsWhoSealedAndWhen) {
  const auto verified = verify_container(sealed(), settings());
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_EQ(verified->documents, documents());
  EXPECT_EQ(verified->subject, "CN=Grappe de test,OU=1670000157,O=Organisation de test,C=FR");
  EXPECT_EQ(verified->organisation, "1670000157");
  EXPECT_EQ(verified->signing_time, noon);
  EXPECT_EQ(verified->certificate_end, instant("2049-01-01T00:00:00Z"));
  EXPECT_FALSE(verified->crl_stale);
}

TEST(Verify, RefusesEveryAlteredByteOfASealedReport) {
  auto altered = sealed();
  for (std::size_t i = 0; i < altered.size(); ++i)
    for (const int flip : {1 << i % 8, 0xff}) {
      altered[i] = static_cast<char>(altered[i] ^ flip);
      ASSERT_FALSE(verify_container(altered, settings())) << "byte " << i << " by " << flip;
      altered[i] = static_cast<char>(altered[i] ^ flip);
    }
}

/// Alters each byte of a member in turn and writes a sound container around it, as an adversary would.
template <class Member>
void expect_every_byte_counts(Member member) {
  const auto good = read_container(sealed()).value();
  const auto size = member(good).size();
  for (std::size_t i = 0; i < size; ++i) {
    auto altered = good;
    auto& bytes = const_cast<std::string&>(member(altered));
    bytes[i] = static_cast<char>(bytes[i] ^ 1 << i % 8);
    ASSERT_FALSE(verify_container(write_container(altered).value(), settings())) << i;
  }
}

TEST(Verify, RefusesEveryAlteredByteOfAMemberInASoundContainer) {
  using Of = const std::string& (*)(const Container&);
  for (const Of member : {Of([](const Container& made) -> const std::string& { return made.documents.json; }),
                          Of([](const Container& made) -> const std::string& { return made.documents.csv; }),
                          Of([](const Container& made) -> const std::string& { return made.documents.html; }),
                          Of([](const Container& made) -> const std::string& { return made.manifest; }),
                          Of([](const Container& made) -> const std::string& { return made.signature; })})
    expect_every_byte_counts(member);
}

TEST(Verify, RefusesADocumentAndItsManifestChangedTogether) {
  auto altered = read_container(sealed()).value();
  altered.documents.json = "{\"resourceType\":\"Bundle\",\"altered\":true}";
  altered.manifest = write_manifest(altered.documents);
  EXPECT_REFUSED(verify_container(write_container(altered).value(), settings()),
                 "The signature does not hold");
}

TEST(Verify, RefusesTheSealOfAnotherOrganisationUnderTheSameAuthority) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.units = {"1440000000"};
  const auto bytes = sealed_by(pki().authority.issue(request));
  EXPECT_REFUSED(verify_container(bytes, settings()), "is sealed by CN=");
  EXPECT_REFUSED(verify_container(bytes, settings()), "not by the organisation 1670000157");
  auto any = settings();
  any.organisation.reset();
  EXPECT_EQ(verify_container(bytes, any).value().organisation, "1440000000")
      << "told, for the caller to look at";
}

TEST(Verify, RefusesACertificateThatNamesTwoOrganisations) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.units = {"1440000000", "1670000157"};
  EXPECT_REFUSED(verify_container(sealed_by(pki().authority.issue(request)), settings()),
                 "not by the organisation");
}

TEST(Verify, RefusesASealWithoutNonRepudiation) {
  const auto issued = pki().authority.issue({.use = CertificateRequest::Use::no_repudiation});
  EXPECT_REFUSED(verify_container(sealed_by(issued), settings()), "no non-repudiation usage");
}

TEST(Verify, TakesAnEndedSealOnlyAsOfAnInstantBefore) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.end = instant("2026-12-31T23:59:59Z");
  const auto bytes = sealed_by(pki().authority.issue(request));
  EXPECT_REFUSED(verify_container(bytes, settings(instant("2027-01-01T00:00:01Z"))),
                 "ended on 2026-12-31T23:59:59Z");
  EXPECT_TRUE(verify_container(bytes, settings(noon)));
}

TEST(Verify, RefusesAnAuthorityThatIsNotTrusted) {
  const Authority other("AC racine de test");
  auto trusting = settings();
  trusting.ca_pem = other.certificate();
  EXPECT_REFUSED(verify_container(sealed(), trusting), "not issued under the trusted authority");
}

TEST(Verify, RefusesARevokedSeal) {
  const auto fresh =
      pki().authority.crl({pki().seal.serial}, noon - std::chrono::days(1), noon + std::chrono::days(1));
  auto checking = settings();
  checking.crl_pem = fresh;
  EXPECT_REFUSED(verify_container(sealed(), checking), "is revoked");
}

TEST(Verify, TellsThatTheListOfRevokedCertificatesIsStale) {
  const auto stale = pki().authority.crl({}, noon - std::chrono::days(9), noon - std::chrono::days(1));
  auto checking = settings();
  checking.crl_pem = stale;
  const auto verified = verify_container(sealed(), checking);
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_TRUE(verified->crl_stale);
}

TEST(Verify, TakesARenewedCertificateWithoutAnyAct) {
  EXPECT_TRUE(verify_container(sealed_by(pki().authority.issue()), settings()));
  EXPECT_TRUE(verify_container(sealed_by(pki().authority.renew(pki().seal)), settings()));
}

}  // namespace
}  // namespace jauge::seal
