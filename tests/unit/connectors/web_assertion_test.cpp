// The assertion of SMART backend services, judged by OpenSSL.
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "connectors/web/assertion.hpp"
#include "connectors/web/json.hpp"

namespace jauge::connectors::web {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;

std::string pem(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string from_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (const char c : text) {
    held = held << 6 | static_cast<std::uint32_t>(digits.find(c));
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 255U);
  }
  return bytes;
}

struct Token {
  std::string signed_part;
  std::string header;
  std::string body;
  std::string signature;
};

Token take_apart(const std::string& text) {
  const auto first = text.find('.');
  const auto second = text.rfind('.');
  return {text.substr(0, second), from_base64url(text.substr(0, first)),
          from_base64url(text.substr(first + 1, second - first - 1)),
          from_base64url(text.substr(second + 1))};
}

bool verifies(EVP_PKEY* key, const Token& token) {
  std::string der = token.signature;
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(token.signature.data());
    const std::unique_ptr<ECDSA_SIG, Free> signature(ECDSA_SIG_new());
    ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes, 48, nullptr), BN_bin2bn(bytes + 48, 48, nullptr));
    unsigned char* out = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &out);
    der.assign(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
  }
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha384(), nullptr, key);
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(der.data()), der.size(),
                          reinterpret_cast<const unsigned char*>(token.signed_part.data()),
                          token.signed_part.size()) == 1;
}

AssertionClaims claims() {
  return {"jauge-670000165", "https://auth.example/token", "key-1", "0123",
          core::Instant(std::chrono::seconds(1'800'000'000))};
}

TEST(Assertion, IsSignedWithRs384ByAnRsaKey) {
  const Key key(EVP_RSA_gen(2048));
  const auto text = make_assertion(pem(key.get()), claims(), "dui");
  ASSERT_TRUE(text.has_value());
  const auto token = take_apart(*text);
  EXPECT_EQ(token.header, R"({"alg":"RS384","kid":"key-1","typ":"JWT"})");
  EXPECT_TRUE(verifies(key.get(), token));
}

TEST(Assertion, IsSignedWithEs384ByAKeyOfP384) {
  const Key key(EVP_EC_gen("P-384"));
  const auto text = make_assertion(pem(key.get()), claims(), "dui");
  ASSERT_TRUE(text.has_value());
  const auto token = take_apart(*text);
  EXPECT_EQ(token.header, R"({"alg":"ES384","kid":"key-1","typ":"JWT"})");
  EXPECT_EQ(token.signature.size(), 96U);
  EXPECT_TRUE(verifies(key.get(), token));
}

TEST(Assertion, ClaimsWhoItIsForWhomAndForHowLong) {
  const Key key(EVP_EC_gen("P-384"));
  const auto token = take_apart(*make_assertion(pem(key.get()), claims(), "dui"));
  JsonReader reader;
  const auto body = reader.parse(token.body);
  ASSERT_TRUE(body.has_value());
  EXPECT_EQ((*body)["iss"].text(), "jauge-670000165");
  EXPECT_EQ((*body)["sub"].text(), "jauge-670000165");
  EXPECT_EQ((*body)["aud"].text(), "https://auth.example/token");
  EXPECT_EQ((*body)["jti"].text(), "0123");
  EXPECT_EQ((*body)["iat"].integer(), 1'800'000'000);
  EXPECT_LE(*(*body)["exp"].integer(), 1'800'000'000 + 300);
}

TEST(Assertion, IsRefusedToOtherKeys) {
  const Key curve(EVP_EC_gen("P-256"));
  const Key small(EVP_RSA_gen(1024));
  for (const auto& text : {pem(curve.get()), pem(small.get()),
                           std::string("-----BEGIN PRIVATE KEY-----\nxx\n"), std::string()}) {
    const auto made = make_assertion(text, claims(), "dui");
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().kind, core::ErrorKind::invalid);
  }
}

TEST(RandomId, IsNeverTheSameTwice) {
  EXPECT_EQ(random_id().size(), 32U);
  EXPECT_NE(random_id(), random_id());
}

}  // namespace
}  // namespace jauge::connectors::web
