#include "core/month.hpp"

#include <gtest/gtest.h>

namespace jauge::core {
namespace {

using namespace std::chrono_literals;

TEST(Month, IsReadFromYearAndMonthAndFromNothingElse) {
  EXPECT_EQ(Month::parse("2026-10"), Month(2026, 10));
  EXPECT_EQ(Month::parse("1900-01"), Month(1900, 1));
  EXPECT_EQ(Month::parse("9999-12"), Month(9999, 12));
  for (const char* wrong : {"", "2026", "2026-1", "2026-13", "2026-00", "1899-12", "2026/10", " 2026-10",
                            "2026-10 ", "2026-10-01", "-026-10", "+026-10", "2026-1x", "10-2026"}) {
    EXPECT_FALSE(Month::parse(wrong)) << wrong;
  }
}

TEST(Month, RunsFromItsFirstDayToTheFirstOfTheNext) {
  const Month february(2028, 2);
  EXPECT_EQ(text(february.first_day()), "2028-02-01");
  EXPECT_EQ(text(february.last_day()), "2028-02-29");
  EXPECT_EQ(text(february.end()), "2028-03-01");
  EXPECT_EQ(february.days(), 29);
  EXPECT_EQ(Month(2026, 12).end(), Month(2027, 1).first_day());
}

TEST(Month, CountsAcrossYears) {
  EXPECT_EQ(Month(2026, 1).previous(), Month(2025, 12));
  EXPECT_EQ(Month(2026, 12).next(), Month(2027, 1));
  EXPECT_EQ(Month(2026, 1) - 2, Month(2025, 11));
  EXPECT_EQ(Month(2027, 1) - Month(2025, 11), 14);
  EXPECT_LT(Month(2026, 9), Month(2026, 10));
}

TEST(Month, IsThatOfADay) {
  EXPECT_EQ(Month::of(*parse_day("2026-10-31")), Month(2026, 10));
  EXPECT_EQ(Month::of(*parse_day("2026-11-01")), Month(2026, 11));
}

TEST(Month, IsWrittenForMachinesAndInFrench) {
  EXPECT_EQ(Month(2026, 3).text(), "2026-03");
  EXPECT_EQ(Month(2026, 10).french(), "octobre 2026");
  EXPECT_EQ(Month(2026, 2).french(), "février 2026");
  EXPECT_EQ(Month(2026, 8).french(), "août 2026");
}

TEST(Day, IsReadOnlyWhereItExists) {
  EXPECT_EQ(text(*parse_day("2028-02-29")), "2028-02-29");
  for (const char* wrong : {"2027-02-29", "2026-00-10", "0000-00-00", "2026-4-01", "2026-04-31", "20260401",
                            "", "2026-04/01", "2026/04-01", "x026-04-01", "2026-x4-01", "2026-04-x1"}) {
    EXPECT_FALSE(parse_day(wrong)) << wrong;
  }
}

TEST(UtcText, IsToTheSecondAndReadBack) {
  const Instant instant = Instant(parse_day("2026-11-06")->time_since_epoch()) + 5h + 59s;
  EXPECT_EQ(utc_text(instant), "2026-11-06T05:00:59Z");
  EXPECT_EQ(utc_text(instant + 999'999us), "2026-11-06T05:00:59Z");
  EXPECT_EQ(parse_utc("2026-11-06T05:00:59Z"), instant);
  EXPECT_EQ(utc_text(Instant(-1us)), "1969-12-31T23:59:59Z");
}

TEST(UtcText, TakesUpToSixDecimalsAndNoOffset) {
  const Instant instant = *parse_utc("2026-11-06T05:00:00Z");
  EXPECT_EQ(parse_utc("2026-11-06T05:00:00.5Z"), instant + 500ms);
  EXPECT_EQ(parse_utc("2026-11-06T05:00:00.000001Z"), instant + 1us);
  for (const char* wrong :
       {"2026-11-06T05:00:00", "2026-11-06 05:00:00Z", "2026-11-06T05:00:00.Z",
        "2026-11-06T05:00:00.0000001Z", "2026-11-06T24:00:00Z", "2026-11-06T05:60:00Z",
        "2026-11-06T05:00:60Z", "2026-11-06T05:00:00+00:00", "2026-02-30T05:00:00Z", "", "Z",
        "2026-11-06T05-00:00Z", "2026-11-06T05:00-00Z", "2026-11-06Tx5:00:00Z", "2026-11-06T05:x0:00Z",
        "2026-11-06T05:00:x0Z", "2026-11-06T05:00:00,5Z", "2026-11-06T05:00:00.5xZ"}) {
    EXPECT_FALSE(parse_utc(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace jauge::core
