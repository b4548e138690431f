// Request targets and Host headers.
#include "http/request_parts.hpp"

#include <gtest/gtest.h>

#include "http/message.hpp"

namespace jauge::http {
namespace {

TEST(Target, IsDecodedAfterItsPartsAreFound) {
  const auto target = parse_target("/a%2Fb/%C3%A9?month=2026-10&name=a+b%26c&flag&=x&&e=1=2");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a/b/é");
  EXPECT_EQ(target->query.at("month"), "2026-10");
  EXPECT_EQ(target->query.at("name"), "a b&c");
  EXPECT_EQ(target->query.at("flag"), "");
  EXPECT_EQ(target->query.at("e"), "1=2");
}

TEST(Target, KeepsAPlusInThePath) {
  EXPECT_EQ(parse_target("/a+b")->path, "/a+b");
}

TEST(Target, RefusesOtherFormsAndBadEscapes) {
  for (const char* text : {"", "*", "http://x/", "a", "/%", "/%4", "/%zz", "/%00", "/?a=%0", "/?%00=1"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

TEST(Host, IsComparedWithoutPortAndCase) {
  const std::vector<std::string> allowed{"localhost", "::1"};
  for (const char* host : {"localhost", "LocalHost:9460", "[::1]", "[::1]:80", "localhost:"}) {
    EXPECT_TRUE(host_is_allowed(host, allowed)) << host;
  }
  for (const char* host : {"", "evil.example", "localhost.evil.example", "localhost:80@evil", "localhost:x",
                           "[::1", "::1", "[::1]x", "[localhost", "localhost."}) {
    EXPECT_FALSE(host_is_allowed(host, allowed)) << host;
  }
}

TEST(PercentEncode, KeepsOnlyTheUnreservedBytes) {
  EXPECT_EQ(percent_encode("PAI-2021_44.~é /?%"), "PAI-2021_44.~%C3%A9%20%2F%3F%25");
}

}  // namespace
}  // namespace jauge::http
