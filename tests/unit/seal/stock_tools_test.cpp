// What the contract promises to people who have neither this product nor its code: unzip and openssl are
// enough.
#include "seal/receipt.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/seal/fixture.hpp"

namespace jauge::seal {
namespace {

using test_support::run;
using test_support::TemporaryDirectory;
using test_support::write_file;

/// A directory with the report, the authority, and the report unpacked in r/.
class StockTools : public testing::Test {
 protected:
  StockTools() {
    write_file(directory_ / "r.asice", sealed());
    write_file(directory_ / "igc.pem", pki().root.certificate());
    write_file(directory_ / "ars-ca.pem", pki().root.certificate());
    unpacked_ = shell("unzip -q r.asice -d r");
  }

  test_support::Finished shell(const std::string& script) const {
    return run({"sh", "-c", "cd \"$1\" && export LC_ALL=C && " + script, "sh", directory_.path().string()});
  }

  // The three commands of the contract, to the letter.
  static constexpr auto verify_signature =
      "cd r && openssl cms -verify -cades -binary -inform DER -in META-INF/signature.p7s "
      "-content META-INF/ASiCManifest.xml -CAfile ../igc.pem -no-CApath -no-CAstore -signer ../who.pem -out "
      "/dev/null";
  static constexpr auto verify_digests =
      "cd r && for f in rapport.json rapport.csv rapport.html; do "
      "grep -F \"URI=\\\"$f\\\"\" META-INF/ASiCManifest.xml | "
      "grep -qF \"$(openssl dgst -sha256 -binary $f | base64)\" && echo \"$f: OK\"; done";

  TemporaryDirectory directory_;
  test_support::Finished unpacked_;
};

TEST_F(StockTools, UnzipUnpacksTheReportWithoutAWord) {
  EXPECT_EQ(unpacked_.exit_code, 0);
  EXPECT_EQ(unpacked_.out + unpacked_.err, "");
  EXPECT_EQ(shell("unzip -tq r.asice").exit_code, 0);
  EXPECT_EQ(test_support::read_file(directory_ / "r/rapport.json"), documents().json);
  EXPECT_EQ(test_support::read_file(directory_ / "r/rapport.csv"), documents().csv);
  EXPECT_EQ(test_support::read_file(directory_ / "r/rapport.html"), documents().html);
  EXPECT_EQ(test_support::read_file(directory_ / "r/mimetype"), container_media_type);
}

TEST_F(StockTools, OpensslVerifiesTheSignatureAndNamesTheOrganisation) {
  const auto verified = shell(verify_signature);
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_NE(verified.err.find("CAdES Verification successful"), std::string::npos) << verified.err;
  const auto who = shell("openssl x509 -in who.pem -noout -subject");
  EXPECT_NE(who.out.find("OU = 1670000157"), std::string::npos) << who.out;
}

TEST_F(StockTools, OpensslFindsEveryDigestInTheManifest) {
  EXPECT_EQ(shell(verify_digests).out, "rapport.json: OK\nrapport.csv: OK\nrapport.html: OK\n");
}

TEST_F(StockTools, OpensslRefusesAnAlteredManifest) {
  EXPECT_NE(
      shell("sed -i s/text.csv/text-csv/ r/META-INF/ASiCManifest.xml && " + std::string(verify_signature))
          .exit_code,
      0);
}

TEST_F(StockTools, TheDigestsTellAnAlteredDocument) {
  EXPECT_EQ(shell("printf x >> r/rapport.csv; " + std::string(verify_digests)).out,
            "rapport.json: OK\nrapport.html: OK\n");
}

TEST_F(StockTools, OpensslReadsASealByP256) {
  const auto bytes =
      signer(pki().authority.issue({.key = CertificateRequest::Key::p256}))->seal(documents(), noon);
  write_file(directory_ / "r.asice", bytes.value());
  const auto verified = shell("rm -r r && unzip -q r.asice -d r && " + std::string(verify_signature));
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
}

TEST_F(StockTools, OpensslTakesAnEndedSealWithTheReceiptsInstant) {
  CertificateRequest request{.key = CertificateRequest::Key::p256};
  request.begin = instant("2021-01-01T00:00:00Z");
  request.end = instant("2023-12-31T23:59:59Z");
  const auto then = instant("2023-06-01T00:00:00Z");
  write_file(directory_ / "r.asice", signer(pki().authority.issue(request))->seal(documents(), then).value());
  ASSERT_EQ(shell("rm -r r && unzip -q r.asice -d r").exit_code, 0);
  EXPECT_NE(shell(verify_signature).exit_code, 0);
  const auto at = std::chrono::floor<std::chrono::seconds>(then).time_since_epoch().count();
  EXPECT_EQ(shell(verify_signature + fmt::format(" -attime {}", at)).exit_code, 0);
}

TEST_F(StockTools, OpensslSeesNoLengthLeftOpenAndNoOtherAttribute) {
  const auto parsed = shell("openssl asn1parse -inform DER -in r/META-INF/signature.p7s");
  EXPECT_EQ(parsed.exit_code, 0);
  EXPECT_EQ(parsed.out.find("inf"), std::string::npos) << parsed.out;
  const auto printed = shell("openssl cms -cmsout -print -noout -inform DER -in r/META-INF/signature.p7s");
  EXPECT_EQ(printed.out.find("SMIMECapabilities"), std::string::npos);
  EXPECT_NE(printed.out.find("id-smime-aa-signingCertificateV2"), std::string::npos);
  EXPECT_NE(printed.out.find("Nov  6 12:00:00 2026 GMT"), std::string::npos);
}

TEST_F(StockTools, OpensslVerifiesAReceiptAndGivesItsText) {
  const ReceiptFields fields{"PAI-2021-44-0042",     *core::RegionCode::parse("44"),
                             core::Month(2026, 10),  0,
                             core::sha256(sealed()), noon,
                             core::sha256("head")};
  write_file(directory_ / "r.receipt", make_receipt(fields, identity(pki().seal), noon).value());
  const auto verified = shell(
      "openssl cms -verify -cades -inform DER -in r.receipt -CAfile ars-ca.pem -no-CApath -no-CAstore "
      "-signer who.pem");
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_EQ(verified.out, receipt_text(fields));
}

TEST_F(StockTools, AReceiptMadeWithOpensslAloneIsBelieved) {
  const ReceiptFields fields{"PAI-2021-44-0042",
                             *core::RegionCode::parse("44"),
                             core::Month(2026, 10),
                             0,
                             core::sha256(sealed()),
                             noon,
                             std::nullopt};
  write_file(directory_ / "receipt.json", receipt_text(fields));
  write_file(directory_ / "ars.crt", pki().seal.certificate);
  write_file(directory_ / "ars.key", pki().seal.key);
  write_file(directory_ / "chain.pem", pki().authority.certificate());
  const auto made = shell(
      "openssl cms -sign -cades -binary -nodetach -md sha256 -in receipt.json -signer ars.crt -inkey ars.key "
      "-certfile chain.pem -outform DER -out r.receipt");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const core::Shipment sent{fields.project, fields.region, fields.month, 0, 1, sealed(), fields.sha256};
  const auto check =
      check_receipt(test_support::read_file(directory_ / "r.receipt"), sent, pki().root.certificate(),
                    SignerRule::parse("OU=1670000157").value(), noon);
  EXPECT_EQ(check.verdict, core::ReceiptVerdict::ours) << check.reason.id;
}

}  // namespace
}  // namespace jauge::seal
