// The CAdES-B-B signature: what we write, and what we take (ars-contract, "The signature").
#include "seal/cades.hpp"

#include <openssl/obj_mac.h>

#include "tests/unit/seal/fixture.hpp"
#include "tests/unit/seal/forge.hpp"

namespace jauge::seal {
namespace {

const std::string content = "the manifest's bytes\r\n";

Trust trust(core::Instant at = noon, std::string_view crl = {}) {
  return {.ca_pem = pki().root.certificate(), .crl_pem = crl, .at = at};
}

Identity sealer() {
  return identity(pki().seal);
}

std::vector<Certificate> intermediate() {
  return {Certificate::from_pem(pki().authority.certificate(), "intermediate").value()};
}

const std::string& signature() {
  static const std::string made = sign_detached(content, sealer(), noon).value();
  return made;
}

/// As our own but for what the test sets.
Forgery forgery() {
  Forgery made;
  made.certificates = intermediate();
  return made;
}

// ── What we write ────────────────────────────────────────────────────────────────────────────────

TEST(Cades, SignsWithTheFourAttributesOfTheBaselineAndNoOther) {
  const std::vector<int> expected{NID_pkcs9_contentType, NID_pkcs9_messageDigest, NID_pkcs9_signingTime,
                                  NID_id_smime_aa_signingCertificateV2};
  EXPECT_EQ(dissect(signature()).signed_attributes, expected);
  EXPECT_EQ(dissect(signature()).unsigned_attributes, 0);
}

TEST(Cades, EmbedsTheSignerAndItsIntermediatesButNeitherRootNorCrl) {
  const auto anatomy = dissect(signature());
  std::vector<core::Digest> expected{sealer().certificate.sha256(), intermediate()[0].sha256()};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(anatomy.certificates, expected);
  EXPECT_EQ(anatomy.crls, 0);
}

TEST(Cades, EmbedsOnlyTheIntermediatesOnItsPath) {
  const auto other = pki().root.subordinate("AC serveurs de test");
  const auto signer = identity(pki().seal, other.certificate() + pki().chain);
  EXPECT_EQ(sign_detached(content, signer, noon).value(), signature());
}

TEST(Cades, EmbedsTheIntermediateThatHoldsWhenItHasBeenRenewed) {
  const auto ended =
      pki().root.reissue(pki().authority, noon - std::chrono::days(9), noon - std::chrono::days(1));
  const auto later =
      pki().root.reissue(pki().authority, noon + std::chrono::days(1), noon + std::chrono::days(9));
  const auto signer = identity(pki().seal, ended + later + pki().chain);
  EXPECT_EQ(sign_detached(content, signer, noon).value(), signature());
}

TEST(Cades, CarriesTheTimeItWasGiven) {
  const auto later = instant("2027-02-28T23:59:58Z");
  const auto made = sign_detached(content, sealer(), later + std::chrono::microseconds(999'999)).value();
  EXPECT_EQ(verify_detached(made, content, trust()).value().signing_time, later);
}

TEST(Cades, CarriesATimeAfter2049) {
  const auto direct =
      identity(pki().root.issue({.key = CertificateRequest::Key::p256}), pki().root.certificate());
  const auto later = instant("2050-01-01T00:00:00Z");
  const auto verified = verify_detached(sign_detached(content, direct, later).value(), content, trust());
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_EQ(verified->signing_time, later);
}

TEST(Cades, GivesTheSameBytesForTheSameContentAndTime) {
  EXPECT_EQ(sign_detached(content, sealer(), noon).value(), signature());
  EXPECT_NE(sign_detached(content, sealer(), noon + std::chrono::seconds(1)).value(), signature());
}

TEST(Cades, VerifiesWhatItSignedWithRsaAndWithP256) {
  const auto verified = verify_detached(signature(), content, trust());
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_EQ(verified->signer.sha256(), sealer().certificate.sha256());
  EXPECT_EQ(verified->signing_time, noon);
  EXPECT_FALSE(verified->crl_stale);
  const auto elliptic = identity(pki().authority.issue({.key = CertificateRequest::Key::p256}));
  EXPECT_TRUE(verify_detached(sign_detached(content, elliptic, noon).value(), content, trust()));
}

TEST(Cades, VerifiesWithoutAnIntermediate) {
  const auto direct =
      identity(pki().root.issue({.key = CertificateRequest::Key::p256}), pki().root.certificate());
  EXPECT_TRUE(verify_detached(sign_detached(content, direct, noon).value(), content, trust()));
}

TEST(Cades, VerifiesOverSeveralIntermediates) {
  const auto second = pki().authority.subordinate("AC de second rang");
  const auto issued = second.issue({.key = CertificateRequest::Key::p256});
  const auto signer = identity(issued, pki().chain + second.certificate());
  const auto made = sign_detached(content, signer, noon).value();
  EXPECT_EQ(dissect(made).certificates.size(), 3U);
  EXPECT_TRUE(verify_detached(made, content, trust()));
}

TEST(Cades, RefusesAPathOfMoreThanSixIntermediates) {
  std::vector<Authority> path;
  path.push_back(pki().root.subordinate("AC 1"));
  auto chain = path.back().certificate() + pki().root.certificate();
  for (std::size_t length = 2; length <= 10; ++length) {
    if (length >= 7) {
      const auto issued = path.back().issue({.key = CertificateRequest::Key::p256});
      const auto made = sign_detached(content, identity(issued, chain), noon).value();
      EXPECT_EQ(dissect(made).certificates.size(), std::min<std::size_t>(length, 9));
      EXPECT_EQ(verify_detached(made, content, trust()).has_value(), length == 7) << length;
    }
    path.push_back(path.back().subordinate(fmt::format("AC {}", length)));
    chain += path.back().certificate();
  }
}

TEST(Cades, IsWhatAnotherMakerOfTheSameFormWrites) {
  EXPECT_TRUE(verify_detached(forge(content, sealer(), forgery()), content, trust()))
      << "or the forgeries of these tests would be refused for another reason than theirs";
}

// ── No byte is free ──────────────────────────────────────────────────────────────────────────────

TEST(Cades, RefusesEverySingleAlteredByte) {
  auto altered = signature();
  for (std::size_t i = 0; i < altered.size(); ++i)
    for (const int flip : {1 << i % 8, 0xff}) {
      altered[i] = static_cast<char>(altered[i] ^ flip);
      ASSERT_FALSE(verify_detached(altered, content, trust())) << "byte " << i << ", by " << flip;
      altered[i] = static_cast<char>(altered[i] ^ flip);
    }
}

TEST(Cades, RefusesASignatureCutShortOrLengthened) {
  for (std::size_t size = 0; size < signature().size(); ++size)
    ASSERT_FALSE(verify_detached(signature().substr(0, size), content, trust())) << size;
  EXPECT_FALSE(verify_detached(signature() + '\0', content, trust()));
  EXPECT_FALSE(verify_detached('\0' + signature(), content, trust()));
  EXPECT_FALSE(verify_detached(signature() + signature(), content, trust()));
}

TEST(Cades, RefusesOtherContent) {
  for (const std::string other :
       {"", "the manifest's bytes\n", "the manifest's bytes\r\n ", "The manifest's bytes\r\n"})
    EXPECT_REFUSED(verify_detached(signature(), other, trust()), "The signature does not hold");
}

TEST(Cades, RefusesIndefiniteLengths) {
  auto streamed = forgery();
  streamed.streamed = true;
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), streamed), content, trust()),
                 "not a CAdES signature in DER");
}

TEST(Cades, RefusesAnEmbeddedRoot) {
  auto rooted = forgery();
  rooted.certificates.push_back(Certificate::from_pem(pki().root.certificate(), "root").value());
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), rooted), content, trust()),
                 "not in the agreed form");
}

TEST(Cades, RefusesACertificateThatIsNotOnThePath) {
  auto crowded = forgery();
  const auto other = pki().authority.issue({.key = CertificateRequest::Key::p256});
  crowded.certificates.push_back(Certificate::from_pem(other.certificate, "other").value());
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), crowded), content, trust()),
                 "not in the agreed form");
}

TEST(Cades, RefusesASignatureThatDoesNotBringItsIntermediates) {
  const auto bare = forge(content, sealer(), Forgery());
  EXPECT_REFUSED(verify_detached(bare, content, trust()), "not issued under the trusted authority");
  auto knowing = trust();
  knowing.ca_pem = pki().chain;
  EXPECT_FALSE(verify_detached(bare, content, knowing)) << "even where the verifier knows them";
}

TEST(Cades, RefusesOtherSignedAttributes) {
  auto capable = forgery();
  capable.capabilities = true;
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), capable), content, trust()),
                 "not in the agreed form");
}

TEST(Cades, RefusesAnUnsignedAttribute) {
  auto added = forgery();
  added.unsigned_attribute = true;
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), added), content, trust()),
                 "not in the agreed form");
}

TEST(Cades, RefusesASignerNamedByItsKeyIdentifier) {
  auto named = forgery();
  named.key_identifier = true;
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), named), content, trust()),
                 "not in the agreed form");
}

TEST(Cades, RefusesASignatureWithoutTheSigningCertificateAttribute) {
  auto plain = forgery();
  plain.cades = false;
  EXPECT_FALSE(verify_detached(forge(content, sealer(), plain), content, trust()));
  plain.attributes = false;
  EXPECT_FALSE(verify_detached(forge(content, sealer(), plain), content, trust()));
}

TEST(Cades, RefusesASignatureThatNamesItsCertificateByItsSha1Alone) {
  auto old = forgery();
  old.cades = false;
  old.by_sha1 = true;
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), old), content, trust()), "not in the agreed form");
}

TEST(Cades, RefusesASigningTimeThatIsNoTime) {
  auto odd = forgery();
  odd.odd_time = true;
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), odd), content, trust()), "not in the agreed form");
  odd.detached = false;
  EXPECT_REFUSED(verify_attached(forge(content, sealer(), odd), trust()), "not in the agreed form");
}

TEST(Cades, RefusesTwoSigners) {
  const auto second = identity(pki().authority.issue());
  auto doubled = forgery();
  doubled.second_signer = &second;
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), doubled), content, trust()), "by one signer");
}

TEST(Cades, RefusesAnyDigestButSha256) {
  for (const char* digest : {"SHA1", "SHA384", "SHA512"}) {
    auto other = forgery();
    other.digest = digest;
    EXPECT_REFUSED(verify_detached(forge(content, sealer(), other), content, trust()), "with SHA-256")
        << digest;
  }
}

TEST(Cades, RefusesPss) {
  auto pss = forgery();
  pss.pss = true;
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), pss), content, trust()),
                 "neither RSA PKCS #1 v1.5");
}

TEST(Cades, DoesNotTakeAnAttachedSignatureForADetachedOneNorTheOtherWay) {
  const auto attached = sign_attached(content, sealer(), noon).value();
  EXPECT_FALSE(verify_detached(attached, content, trust()));
  EXPECT_FALSE(verify_attached(signature(), trust()));
}

TEST(Cades, RefusesWhatIsNoSignature) {
  for (const std::string other : {"", "nothing", "\x30\x80", "\x30\x84\xff\xff\xff\xff"})
    EXPECT_REFUSED(verify_detached(other, content, trust()), "not a CAdES signature in DER");
}

// ── Trust ────────────────────────────────────────────────────────────────────────────────────────

TEST(Cades, TrustsOnlyTheGivenAuthority) {
  const Authority other("AC racine de test");
  auto trusting = trust();
  trusting.ca_pem = other.certificate();
  EXPECT_REFUSED(verify_detached(signature(), content, trusting), "not issued under the trusted authority");
}

TEST(Cades, TrustsNoIntermediateWithoutItsRoot) {
  auto trusting = trust();
  trusting.ca_pem = pki().authority.certificate();
  EXPECT_REFUSED(verify_detached(signature(), content, trusting), "holds no root");
  trusting.ca_pem = "";
  EXPECT_REFUSED(verify_detached(signature(), content, trusting), "cannot be read");
}

TEST(Cades, TrustsNoIntermediateOfTheFileBesideAnotherRoot) {
  const Authority other("AC racine étrangère");
  const auto file = pki().authority.certificate() + other.certificate();
  const auto made = sign_attached(content, sealer(), noon).value();
  EXPECT_REFUSED(verify_attached(made, {.ca_pem = file, .crl_pem = {}, .at = noon}),
                 "not issued under the trusted authority");
}

TEST(Cades, TrustsNoCertificateThatVouchesForItself) {
  const auto made = sign_detached(content, identity(test_support::self_signed_seal()), noon).value();
  EXPECT_REFUSED(verify_detached(made, content, trust()), "not issued under the trusted authority");
}

TEST(Cades, TakesTheFileOfAuthoritiesInAnyOrder) {
  const auto file = pki().root.certificate() + pki().authority.certificate();
  EXPECT_TRUE(verify_detached(signature(), content, {.ca_pem = file, .crl_pem = {}, .at = noon}));
}

TEST(Cades, TakesTheIntermediateThatTheSignatureBringsOverOneOfTheTrustedFile) {
  const auto renewed =
      pki().root.reissue(pki().authority, noon - std::chrono::days(9), noon + std::chrono::days(900));
  const auto file = renewed + pki().root.certificate();
  EXPECT_TRUE(verify_detached(signature(), content, {.ca_pem = file, .crl_pem = {}, .at = noon}))
      << "the authority's renewal breaks no report";
}

TEST(Cades, LooksAtTheCertificateAsOfTheGivenInstant) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.begin = instant("2026-01-01T00:00:00Z");
  request.end = instant("2026-12-31T23:59:59Z");
  const auto made = sign_detached(content, identity(pki().authority.issue(request)), noon).value();
  EXPECT_TRUE(verify_detached(made, content, trust(instant("2026-12-31T23:59:58Z"))));
  EXPECT_REFUSED(verify_detached(made, content, trust(instant("2027-01-01T00:00:01Z"))),
                 "ended on 2026-12-31T23:59:59Z");
  EXPECT_REFUSED(verify_detached(made, content, trust(instant("2025-12-31T23:59:59Z"))),
                 "holds only from 2026-01-01T00:00:00Z");
}

TEST(Cades, RefusesCertificatesThatAreNotForSigning) {
  for (const auto use : {CertificateRequest::Use::tls_client, CertificateRequest::Use::tls_server,
                         CertificateRequest::Use::tls_repudiation, CertificateRequest::Use::encryption}) {
    const auto signer = identity(pki().authority.issue({.use = use, .key = CertificateRequest::Key::p256}));
    EXPECT_REFUSED(verify_detached(sign_detached(content, signer, noon).value(), content, trust()),
                   "not for signing documents");
  }
}

TEST(Cades, RefusesCertificatesThatAreNotInStrictForm) {
  const auto signer =
      identity(pki().authority.issue({.key = CertificateRequest::Key::p256, .authority_key = false}));
  EXPECT_REFUSED(verify_detached(sign_detached(content, signer, noon).value(), content, trust()),
                 "is not accepted");
}

TEST(Cades, RefusesCertificatesThatAreSignedWithSha1) {
  const auto signer = identity(pki().authority.issue({.key = CertificateRequest::Key::p256, .sha1 = true}));
  EXPECT_REFUSED(verify_detached(sign_detached(content, signer, noon).value(), content, trust()),
                 "is not accepted");
}

TEST(Cades, RefusesWeakKeysAndCurvesThatAreNotAgreed) {
  for (const auto key : {CertificateRequest::Key::rsa_1024, CertificateRequest::Key::p384}) {
    const auto signer = identity(pki().authority.issue({.key = key}));
    EXPECT_FALSE(verify_detached(sign_detached(content, signer, noon).value(), content, trust()));
  }
}

// ── Revocation ───────────────────────────────────────────────────────────────────────────────────

const auto yesterday = noon - std::chrono::days(1);
const auto tomorrow = noon + std::chrono::days(1);

TEST(Cades, RefusesARevokedCertificate) {
  const auto fresh = pki().authority.crl({pki().seal.serial}, yesterday, tomorrow);
  EXPECT_REFUSED(verify_detached(signature(), content, trust(noon, fresh)), "is revoked");
}

TEST(Cades, TakesACertificateThatTheListDoesNotName) {
  const auto fresh = pki().authority.crl({pki().seal.serial + 500}, yesterday, tomorrow);
  const auto verified = verify_detached(signature(), content, trust(noon, fresh));
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_FALSE(verified->crl_stale);
}

TEST(Cades, TellsThatTheListIsStaleAndRefusesWhatItRevokesAllTheSame) {
  const auto old = noon - std::chrono::days(30);
  const auto clean = pki().authority.crl({}, old, yesterday);
  const auto verified = verify_detached(signature(), content, trust(noon, clean));
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_TRUE(verified->crl_stale);
  const auto revoking = pki().authority.crl({pki().seal.serial}, old, yesterday);
  EXPECT_REFUSED(verify_detached(signature(), content, trust(noon, revoking)), "is revoked");
}

TEST(Cades, TakesALaterListWhenItLooksAtAnEarlierInstant) {
  const auto later = noon + std::chrono::days(30);
  const auto clean = pki().authority.crl({}, later, later + std::chrono::days(1));
  const auto verified = verify_detached(signature(), content, trust(noon, clean));
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_FALSE(verified->crl_stale);
  const auto revoking = pki().authority.crl({pki().seal.serial}, later, later + std::chrono::days(1));
  EXPECT_REFUSED(verify_detached(signature(), content, trust(noon, revoking)), "is revoked");
}

TEST(Cades, RefusesWhereTheListOfTheSignersAuthorityIsMissing) {
  const auto others = pki().root.crl({}, yesterday, tomorrow);
  EXPECT_REFUSED(verify_detached(signature(), content, trust(noon, others)), "has no list of the authority");
}

TEST(Cades, RefusesARevokedIntermediateWhenTheListOfItsRootIsThere) {
  const auto root = Authority("AC racine");
  const auto middle = root.subordinate("AC intermédiaire");
  const auto issued = middle.issue({.key = CertificateRequest::Key::p256});
  const auto made =
      sign_detached(content, identity(issued, middle.certificate() + root.certificate()), noon).value();
  const auto lists = [&](const std::vector<std::int64_t>& of_root) {
    return middle.crl({}, yesterday, tomorrow) + root.crl(of_root, yesterday, tomorrow);
  };
  const auto clean = lists({});
  EXPECT_TRUE(verify_detached(made, content, {.ca_pem = root.certificate(), .crl_pem = clean, .at = noon}));
  const auto revoking = lists({1000});
  EXPECT_REFUSED(
      verify_detached(made, content, {.ca_pem = root.certificate(), .crl_pem = revoking, .at = noon}),
      "is revoked");
}

TEST(Cades, RefusesAListForgedByAnotherAuthorityOfTheSameName) {
  const Authority root("AC racine de test");
  const auto forged = root.subordinate("AC organisations de test").crl({}, yesterday, tomorrow);
  EXPECT_FALSE(verify_detached(signature(), content, trust(noon, forged)));
}

TEST(Cades, RefusesAFileOfListsThatCannotBeRead) {
  EXPECT_REFUSED(verify_detached(signature(), content, trust(noon, "nothing")), "cannot be read");
  const auto list = pki().authority.crl({}, yesterday, tomorrow);
  const auto cut = list + list.substr(0, list.size() / 2);
  EXPECT_REFUSED(verify_detached(signature(), content, trust(noon, cut)), "cannot be read");
}

TEST(Cades, DoesNotBelieveAnOldListThatTheSignatureBrings) {
  auto forged = forgery();
  forged.detached = false;
  forged.crl = pki().authority.crl({}, yesterday - std::chrono::days(30), tomorrow);
  const auto made = forge(content, sealer(), forged);
  ASSERT_EQ(dissect(made).crls, 1);
  EXPECT_TRUE(verify_attached(made, trust()));
  const auto fresh = pki().authority.crl({pki().seal.serial}, yesterday, tomorrow);
  EXPECT_REFUSED(verify_attached(made, trust(noon, fresh)), "is revoked");
  const auto others = pki().root.crl({}, yesterday, tomorrow);
  EXPECT_FALSE(verify_attached(made, trust(noon, others))) << "it does not stand in for a missing one";
}

TEST(Cades, RefusesAnEmbeddedListInASeal) {
  auto forged = forgery();
  forged.crl = pki().authority.crl({}, yesterday, tomorrow);
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), forged), content, trust()),
                 "not in the agreed form");
}

// ── Attached ─────────────────────────────────────────────────────────────────────────────────────

TEST(Cades, GivesTheContentOfAnAttachedSignatureBack) {
  const std::string bytes("\0\r\n\xff{}", 6);
  const auto made = sign_attached(bytes, sealer(), noon).value();
  const auto verified = verify_attached(made, trust());
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_EQ(verified->content, bytes);
  EXPECT_EQ(verified->signing_time, noon);
}

TEST(Cades, TakesAttachedSignaturesOfOtherTools) {
  auto other = Forgery();
  other.detached = false;
  other.capabilities = true;
  auto trusting = trust();
  trusting.ca_pem = pki().chain;
  const auto verified = verify_attached(forge(content, sealer(), other), trusting);
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_EQ(verified->content, content);
}

TEST(Cades, TakesAnAlgorithmThatNamesItsDigestInAnAttachedSignatureAlone) {
  auto named = forgery();
  named.named_digest = true;
  EXPECT_REFUSED(verify_detached(forge(content, sealer(), named), content, trust()),
                 "not in the agreed form");
  named.detached = false;
  const auto verified = verify_attached(forge(content, sealer(), named), trust());
  ASSERT_TRUE(verified) << sentence(verified);
  EXPECT_EQ(verified->content, content);
}

TEST(Cades, RefusesAttachedSignaturesThatAreNoCadesBaseline) {
  auto base = forgery();
  base.detached = false;
  const auto refused = [&](auto change) {
    auto other = base;
    change(other);
    return !verify_attached(forge(content, sealer(), other), trust());
  };
  EXPECT_FALSE(refused([](Forgery&) {}));
  EXPECT_TRUE(refused([](Forgery& made) { made.cades = false; }));
  EXPECT_TRUE(refused([](Forgery& made) { made.digest = "SHA1"; }));
  EXPECT_TRUE(refused([](Forgery& made) { made.pss = true; }));
  EXPECT_TRUE(refused([](Forgery& made) { made.streamed = true; }));
  const auto second = identity(pki().authority.issue());
  EXPECT_TRUE(refused([&](Forgery& made) { made.second_signer = &second; }));
}

}  // namespace
}  // namespace jauge::seal
