#include "config/values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jauge::config {
namespace {

using std::chrono::seconds;

TEST(Duration, IsANumberAndOneUnit) {
  EXPECT_EQ(parse_duration("60s"), seconds(60));
  EXPECT_EQ(parse_duration("30m"), seconds(1800));
  EXPECT_EQ(parse_duration("24h"), seconds(86400));
  EXPECT_EQ(parse_duration("15d"), seconds(15 * 86400));
  EXPECT_EQ(parse_duration("0s"), seconds(0));
}

TEST(Duration, IsNothingElse) {
  for (const std::string_view text :
       {"", "s", "60", "60 s", " 60s", "60S", "-1s", "+1s", "1.5h", "1h30m", "1w", "60ss",
        "99999999999999999999s", "9223372036854775807d", "4000d"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Identifier, BeginsWithALetterOrDigitAndIsSafeAsAFileName) {
  EXPECT_TRUE(is_identifier("PAI-2021-44-0042"));
  EXPECT_TRUE(is_identifier(std::string(64, 'a')));
  for (const auto& text :
       {std::string(), std::string(65, 'a'), std::string(".a"), std::string("-a"), std::string("a/b"),
        std::string("a b"), std::string("é"), std::string("a\0b", 3)}) {
    EXPECT_FALSE(is_identifier(text)) << text;
  }
}

TEST(Nearest, FindsASlipAndOnlyASlip) {
  const std::vector<std::string> keys{"timeout", "time", "every", "every_state", "ids"};
  EXPECT_EQ(nearest("timout", keys), "timeout");
  EXPECT_EQ(nearest("tiemout", keys), "timeout");
  EXPECT_EQ(nearest("evry", keys), "every");
  EXPECT_EQ(nearest("id", keys), "");
  EXPECT_EQ(nearest("password", keys), "");
  EXPECT_EQ(nearest(std::string(100'000, 'x'), keys), "");
}

}  // namespace
}  // namespace jauge::config
