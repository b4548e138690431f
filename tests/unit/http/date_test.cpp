// Dates and waits of HTTP headers.
#include "http/date.hpp"

#include <gtest/gtest.h>

namespace jauge::http {
namespace {

using std::chrono::seconds;

const core::Instant now = *core::parse_utc("2026-11-06T05:00:00Z");
const core::Instant example = *core::parse_utc("1994-11-06T08:49:37Z");

TEST(Date, ReadsTheThreeFormsOfRfc9110) {
  EXPECT_EQ(parse_date("Sun, 06 Nov 1994 08:49:37 GMT", now), example);
  EXPECT_EQ(parse_date("Sunday, 06-Nov-94 08:49:37 GMT", now), example);
  EXPECT_EQ(parse_date("Sun Nov  6 08:49:37 1994", now), example);
  EXPECT_EQ(parse_date("Sun Nov 16 08:49:37 1994", now), example + std::chrono::days(10));
}

TEST(Date, TakesAYearOfTwoDigitsForTheNearest) {
  EXPECT_EQ(parse_date("Friday, 06-Nov-26 05:00:00 GMT", now), now);
}

TEST(Date, RefusesAnyOtherText) {
  for (const char* text :
       {"", "Sun", "Sun,", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 00 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
        "Sun, 06 nov 1994 08:49:37 GMT", ", 06 Nov 1994"}) {
    EXPECT_FALSE(parse_date(text, now)) << text;
  }
}

TEST(Date, WritesWhatItReads) {
  EXPECT_EQ(date_text(example), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date_text(now + std::chrono::microseconds(999'999)), "Fri, 06 Nov 2026 05:00:00 GMT");
}

TEST(RetryAfter, ReadsSecondsAndDates) {
  EXPECT_EQ(parse_retry_after("120", now), seconds(120));
  EXPECT_EQ(parse_retry_after("0", now), seconds(0));
  EXPECT_EQ(parse_retry_after("Fri, 06 Nov 2026 05:01:00 GMT", now), seconds(60));
}

TEST(RetryAfter, IsZeroForADateThatHasPassed) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), seconds(0));
}

TEST(RetryAfter, IsTheLargestForANumberPastAll) {
  EXPECT_EQ(parse_retry_after("99999999999999999999999999", now), seconds::max());
}

TEST(RetryAfter, IgnoresAnyOtherText) {
  for (const char* text : {"", "-1", "1.5", "soon", " 5", "5s"})
    EXPECT_FALSE(parse_retry_after(text, now)) << text;
}

}  // namespace
}  // namespace jauge::http
