// Sealing: pre-checks, the container, and our own verifier on it before it is given out (ars-contract).
#include "seal/signer.hpp"

#include "tests/unit/seal/fixture.hpp"

namespace jauge::seal {
namespace {

TEST(Signer, SealsWhatTheVerifierTakes) {
  const auto bytes = signer()->seal(documents(), noon);
  ASSERT_TRUE(bytes) << sentence(bytes);
  const auto verified = verify_container(*bytes, settings());
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_EQ(verified->documents, documents());
}

TEST(Signer, GivesTheSameBytesForTheSameDocumentsAndInstant) {
  EXPECT_EQ(signer()->seal(documents(), noon).value(), sealed());
  EXPECT_NE(signer()->seal(documents(), noon + std::chrono::seconds(1)).value(), sealed());
  auto other = documents();
  other.csv += "x";
  EXPECT_NE(signer()->seal(other, noon).value(), sealed());
}

TEST(Signer, SealsWithP256) {
  const auto bytes =
      signer(pki().authority.issue({.key = CertificateRequest::Key::p256}))->seal(documents(), noon);
  ASSERT_TRUE(bytes) << sentence(bytes);
  EXPECT_TRUE(verify_container(*bytes, settings()));
}

TEST(Signer, SealsWhenTheChainHoldsMoreThanItsPath) {
  const auto chain =
      pki().root.subordinate("AC serveurs").certificate() + pki().seal.certificate + pki().chain;
  EXPECT_EQ(signer(pki().seal, "1670000157", chain)->seal(documents(), noon).value(), sealed());
}

TEST(Signer, RefusesToSealWithWhatMustNotSeal) {
  const auto refused = [](const CertificateRequest& request) {
    const auto bytes = signer(pki().authority.issue(request))->seal(documents(), noon);
    EXPECT_FALSE(bytes);
    if (bytes) return std::string();
    EXPECT_EQ(bytes.error().kind, core::ErrorKind::invalid);
    return bytes.error().sentence.id;
  };
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  EXPECT_EQ(refused({.use = CertificateRequest::Use::tls_client, .key = request.key}),
            "The certificate {0} has no non-repudiation usage: it cannot seal.");
  request.end = noon - std::chrono::seconds(1);
  EXPECT_EQ(refused(request), "The certificate {0} ended on {1}.");
  request = {.key = CertificateRequest::Key::p256};
  request.units = {"1440000000"};
  EXPECT_EQ(refused(request), "The certificate {0} is not that of the organisation {1}.");
}

TEST(Signer, RefusesToSealWithTheKeyOfAnotherCertificate) {
  auto mixed = pki().seal;
  mixed.key = pki().authority.issue().key;
  EXPECT_REFUSED(signer(mixed)->seal(documents(), noon), "The private key is not that of the certificate");
}

TEST(Signer, RefusesAnOutputThatItsOwnVerifierWouldNotTake) {
  // The chain's root did not issue the seal: all pre-checks pass, the verification of the output does not.
  const Authority other("AC racine de test");
  const auto bytes = signer(pki().seal, "1670000157", other.certificate())->seal(documents(), noon);
  EXPECT_REFUSED(bytes, "was not issued under the trusted authority");
  EXPECT_EQ(bytes.error().kind, core::ErrorKind::invalid);
}

TEST(Signer, RefusesAChainThatLacksAnIntermediate) {
  const auto bytes = signer(pki().seal, "1670000157", pki().root.certificate())->seal(documents(), noon);
  EXPECT_REFUSED(bytes, "was not issued under the trusted authority");
}

TEST(Signer, RefusesAReportPastTheSizeOfAContainer) {
  auto large = documents();
  large.html.assign(largest_container, 'x');
  EXPECT_REFUSED(signer()->seal(large, noon), "8388608 are allowed");
}

TEST(Signer, IsNotMadeFromTextsThatCannotBeRead) {
  const auto& good = pki().seal;
  const auto make = [](std::string_view certificate, std::string_view key, std::string_view chain,
                       std::string identifier) {
    return CadesSigner::make({certificate, key, chain, std::move(identifier)});
  };
  EXPECT_TRUE(make(good.certificate, good.key, pki().chain, "1670000157"));
  EXPECT_REFUSED(make("", good.key, pki().chain, "1670000157"), "\"certificate\" is not a certificate");
  EXPECT_REFUSED(make(good.certificate, "", pki().chain, "1670000157"), "\"key\" is not a private key");
  EXPECT_REFUSED(make(good.certificate, good.key, "", "1670000157"), "\"chain\" is not a certificate");
  EXPECT_REFUSED(make(good.certificate, good.key, pki().chain, ""), "The seal has no identifier.");
  EXPECT_REFUSED(make(good.certificate, good.key, pki().authority.certificate(), "1670000157"),
                 "holds no root");
}

TEST(Signer, ChecksWithoutSealing) {
  EXPECT_TRUE(signer()->check(noon));
  EXPECT_REFUSED(signer()->check(instant("2049-01-01T00:00:01Z")), "ended on 2049-01-01T00:00:00Z");
  EXPECT_EQ(signer()->certificate().organisation(), "1670000157");
}

}  // namespace
}  // namespace jauge::seal
