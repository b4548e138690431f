// The ARS's receipt: what it says, and when it is believed (ars-contract, Receipt).
#include "seal/receipt.hpp"

#include "tests/unit/seal/fixture.hpp"
#include "tests/unit/seal/forge.hpp"

namespace jauge::seal {
namespace {

using core::ReceiptVerdict;

struct Ars {
  Authority authority{"AC de l'ARS"};
  Issued signer = authority.issue({.name = "ARS Grand Est", .units = {"1440000000"}});
};

const Ars& ars() {
  static const Ars made;
  return made;
}

Identity ars_identity(const Issued& issued = ars().signer) {
  return identity(issued, ars().authority.certificate());
}

core::Shipment shipment() {
  return {"PAI-2021-44-0042", *core::RegionCode::parse("44"), core::Month(2026, 10), 1, 7,
          sealed(),           core::sha256(sealed())};
}

ReceiptFields fields() {
  const auto sent = shipment();
  return {sent.project,
          sent.region,
          sent.month,
          sent.revision,
          sent.sha256,
          instant("2026-11-06T12:00:05Z"),
          core::sha256("rapport.json of sequence 7")};
}

std::string receipt() {
  return make_receipt(fields(), ars_identity(), noon).value();
}

ReceiptCheck check(std::string_view bytes, const std::string& rule = "OU=1440000000",
                   core::Instant now = noon) {
  return check_receipt(bytes, shipment(), ars().authority.certificate(), SignerRule::parse(rule).value(),
                       now);
}

/// A receipt over any text.
std::string signed_text(std::string_view text) {
  return sign_attached(text, ars_identity(), noon).value();
}

// ── The text ─────────────────────────────────────────────────────────────────────────────────────

TEST(ReceiptText, HasItsKeysInTheAgreedOrder) {
  auto plain = fields();
  plain.sha256 = core::sha256("a");
  plain.chain_head = core::sha256("b");
  EXPECT_EQ(
      receipt_text(plain),
      R"({"format":"jauge-receipt/1","project":"PAI-2021-44-0042","region":"44","month":"2026-10","revision":1,)"
      R"("sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",)"
      R"("received_at":"2026-11-06T12:00:05Z",)"
      R"("chain_head":"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"})");
}

TEST(ReceiptText, ComesBackFromItsText) {
  EXPECT_EQ(parse_receipt_text(receipt_text(fields())).value(), fields());
  auto headless = fields();
  headless.chain_head.reset();
  EXPECT_EQ(parse_receipt_text(receipt_text(headless)).value(), headless);
  EXPECT_NE(receipt_text(headless).find("\"chain_head\":null}"), std::string::npos);
}

TEST(ReceiptText, MayHaveWhiteSpaceBetweenItsTokens) {
  std::string spaced;
  for (const char character : receipt_text(fields())) {
    spaced += character;
    if (character == ',' || character == '{') spaced += "\n  ";
  }
  EXPECT_EQ(parse_receipt_text(" " + spaced + "\r\n").value(), fields());
}

TEST(ReceiptText, IsNotReadInAnyOtherForm) {
  const auto good = receipt_text(fields());
  const auto with = [&](std::string_view part, std::string_view other) {
    auto text = good;
    return text.replace(text.find(part), part.size(), other);
  };
  for (const auto& text :
       {std::string(),
        std::string("{}"),
        good + "x",
        good + good,
        good.substr(0, good.size() - 1),
        with("jauge-receipt/1", "jauge-receipt/2"),
        with("\"format\"", "\"Format\""),
        with("\"region\":\"44\",", ""),
        with("\"region\":\"44\"", "\"region\":\"44\",\"region\":\"44\""),
        with("\"region\":\"44\",\"month\":\"2026-10\"", "\"month\":\"2026-10\",\"region\":\"44\""),
        with("\"44\"", "\"99\""),
        with("\"44\"", "44"),
        with("\"44\"", "\"\\u0034\\u0034\""),
        with("2026-10", "2026-13"),
        with(":1,", ":\"1\","),
        with(":1,", ":01,"),
        with(":1,", ":-1,"),
        with(":1,", ":-0,"),
        with(":1,", ":1.0,"),
        with(":1,", ":+1,"),
        with(":1,", ":99999999999,"),
        with(":1,", ":,"),
        with("12:00:05Z", "12:00:05+00:00"),
        with("}", ",\"more\":1}"),
        with("}", ",}"),
        with(fields().sha256.hex(), "abcd"),
        with("PAI", "P\x01I"),
        with("PAI", "P\\u0041I"),
        with("PAI", "P\xc3\xa9I"),
        with("PAI", "P\x7fI"),
        with("\"44\"", "\"044\""),
        with("\"44\"", "\"05\""),  // La Réunion, by the register's code
        with("\"chain_head\":\"", "\"chain_head\": "),
        good.substr(0, good.size() - 2),
        with(fields().sha256.hex(), std::string(64, 'A')),
        with("\"chain_head\":\"", "\"chain_head\":\"00")})
    EXPECT_FALSE(parse_receipt_text(text)) << text;
}

TEST(ReceiptText, NeedsEachOfItsTokensOnce) {
  // Its tokens: signs, strings, the number.
  std::vector<std::string> tokens;
  const auto good = receipt_text(fields());
  for (std::size_t at = 0; at < good.size();) {
    auto end = at + 1;
    if (good[at] == '"') end = good.find('"', at + 1) + 1;
    while (std::isdigit(static_cast<unsigned char>(good[at])) && good[end] != ',') ++end;
    tokens.push_back(good.substr(at, end - at));
    at = end;
  }
  ASSERT_EQ(tokens.size(), 33U);
  for (std::size_t changed = 0; changed < tokens.size(); ++changed) {
    for (const auto& instead : {std::string(), tokens[changed] + tokens[changed], std::string("7"),
                                std::string("\"7\""), std::string(","), std::string("{")}) {
      if (instead == tokens[changed]) continue;
      std::string text;
      for (std::size_t i = 0; i < tokens.size(); ++i) text += i == changed ? instead : tokens[i];
      const auto read = parse_receipt_text(text);
      EXPECT_TRUE(!read || (tokens[changed] == "1" && (read->revision == 7 || read->revision == 11)) ||
                  (tokens[changed] == "\"PAI-2021-44-0042\"" && read->project == "7"))
          << text;
    }
  }
}

// ── Made by the receiver ─────────────────────────────────────────────────────────────────────────

TEST(Receipt, ProvesThatOurBytesAreHeld) {
  const auto made = check(receipt());
  EXPECT_EQ(made.verdict, ReceiptVerdict::ours) << made.reason.id;
  EXPECT_EQ(made.fields, fields());
  EXPECT_EQ(made.subject, "CN=ARS Grand Est,OU=1440000000,O=Organisation de test,C=FR");
  EXPECT_TRUE(made.reason.empty());
}

TEST(Receipt, IsTheSameForTheSameFieldsAndInstant) {
  EXPECT_EQ(receipt(), receipt());
}

TEST(Receipt, IsNotMadeWithACertificateThatMayNotSign) {
  const auto issued = ars().authority.issue({.use = CertificateRequest::Use::tls_server});
  EXPECT_REFUSED(make_receipt(fields(), ars_identity(issued), noon), "no non-repudiation usage");
}

TEST(Receipt, IsNotMadeForAProjectThatCannotBeWritten) {
  auto odd = fields();
  odd.project = "a\",\"region\":\"75";
  EXPECT_FALSE(make_receipt(odd, ars_identity(), noon));
}

// ── Checked by the daemon ────────────────────────────────────────────────────────────────────────

TEST(Receipt, IsAbsentWhenThereIsNothing) {
  EXPECT_EQ(check("").verdict, ReceiptVerdict::absent);
}

TEST(Receipt, OfAnotherDigestIsAnother) {
  auto other = fields();
  other.sha256 = core::sha256("another container");
  const auto made = check(make_receipt(other, ars_identity(), noon).value());
  EXPECT_EQ(made.verdict, ReceiptVerdict::another);
  EXPECT_EQ(made.fields, other);
}

TEST(Receipt, OfAnotherReportIsInvalid) {
  const auto verdict = [](auto change) {
    auto other = fields();
    change(other);
    return check(make_receipt(other, ars_identity(), noon).value()).verdict;
  };
  EXPECT_EQ(verdict([](ReceiptFields& made) { made.project = "PAI-2021-44-0043"; }), ReceiptVerdict::invalid);
  EXPECT_EQ(verdict([](ReceiptFields& made) { made.region = *core::RegionCode::parse("75"); }),
            ReceiptVerdict::invalid);
  EXPECT_EQ(verdict([](ReceiptFields& made) { made.month = core::Month(2026, 9); }), ReceiptVerdict::invalid);
  EXPECT_EQ(verdict([](ReceiptFields& made) { made.revision = 2; }), ReceiptVerdict::invalid);
}

TEST(Receipt, ByAnotherCertificateOfTheSameAuthorityIsInvalid) {
  const auto other = ars().authority.issue({.name = "ARS Grand Est", .units = {"1750000000"}});
  const auto made = check(make_receipt(fields(), ars_identity(other), noon).value());
  EXPECT_EQ(made.verdict, ReceiptVerdict::invalid);
  EXPECT_EQ(made.reason.id, "The receipt is signed by {0}, which is not the signer that is configured.");
  EXPECT_EQ(made.fields, std::nullopt);
}

TEST(Receipt, ByAPublicKeyThatIsNotNamedIsInvalid) {
  const auto key = ars_identity().certificate.public_key_sha256().hex();
  EXPECT_EQ(check(receipt(), key).verdict, ReceiptVerdict::ours);
  const auto other = ars().authority.issue({.units = {"1440000000"}});
  EXPECT_EQ(check(make_receipt(fields(), ars_identity(other), noon).value(), key).verdict,
            ReceiptVerdict::invalid);
}

TEST(Receipt, UnderAnotherAuthorityIsInvalid) {
  const Authority other("AC de l'ARS");
  const auto issued = other.issue({.name = "ARS Grand Est", .units = {"1440000000"}});
  const auto forged = make_receipt(fields(), identity(issued, other.certificate()), noon).value();
  EXPECT_EQ(check(forged).verdict, ReceiptVerdict::invalid);
}

TEST(Receipt, WithoutNonRepudiationUsageIsInvalid) {
  const auto issued =
      ars().authority.issue({.use = CertificateRequest::Use::no_repudiation, .units = {"1440000000"}});
  const auto forged = sign_attached(receipt_text(fields()), ars_identity(issued), noon).value();
  const auto made = check(forged);
  EXPECT_EQ(made.verdict, ReceiptVerdict::invalid);
  EXPECT_EQ(made.reason.id, "The certificate {0} has no non-repudiation usage: it cannot seal.");
}

TEST(Receipt, ByTheServersTlsCertificateIsInvalid) {
  const auto issued =
      ars().authority.issue({.use = CertificateRequest::Use::tls_repudiation, .units = {"1440000000"}});
  const auto forged = sign_attached(receipt_text(fields()), ars_identity(issued), noon).value();
  EXPECT_EQ(check(forged).verdict, ReceiptVerdict::invalid);
}

TEST(Receipt, ByAnExpiredCertificateIsInvalid) {
  CertificateRequest request{.units = {"1440000000"}};
  request.end = noon - std::chrono::seconds(1);
  const auto forged =
      sign_attached(receipt_text(fields()), ars_identity(ars().authority.issue(request)), noon).value();
  EXPECT_EQ(check(forged).verdict, ReceiptVerdict::invalid);
}

TEST(Receipt, WithAnyOtherTextIsInvalid) {
  for (const std::string text : {"", "{}", "OK", "{\"format\":\"jauge-receipt/1\"}"}) {
    const auto made = check(signed_text(text));
    EXPECT_EQ(made.verdict, ReceiptVerdict::invalid);
    EXPECT_FALSE(made.reason.empty());
  }
}

TEST(Receipt, ThatIsNoSignatureIsInvalid) {
  for (const std::string bytes : {"{\"status\":200}", "<html></html>", "\x30"})
    EXPECT_EQ(check(bytes).verdict, ReceiptVerdict::invalid);
}

TEST(Receipt, AlteredInAnyByteNeverSaysAnythingElse) {
  // Headers that no signature covers (a version, say) may change; what is proven may not.
  auto altered = receipt();
  std::size_t believed = 0;
  for (std::size_t i = 0; i < altered.size(); ++i)
    for (const int flip : {1 << i % 8, 0xff}) {
      altered[i] = static_cast<char>(altered[i] ^ flip);
      const auto made = check(altered);
      ASSERT_NE(made.verdict, ReceiptVerdict::another) << i;
      if (made.verdict == ReceiptVerdict::ours) {
        ++believed;
        ASSERT_EQ(made.fields, fields()) << i;
      }
      altered[i] = static_cast<char>(altered[i] ^ flip);
    }
  EXPECT_LT(believed, 40U) << "of " << 2 * altered.size();
}

TEST(Receipt, AlteredInAnyByteOfItsTextIsInvalid) {
  const auto good = receipt();
  const auto text = receipt_text(fields());
  const auto begin = good.find(text);
  ASSERT_NE(begin, std::string::npos);
  for (std::size_t i = begin; i < begin + text.size(); ++i) {
    auto altered = good;
    altered[i] = static_cast<char>(altered[i] ^ 1 << i % 8);
    ASSERT_EQ(check(altered).verdict, ReceiptVerdict::invalid) << i;
  }
}

TEST(Receipt, CutShortOrLengthenedIsInvalid) {
  const auto good = receipt();
  for (std::size_t size = 1; size < good.size(); ++size)
    ASSERT_EQ(check(good.substr(0, size)).verdict, ReceiptVerdict::invalid) << size;
  EXPECT_EQ(check(good + "\n").verdict, ReceiptVerdict::invalid);
}

}  // namespace
}  // namespace jauge::seal
