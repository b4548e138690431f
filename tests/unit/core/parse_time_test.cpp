#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/intake.hpp"

namespace jauge::core {
namespace {

std::int64_t utc(std::string_view text) {
  return parse_utc(text).value().time_since_epoch().count();
}

TEST(ParseTime, ReadsADate) {
  const Cell cell = parse_time("2026-10-31");
  EXPECT_EQ(cell.type, Cell::Type::date);
  EXPECT_EQ(cell.number, parse_day("2026-10-31")->time_since_epoch().count());
}

TEST(ParseTime, ReadsATimeWithoutZone) {
  for (const char* text :
       {"2026-10-31T23:05:00", "2026-10-31 23:05:00", "2026-10-31 23:05", " 2026-10-31 23:05:00.000 "}) {
    const Cell cell = parse_time(text);
    EXPECT_EQ(cell.type, Cell::Type::local_time) << text;
    EXPECT_EQ(cell.number, utc("2026-10-31T23:05:00Z")) << text;
  }
}

TEST(ParseTime, ReadsAnInstant) {
  for (const char* text : {"2026-10-31T23:05:00Z", "2026-11-01T00:05:00+01:00", "2026-11-01 00:05:00+01",
                           "2026-10-31 19:05:00 -0400", "2026-11-01T00:05:00+01:00:00",
                           "2026-10-31t23:05:00z", "2026-10-31T23:05Z"}) {
    const Cell cell = parse_time(text);
    EXPECT_EQ(cell.type, Cell::Type::instant) << text;
    EXPECT_EQ(cell.number, utc("2026-10-31T23:05:00Z")) << text;
  }
}

TEST(ParseTime, CutsDecimalsToMicroseconds) {
  EXPECT_EQ(parse_time("2026-10-31T23:05:00.5Z").number, utc("2026-10-31T23:05:00.5Z"));
  EXPECT_EQ(parse_time("2026-10-31T23:05:00,25Z").number, utc("2026-10-31T23:05:00.25Z"));
  EXPECT_EQ(parse_time("2026-10-31T23:05:00.123456789Z").number, utc("2026-10-31T23:05:00.123456Z"));
}

TEST(ParseTime, TakesALeapSecondAsTheNextMinute) {
  EXPECT_EQ(parse_time("2016-12-31T23:59:60Z").number, utc("2017-01-01T00:00:00Z"));
}

TEST(ParseTime, KnowsInfinity) {
  EXPECT_EQ(parse_time("infinity").type, Cell::Type::infinity);
  EXPECT_EQ(parse_time("-infinity").type, Cell::Type::infinity);
}

TEST(ParseTime, ReadsNothingElse) {
  for (const char* wrong : {"",
                            "hier",
                            "31/10/2026",
                            "2026-10",
                            "20261031",
                            "2026-10-32",
                            "0000-00-00",
                            "0000-00-00 00:00:00",
                            "2026-10-31T",
                            "2026-10-31T23",
                            "2026-10-31T24:00:00",
                            "2026-10-31T23:60:00",
                            "2026-10-31T23:05:61",
                            "2026-10-31T23:05:00.",
                            "2026-10-31T23:05:00.1234567890",
                            "2026-10-31T23:05:00+",
                            "2026-10-31T23:05:00+1",
                            "2026-10-31T23:05:00+01:",
                            "2026-10-31T23:05:00+24:00",
                            "2026-10-31T23:05:00+01:00:60",
                            "2026-10-31T23:05:00+01:00:x0",
                            "2026-10-31T2/:05:00",
                            "2026-10-31T2::05:00",
                            "2026-10-31T23:05:00Z ?",
                            "2026-10-31T23:05:00 ZZ",
                            "2026-10-31Z",
                            "2026-10-31x23:05:00",
                            "2026-10-31 23:05:00 PM",
                            "12026-10-31T23:05:00Z"}) {
    EXPECT_EQ(parse_time(wrong).type, Cell::Type::unreadable) << wrong;
  }
}

TEST(ParseTime, NeverCrashesOnAnyText) {
  EXPECT_TRUE(rc::check([](const std::string& text) { static_cast<void>(parse_time(text)); }));
  EXPECT_TRUE(
      rc::check([](const std::string& text) { static_cast<void>(parse_time("2026-10-31T23:05" + text)); }));
}

}  // namespace
}  // namespace jauge::core
