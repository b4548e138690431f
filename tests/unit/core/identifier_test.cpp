// Identifiers, FINESS numbers and counts as drivers give them (indicators §3).
#include "core/identifier.hpp"

#include <gtest/gtest.h>

#include <string>

namespace jauge::core {
namespace {

using Type = Cell::Type;

std::string normal(const Cell& cell) {
  IdentifierBuffer buffer;
  const auto made = normalised(cell, buffer);
  return made ? std::string(*made) : "refused";
}
std::optional<Refusal> refusal(const Cell& cell) {
  IdentifierBuffer buffer;
  const auto made = normalised(cell, buffer);
  return made ? std::nullopt : std::optional(made.error());
}
Cell decimal(std::string_view text) {
  return {Type::decimal, 0, text};
}
Cell text(std::string_view text) {
  return {Type::text, 0, text};
}

TEST(Identifier, OfADecimalIsPlainAndWithoutZerosThatSayNothing) {
  const std::pair<const char*, const char*> forms[] = {{"12.00", "12"},
                                                       {"12.50", "12.5"},
                                                       {"012", "12"},
                                                       {"-12", "-12"},
                                                       {"+12", "12"},
                                                       {"-0", "0"},
                                                       {"-0.00", "0"},
                                                       {".5", "0.5"},
                                                       {"5.", "5"},
                                                       {"1e3", "1000"},
                                                       {"1E+2", "100"},
                                                       {"1.5e1", "15"},
                                                       {"1.5e-3", "0.0015"},
                                                       {"-1.5e-3", "-0.0015"},
                                                       {"120e-1", "12"},
                                                       {"0.10e1", "1"},
                                                       {"0e9", "0"},
                                                       {"100", "100"},
                                                       {"0", "0"}};
  for (const auto& [written, wanted] : forms) EXPECT_EQ(normal(decimal(written)), wanted) << written;
}

TEST(Identifier, OfADecimalThatIsNoneIsRefused) {
  for (const char* wrong :
       {"abc", "1x", "1e", "1e1001", "1e-1001", ".", "-", "1.2.3", "--1", "1e99999999999"})
    EXPECT_EQ(refusal(decimal(wrong)), Refusal::encoding) << wrong;
  EXPECT_EQ(refusal(decimal("")), Refusal::empty_key);
  EXPECT_EQ(refusal(decimal("  ")), Refusal::empty_key);
  EXPECT_EQ(refusal(decimal("1e500")), Refusal::long_key);
  EXPECT_EQ(refusal(decimal("1e-500")), Refusal::long_key);
  EXPECT_EQ(normal(decimal("1e199")).size(), 200U);
}

TEST(Identifier, OfAUuidIsInLowerCase) {
  EXPECT_EQ(normal({Type::uuid, 0, "A0EEBC99-9c0b-4EF8-BB6D-6BB9BD380A11"}),
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
  EXPECT_EQ(refusal({Type::uuid, 0, ""}), Refusal::empty_key);
}

TEST(Identifier, IsNeverADateATimeOrWhatTheDriverCannotRead) {
  for (const auto type : {Type::date, Type::local_time, Type::instant, Type::infinity, Type::unreadable})
    EXPECT_EQ(refusal({type, 7, {}}), Refusal::encoding);
  EXPECT_EQ(refusal({}), Refusal::empty_key);
}

TEST(FinessColumn, GetsTheZeroBackThatANumberLost) {
  for (const auto& cell : {text("10000165"), Cell{Type::integer, 10000165, {}}, decimal("10000165.0")}) {
    const auto read = read_finess(cell);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->finess.text(), "010000165");
    EXPECT_TRUE(read->corrected);
  }
  EXPECT_FALSE(read_finess(text("670000165"))->corrected);
  EXPECT_EQ(read_finess(text("2A0000014"))->finess.text(), "2A0000014");
  for (const auto& wrong : {text("2A000001"), text("1234567"), text(""), decimal("x"), Cell{},
                            Cell{Type::uuid, 0, "670000165"}, Cell{Type::date, 7, {}}})
    EXPECT_FALSE(read_finess(wrong));
}

TEST(CountColumn, IsAWholeNumberThatIsNotNegative) {
  EXPECT_EQ(read_count({Type::integer, 12, {}}), 12);
  EXPECT_EQ(read_count(decimal("12.0")), 12);
  EXPECT_EQ(read_count(text(" 12 ")), 12);
  EXPECT_EQ(read_count(text("0")), 0);
  for (const auto& wrong :
       {Cell{Type::integer, -1, {}}, decimal("12.5"), decimal("x"), decimal("-1"), text(""), text("12 3"),
        text("douze"), text("99999999999999999999"), Cell{}, Cell{Type::date, 7, {}}})
    EXPECT_FALSE(read_count(wrong));
}

TEST(Millionths, AreCutAndHeldWithinTheirLimit) {
  EXPECT_EQ(read_millionths("1.5"), 1'500'000);
  EXPECT_EQ(read_millionths("-1.5"), -1'500'000);
  EXPECT_EQ(read_millionths("0.0000019"), 1);
  EXPECT_EQ(read_millionths(std::string(40, '9')), std::int64_t{1} << 62);
  EXPECT_EQ(read_millionths("-" + std::string(40, '9')), -(std::int64_t{1} << 62));
  for (const char* wrong : {"", "x", "1e3", "1,5"}) EXPECT_FALSE(read_millionths(wrong)) << wrong;
}

}  // namespace
}  // namespace jauge::core
