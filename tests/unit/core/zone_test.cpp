#include "core/zone.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/cached_zone.hpp"

namespace jauge::core {
namespace {

using namespace std::chrono_literals;

Zone zone(std::string_view name) {
  return Zone::find(name).value();
}
Instant utc(std::string_view text) {
  return parse_utc(text).value();
}
LocalTime local(std::string_view day, std::chrono::minutes time) {
  return LocalTime(*parse_day(day)) + time;
}

std::int64_t hours_of(const Zone& zone, Month month) {
  return std::chrono::floor<std::chrono::hours>(zone.start_of(month.end()) - zone.start_of(month.first_day()))
      .count();
}

TEST(Zone, MakesMonthsOfClockChangesShorterAndLonger) {
  const Zone paris = zone("Europe/Paris");
  EXPECT_EQ(hours_of(paris, Month(2026, 3)), 743);
  EXPECT_EQ(hours_of(paris, Month(2026, 10)), 745);
  EXPECT_EQ(hours_of(paris, Month(2026, 11)), 720);
}

TEST(Zone, KnowsAClockChangeOnTheLastDayOfAMonth) {
  const Zone paris = zone("Europe/Paris");
  EXPECT_EQ(hours_of(paris, Month(2027, 10)), 745);  // change on 2027-10-31
  EXPECT_EQ(hours_of(paris, Month(2024, 3)), 743);   // change on 2024-03-31
  EXPECT_EQ(paris.start_of(*parse_day("2027-11-01")), utc("2027-10-31T23:00:00Z"));
  EXPECT_EQ(paris.start_of(*parse_day("2027-10-31")), utc("2027-10-30T22:00:00Z"));
  EXPECT_EQ(paris.start_of(*parse_day("2024-04-01")), utc("2024-03-31T22:00:00Z"));
}

TEST(Zone, TakesAnAmbiguousLocalTimeAsTheEarlierInstant) {
  EXPECT_EQ(zone("Europe/Paris").to_instant(local("2026-10-25", 2h + 30min)), utc("2026-10-25T00:30:00Z"));
}

TEST(Zone, MovesAMissingLocalTimeForwardByTheGap) {
  const Zone paris = zone("Europe/Paris");
  const Instant instant = paris.to_instant(local("2026-03-29", 2h + 30min));
  EXPECT_EQ(instant, utc("2026-03-29T01:30:00Z"));
  EXPECT_EQ(paris.to_local(instant), local("2026-03-29", 3h + 30min));
}

TEST(Zone, BeginsADayWithoutMidnightAtTheChange) {
  // Beirut skipped from 00:00 to 01:00 on 2022-03-27.
  EXPECT_EQ(zone("Asia/Beirut").start_of(*parse_day("2022-03-27")), utc("2022-03-26T22:00:00Z"));
  // Toronto skipped from 23:30 to 00:30 in the night of 1919-03-31.
  EXPECT_EQ(zone("America/Toronto").start_of(*parse_day("1919-03-31")), utc("1919-03-31T04:30:00Z"));
}

TEST(Zone, KeepsTheDaysOfOverseasRegions) {
  const Instant instant = utc("2026-10-31T21:00:00Z");
  EXPECT_EQ(text(zone("Europe/Paris").day_of(instant)), "2026-10-31");
  EXPECT_EQ(text(zone("Indian/Reunion").day_of(instant)), "2026-11-01");
  EXPECT_EQ(text(zone("Indian/Mayotte").day_of(instant)), "2026-11-01");
  EXPECT_EQ(text(zone("America/Martinique").day_of(utc("2026-11-01T03:59:59Z"))), "2026-10-31");
  EXPECT_EQ(text(zone("America/Cayenne").day_of(utc("2026-11-01T03:00:00Z"))), "2026-11-01");
  EXPECT_EQ(hours_of(zone("America/Miquelon"), Month(2026, 11)), 721);  // its winter time begins in November
}

TEST(Zone, FloorsInstantsBefore1970) {
  EXPECT_EQ(text(Zone().day_of(Instant(-1us))), "1969-12-31");
  EXPECT_EQ(text(zone("Europe/Paris").day_of(Instant(-3600s - 1us))), "1969-12-31");
}

TEST(Zone, IsUtcByDefaultAndByName) {
  EXPECT_EQ(Zone().name(), "UTC");
  EXPECT_EQ(Zone(), zone("UTC"));
  EXPECT_EQ(Zone(), zone("Etc/UTC"));
  EXPECT_NE(Zone(), zone("Europe/Paris"));
  EXPECT_EQ(zone("Europe/Paris"), zone("Europe/Paris"));
  EXPECT_EQ(Zone().to_instant(local("2026-10-25", 2h)), utc("2026-10-25T02:00:00Z"));
  EXPECT_EQ(Zone().start_of(*parse_day("2026-10-25")), utc("2026-10-25T00:00:00Z"));
}

TEST(Zone, RefusesANameThatTheSystemDoesNotHold) {
  for (const char* wrong : {"Europe/Atlantis", "", "../../etc/passwd", "Europe", "zone.tab"}) {
    const auto found = Zone::find(wrong);
    ASSERT_FALSE(found) << wrong;
    EXPECT_EQ(found.error().kind, ErrorKind::invalid);
    EXPECT_FALSE(found.error().hint.empty());
  }
}

TEST(Zone, TellsThePeriodOfConstantOffset) {
  const OffsetPeriod period = zone("Europe/Paris").period_at(utc("2026-07-14T12:00:00Z"));
  EXPECT_EQ(period.begin, utc("2026-03-29T01:00:00Z"));
  EXPECT_EQ(period.end, utc("2026-10-25T01:00:00Z"));
  EXPECT_EQ(period.offset, 2h);
  const OffsetPeriod always = Zone().period_at(Instant());
  EXPECT_LT(always.begin, utc("0001-01-01T00:00:00Z"));
  EXPECT_GT(always.end, utc("9999-12-31T00:00:00Z"));
}

TEST(CachedZone, AnswersAsItsZoneDoesAtAnyInstant) {
  for (const char* name :
       {"Europe/Paris", "America/Miquelon", "Indian/Reunion", "Asia/Beirut", "Pacific/Apia", "UTC"}) {
    const Zone plain = zone(name);
    EXPECT_TRUE(rc::check([&] {
      CachedZone cached(plain);
      const auto far = rc::gen::inRange<std::int64_t>(-62'000'000'000, 253'000'000'000);
      const auto near_changes =
          rc::gen::map(rc::gen::inRange<std::int64_t>(-200'000, 200'000), [](std::int64_t second) {
            return second + 1'792'890'000;  // around 2026-10-25T01:00Z
          });
      for (const std::int64_t second :
           *rc::gen::container<std::vector<std::int64_t>>(rc::gen::oneOf(far, near_changes))) {
        const std::chrono::seconds time(second);
        RC_ASSERT(cached.day_of(Instant(time)) == plain.day_of(Instant(time)));
        RC_ASSERT(cached.to_instant(LocalTime(time)) == plain.to_instant(LocalTime(time)));
      }
    })) << name;
  }
}

}  // namespace
}  // namespace jauge::core
