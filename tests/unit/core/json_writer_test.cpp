#include "core/json_writer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace jauge::core {
namespace {

template <class Write>
std::string written(Write write) {
  JsonWriter json;
  write(json);
  return json.finish();
}

std::string decimal(std::int64_t units, int places) {
  return written([&](JsonWriter& json) { json.decimal(units, places); });
}

std::string text(std::string_view value) {
  return written([&](JsonWriter& json) { json.text(value); });
}

TEST(JsonWriter, WritesMembersInTheOrderOfTheCallsWithoutWhiteSpace) {
  EXPECT_EQ(written([](JsonWriter& json) {
              json.object([&] {
                json.key("b").number(1);
                json.key("a").array([&] {
                  json.boolean(true);
                  json.null();
                  json.object([] {});
                });
                json.key("c").array([] {});
                json.key("d").text("x");
              });
            }),
            R"({"b":1,"a":[true,null,{}],"c":[],"d":"x"})");
}

TEST(JsonWriter, WritesEveryPlaceOfADecimal) {
  EXPECT_EQ(decimal(1220, 3), "1.220");
  EXPECT_EQ(decimal(750, 3), "0.750");
  EXPECT_EQ(decimal(5, 3), "0.005");
  EXPECT_EQ(decimal(0, 1), "0.0");
  EXPECT_EQ(decimal(10, 0), "10");
  EXPECT_EQ(decimal(-5, 1), "-0.5");
  EXPECT_EQ(decimal(std::numeric_limits<std::int64_t>::min(), 2), "-92233720368547758.08");
}

TEST(JsonWriter, EscapesWhatJsonAsksAndNothingElse) {
  EXPECT_EQ(text("« é » 😀 / \x7f"), "\"« é » 😀 / \x7f\"");
  EXPECT_EQ(text(std::string_view("\"\\\n\r\t\0\x1f", 7)), R"("\"\\\n\r\t\u0000\u001f")");
}

TEST(JsonWriter, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(well_formed("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(well_formed("\xC3"), "\xEF\xBF\xBD");
  EXPECT_EQ(well_formed("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
  EXPECT_EQ(well_formed("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // surrogate
  EXPECT_EQ(well_formed("\xF4\x90\x80\x80").substr(0, 3), "\xEF\xBF\xBD");         // past U+10FFFF
  EXPECT_EQ(well_formed("\xF4\x8F\xBF\xBF"), "\xF4\x8F\xBF\xBF");
  EXPECT_EQ(well_formed("\xE0\x9F\xBF").substr(0, 3), "\xEF\xBF\xBD");      // overlong
  EXPECT_EQ(well_formed("\xF0\x8F\xBF\xBF").substr(0, 3), "\xEF\xBF\xBD");  // overlong
  for (const auto* held : {"\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80"})
    EXPECT_EQ(well_formed(held), held);
}

TEST(JsonWriter, IsEmptyAfterFinish) {
  JsonWriter json;
  json.array([&] { json.number(1); });
  EXPECT_EQ(json.finish(), "[1]");
  json.number(2);
  EXPECT_EQ(json.finish(), "2");
}

TEST(JsonWriter, IsReadBackByAnotherParserWhateverTheBytes) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    const auto read = nlohmann::json::parse(text(bytes));
    RC_ASSERT(read.get<std::string>() == well_formed(bytes));
  }));
}

}  // namespace
}  // namespace jauge::core
