#include "core/digest.hpp"

#include <gtest/gtest.h>

#include <set>

namespace jauge::core {
namespace {

MonthKey counting_key() {
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return MonthKey(bytes);
}

std::string hex(const Key& key) {
  std::string text;
  for (const std::uint8_t byte : key) text += fmt::format("{:02x}", byte);
  return text;
}

TEST(Sha256, GivesThePublishedDigestOfAbc) {
  const Digest digest = sha256("abc");
  EXPECT_EQ(digest.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest.base64(), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

TEST(Sha256, IsTheSameInPieces) {
  Sha256 hash;
  hash.add("a");
  hash.add("");
  hash.add("bc");
  EXPECT_EQ(hash.finish(), sha256("abc"));
}

TEST(Digest, IsReadFromLowerCaseHexOnly) {
  const Digest digest = sha256("abc");
  EXPECT_EQ(Digest::parse_hex(digest.hex()), digest);
  EXPECT_FALSE(Digest::parse_hex("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
  EXPECT_FALSE(Digest::parse_hex(digest.hex().substr(1)));
  EXPECT_FALSE(Digest::parse_hex(std::string(63, '0') + "g"));
  EXPECT_FALSE(Digest::parse_hex(""));
}

TEST(KeyedHash, IsTheFirstHalfOfAnHmacOverFinessNumberingAndIdentifier) {
  KeyedHash hash(counting_key());
  EXPECT_EQ(hex(hash("670000165", "dui", "42")), "d762bca557ffdd57fd146a3561b7dc94");
  std::string long_id;
  for (int i = 0; i < 100; ++i) long_id += "é";
  EXPECT_EQ(hex(hash("670000165", "dui", long_id)), "f1b21d606e131971035b62c4f72c171c");
  EXPECT_EQ(hex(hash("670000165", "dui", "42")), "d762bca557ffdd57fd146a3561b7dc94");  // started again whole
}

TEST(KeyedHash, SeparatesKeysFinessNumberingsAndIdentifiers) {
  std::array<std::uint8_t, 32> other{};
  KeyedHash first(counting_key());
  KeyedHash second{MonthKey(other)};
  const std::set<Key> keys = {first("670000165", "dui", "42"),  second("670000165", "dui", "42"),
                              first("670000166", "dui", "42"),  first("670000165", "dui4", "2"),
                              first("670000165", "dui", "42 "), first("670000165", "du", "i42")};
  EXPECT_EQ(keys.size(), 6u);
}

TEST(MonthKey, IsToldApartByItsCheckValue) {
  EXPECT_EQ(counting_key().check_value().hex(),
            "e1ae7fe1bfe2e36f2bacb566633d2ff061f8fd1f38cd7303e9ffb91ae5201829");
  EXPECT_NE(counting_key().check_value(), MonthKey(std::array<std::uint8_t, 32>{}).check_value());
}

TEST(Uuid5, NamesAFullUrlUnderTheCanonicalBase) {
  EXPECT_EQ(uuid5_urn("https://jauge.example/fhir/", "PAI-2021-44-0042/44/670000165/2026-10/0"),
            "urn:uuid:9db1b953-a9f6-50a5-9cec-85999894a829");
}

}  // namespace
}  // namespace jauge::core
