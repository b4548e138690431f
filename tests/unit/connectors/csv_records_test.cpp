#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "connectors/csv/encoding.hpp"
#include "connectors/csv/records.hpp"

namespace jauge::connectors::csv {
namespace {

using Texts = std::vector<std::vector<std::string>>;

struct Parsed {
  Texts records;
  Fault fault = Fault::none;
  std::uint64_t number = 0;
  bool operator==(const Parsed&) const = default;
};

/// `step` bytes at a time.
Parsed parse(std::string_view text, char separator = ';', std::size_t step = 1000) {
  Parsed parsed;
  Records records(separator, [&](Record record) {
    parsed.records.emplace_back(record.begin(), record.end());
    return true;
  });
  for (std::size_t at = 0; at < text.size(); at += step) {
    if (!records.feed(text.substr(at, step))) break;
  }
  records.finish();
  parsed.fault = records.fault();
  parsed.number = records.number();
  return parsed;
}

TEST(CsvRecords, AreSplitAtSeparatorsAndLineEnds) {
  EXPECT_EQ(parse("a;b\r\n1;2\r\n").records, (Texts{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(parse("a,b\n1,2", ',').records, (Texts{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(parse("a\tb\n\t\n", '\t').records, (Texts{{"a", "b"}, {"", ""}}));
}

TEST(CsvRecords, HoldWhatStandsWithinQuotes) {
  EXPECT_EQ(parse("\"a;b\";\"c\"\"d\";\"e\r\nf\"\r\n").records, (Texts{{"a;b", "c\"d", "e\r\nf"}}));
  EXPECT_EQ(parse("\"\";\"\"\"\"").records, (Texts{{"", "\""}}));
}

TEST(CsvRecords, LeaveEmptyLinesOut) {
  EXPECT_EQ(parse("a;b\r\n\r\n1;2\n\n").records, (Texts{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(parse("\"\"\n").records, (Texts{{""}}));
}

TEST(CsvRecords, KeepAReturnThatEndsNoLine) {
  EXPECT_EQ(parse("a\rb;c\r\n").records, (Texts{{"a\rb", "c"}}));
  EXPECT_EQ(parse("a\r").records, (Texts{{"a\r"}}));
}

TEST(CsvRecords, TellWhatMakesThemUnreliable) {
  EXPECT_EQ(parse("a;b\"c\n").fault, Fault::quote_in_text);
  EXPECT_EQ(parse("\"a\"b;c\n").fault, Fault::text_after_quote);
  EXPECT_EQ(parse("\"a\"\rb\n").fault, Fault::text_after_quote);
  EXPECT_EQ(parse("x;y\n1;\"2").fault, Fault::unclosed_quote);
  EXPECT_EQ(parse("x;y\n1;\"2").number, 2u);
  EXPECT_EQ(parse(std::string_view("a\0b", 3)).fault, Fault::nul);
  EXPECT_EQ(parse(std::string_view("\"a\0b", 4)).fault, Fault::nul);
  EXPECT_EQ(parse("\"" + std::string((1u << 20) + 1, 'x')).fault, Fault::too_long);
  EXPECT_EQ(parse(std::string((1u << 20) + 1, 'x')).fault, Fault::too_long);
}

TEST(CsvRecords, AreTheSameHoweverTheBytesAreCut) {
  EXPECT_TRUE(rc::check([] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("a", "bc", "\"", "\"\"", ";", "\r", "\n", "\r\n", "é"));
    std::string text;
    for (const auto& piece : pieces) text += piece;
    RC_ASSERT(parse(text) == parse(text, ';', 1));
  }));
}

TEST(CsvRecords, GiveBackWhatWasWritten) {
  EXPECT_TRUE(rc::check([](const Texts& records) {
    std::string text;
    Texts written;
    for (const auto& record : records) {
      if (record.empty()) continue;
      auto& fields = written.emplace_back();
      for (std::size_t i = 0; i < record.size(); ++i) {
        std::string field;
        for (const char c : record[i]) field += c == '\0' ? '0' : c;
        fields.push_back(field);
        if (i > 0) text += ';';
        text += '"';
        for (const char c : field) text += c == '"' ? "\"\"" : std::string(1, c);
        text += '"';
      }
      text += "\r\n";
    }
    RC_ASSERT(parse(text).records == written);
  }));
}

bool valid(std::string_view bytes, Encoding encoding) {
  EncodingCheck check(encoding);
  for (const char c : bytes) check.feed(std::string_view(&c, 1));
  return check.finish();
}

TEST(CsvEncoding, OfUtf8IsStrict) {
  EXPECT_TRUE(valid("é€𝄞a", Encoding::utf8));
  for (const char* bad : {"\xE9", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFF",
                          "\xF0\x80\x80\x80"}) {
    EXPECT_FALSE(valid(bad, Encoding::utf8)) << testing::PrintToString(std::string(bad));
  }
}

TEST(CsvEncoding, OfWindowsHasFiveBytesThatAreNothing) {
  EXPECT_TRUE(valid("\xE9\x80\x92", Encoding::windows1252));
  for (const char* bad : {"\x81", "\x8D", "\x8F", "\x90", "\x9D"})
    EXPECT_FALSE(valid(bad, Encoding::windows1252));
  EXPECT_TRUE(valid("\x81\xE9", Encoding::latin1));
}

TEST(CsvEncoding, BecomesUtf8) {
  std::string buffer;
  EXPECT_EQ(to_utf8("d\xE9j\xE0 \x80\x9C", Encoding::windows1252, buffer), "déjà €œ");
  EXPECT_EQ(to_utf8("\xE9", Encoding::latin1, buffer), "é");
  EXPECT_EQ(to_utf8("é", Encoding::utf8, buffer), "é");
  EXPECT_EQ(to_utf8("abc", Encoding::windows1252, buffer), "abc");
}

}  // namespace
}  // namespace jauge::connectors::csv
