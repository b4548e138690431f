// Time stamps by the stock tool's authority (`openssl ts`), on reports sealed with them.
#include "seal/timestamp.hpp"

#include "seal/openssl.hpp"
#include "tests/unit/seal/forge.hpp"
#include "tests/unit/seal/tsa.hpp"

namespace jauge::seal {
namespace {

using test_support::read_file;
using test_support::write_file;

core::Result<std::string> token_for(const std::string& bytes, const Tsa& authority) {
  const auto request = timestamp_request(bytes).value();
  const auto response = authority.answer(request);
  if (!response) return response;
  return accept_timestamp(request, *response, bytes, authority.ca());
}

std::unique_ptr<CadesSigner> stamping(StampCarrier carrier, const std::string& ca = tsa().ca(),
                                      const Issued& seal = pki().seal) {
  SealSettings settings{seal.certificate, seal.key, pki().chain, "1670000157"};
  settings.stamp = std::move(carrier);
  settings.timestamp_ca_pem = ca;
  return std::move(CadesSigner::make(settings).value());
}

const std::string& stamped() {
  static const std::string bytes = stamping(tsa().carrier())->seal(documents(), noon).value();
  return bytes;
}

VerifySettings trusting(core::Instant at = noon) {
  auto out = settings(at);
  static const std::string ca = tsa().ca();
  out.timestamp_ca_pem = ca;
  return out;
}

TEST(Timestamp, IsTakenFromTheStockAuthorityAndVerified) {
  const auto token = token_for("a signature", tsa());
  ASSERT_TRUE(token) << sentence(token);
  const auto stamp = verify_timestamp(*token, "a signature", tsa().ca());
  ASSERT_TRUE(stamp) << sentence(stamp);
  EXPECT_TRUE(stamp->trusted);
  EXPECT_NE(stamp->authority.find("OU=1670000157"), std::string::npos) << stamp->authority;
  EXPECT_FALSE(verify_timestamp(*token, "a signature", {}).value().trusted);
  EXPECT_REFUSED(verify_timestamp(*token, "another", tsa().ca()), "not over this signature");
  EXPECT_REFUSED(verify_timestamp(*token, "a signature", pki().root.certificate()),
                 "was not issued under the trusted authority");
}

TEST(Timestamp, IsTakenFromEcdsaAndLargerDigestsToo) {
  const Tsa ec(CertificateRequest::Use::timestamp, CertificateRequest::Key::p256, "sha384");
  const auto token = token_for("a signature", ec);
  ASSERT_TRUE(token) << sentence(token);
  EXPECT_TRUE(verify_timestamp(*token, "a signature", ec.ca()));
}

TEST(Timestamp, IsTakenFromAnAuthorityThatNamesItsCertificateBySha256) {
  const Tsa modern(CertificateRequest::Use::timestamp, CertificateRequest::Key::rsa, "sha256", "sha256");
  const auto token = token_for("a signature", modern);
  ASSERT_TRUE(token) << sentence(token);
  EXPECT_TRUE(verify_timestamp(*token, "a signature", modern.ca()));
}

TEST(Timestamp, IsVerifiedByTheStockTool) {
  const auto token = token_for("a signature", tsa()).value();
  write_file(tsa().file("token"), token);
  write_file(tsa().file("data"), "a signature");
  write_file(tsa().file("ca.pem"), tsa().ca());
  const auto verified =
      test_support::run({"openssl", "ts", "-verify", "-data", tsa().file("data"), "-in", tsa().file("token"),
                         "-token_in", "-CAfile", tsa().file("ca.pem")});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
}

TEST(Timestamp, HasNoFreeByte) {
  const std::string token = token_for("a signature", tsa()).value();
  for (const std::string& ca : {tsa().ca(), std::string()}) {
    for (std::size_t at = 0; at < token.size(); ++at) {
      std::string touched = token;
      touched[at] = static_cast<char>(touched[at] ^ (1 << at % 8));
      ASSERT_FALSE(verify_timestamp(touched, "a signature", ca)) << "byte " << at;
    }
  }
}

TEST(Timestamp, IsRefusedFromWhoMayNotStamp) {
  // The stock tool would not even start with such a certificate: a token of another kind of signature.
  const auto token = token_for("a signature", tsa()).value();
  EXPECT_FALSE(
      verify_timestamp(sign_attached("a signature", identity(pki().seal), noon).value(), "a signature", {}));
  EXPECT_FALSE(verify_timestamp("", "a signature", {}));
  EXPECT_FALSE(verify_timestamp(token + "x", "a signature", {}));
}

TEST(Timestamp, IsNotTakenFromAnAnswerToAnotherRequest) {
  const auto request = timestamp_request("a signature").value();
  const auto other = tsa().answer(timestamp_request("a signature").value()).value();
  const auto taken = accept_timestamp(request, other, "a signature", tsa().ca());
  EXPECT_REFUSED(taken, "answered another request");
  EXPECT_EQ(taken.error().kind, core::ErrorKind::transient);
  EXPECT_REFUSED(accept_timestamp(request, "<html>", "a signature", tsa().ca()), "in its protocol");
}

TEST(Timestamp, IsNotTakenFromAnAnswerWithoutTheRequestsNumber) {
  write_file(tsa().file("data"), "a signature");
  const auto asked = test_support::run({"openssl", "ts", "-query", "-data", tsa().file("data"), "-sha256",
                                        "-no_nonce", "-cert", "-out", tsa().file("without.tsq")});
  ASSERT_EQ(asked.exit_code, 0) << asked.err;
  const auto answer = tsa().answer(read_file(tsa().file("without.tsq"))).value();
  const auto request = timestamp_request("a signature").value();
  EXPECT_REFUSED(accept_timestamp(request, answer, "a signature", tsa().ca()), "answered another request");
}

TEST(Timestamp, IsAskedForAgainWhereTheAuthorityRefusedIt) {
  const std::string rejection("\x30\x05\x30\x03\x02\x01\x02", 7);
  const auto request = timestamp_request("a signature").value();
  const auto taken = accept_timestamp(request, rejection, "a signature", tsa().ca());
  EXPECT_REFUSED(taken, "refused the request");
  EXPECT_EQ(taken.error().kind, core::ErrorKind::transient);
}

TEST(Timestamp, IsRefusedWithoutItsContentOrByTwoSigners) {
  const auto token = token_for("a signature", tsa()).value();
  const auto* position = reinterpret_cast<const unsigned char*>(token.data());
  const CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &position, static_cast<long>(token.size())));
  ASSERT_TRUE(cms);
  ASSERT_EQ(CMS_set_detached(cms.get(), 1), 1);
  const auto emptied = to_der(cms.get(), i2d_CMS_ContentInfo);
  EXPECT_REFUSED(verify_timestamp(emptied, "a signature", {}), "not in the agreed form");
  const auto second = identity(pki().authority.issue());
  Forgery doubled;
  doubled.detached = false;
  doubled.type = NID_id_smime_ct_TSTInfo;
  doubled.second_signer = &second;
  const auto by_two = forge("a signature", identity(pki().seal), doubled);
  EXPECT_REFUSED(verify_timestamp(by_two, "a signature", {}), "not in the agreed form");
}

TEST(StampedSeal, IsOfTheSixMembersAndVerifies) {
  const auto verified = verify_container(stamped(), trusting());
  ASSERT_TRUE(verified) << sentence(verified);
  ASSERT_TRUE(verified->timestamp);
  EXPECT_TRUE(verified->timestamp->trusted);
  const auto untrusting = verify_container(stamped(), settings());
  ASSERT_TRUE(untrusting) << sentence(untrusting);
  EXPECT_FALSE(untrusting->timestamp->trusted);
  EXPECT_FALSE(verify_container(sealed(), settings())->timestamp);
}

TEST(StampedSeal, HasNoFreeByte) {
  const auto& bytes = stamped();
  const auto begin = bytes.find("META-INF/signature.p7s");
  for (std::size_t at = begin; at < bytes.size(); at += 3) {
    std::string touched = bytes;
    touched[at] = static_cast<char>(touched[at] ^ (1 << at % 8));
    ASSERT_FALSE(verify_container(touched, settings())) << "byte " << at;
  }
}

TEST(StampedSeal, IsVerifiedByTheStockTool) {
  const auto container = read_container(stamped()).value();
  const test_support::TemporaryDirectory directory;
  write_file(directory / "s.p7s", container.signature);
  write_file(directory / "m.xml", container.manifest);
  write_file(directory / "ca.pem", pki().root.certificate());
  const auto verified =
      test_support::run({"openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in",
                         directory / "s.p7s", "-content", directory / "m.xml", "-CAfile",
                         directory / "ca.pem", "-no-CApath", "-no-CAstore", "-out", "/dev/null"});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
}

TEST(StampedSeal, OutlivesItsCertificateWhereTheStampIsTrusted) {
  const core::Instant later = instant("2060-01-01T00:00:00Z");
  EXPECT_TRUE(verify_container(stamped(), trusting(later)));
  EXPECT_REFUSED(verify_container(stamped(), settings(later)), "ended on");
}

TEST(StampedSeal, WaitsForAnAuthorityThatIsDown) {
  const auto down = stamping([](const std::string&) -> core::Result<std::string> {
                      return core::fail(core::ErrorKind::transient, core::msg("down"));
                    })->seal(documents(), noon);
  ASSERT_FALSE(down);
  EXPECT_EQ(down.error().kind, core::ErrorKind::transient);
  const auto strange = stamping(tsa().carrier(), pki().root.certificate())->seal(documents(), noon);
  ASSERT_FALSE(strange);
  EXPECT_EQ(strange.error().kind, core::ErrorKind::transient);
}

TEST(Signer, RefusesARevokedCertificateBeforeItSeals) {
  const auto lists = [&](const std::vector<std::int64_t>& revoked) {
    return pki().authority.crl(revoked, noon - std::chrono::hours(1), noon + std::chrono::hours(24)) +
           pki().root.crl({}, noon - std::chrono::hours(1), noon + std::chrono::hours(24));
  };
  SealSettings settings{pki().seal.certificate, pki().seal.key, pki().chain, "1670000157"};
  settings.crl_pem = lists({pki().seal.serial});
  const auto revoked = CadesSigner::make(settings).value()->seal(documents(), noon);
  EXPECT_REFUSED(revoked, "is revoked");
  EXPECT_EQ(revoked.error().kind, core::ErrorKind::invalid);
  settings.crl_pem = lists({});
  EXPECT_TRUE(CadesSigner::make(settings).value()->seal(documents(), noon));
}

}  // namespace
}  // namespace jauge::seal
