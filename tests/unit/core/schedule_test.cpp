#include "core/schedule.hpp"

#include <gtest/gtest.h>

namespace jauge::core {
namespace {

using namespace std::chrono_literals;

Instant utc(std::string_view text) {
  return parse_utc(text).value();
}
Zone zone(std::string_view name) {
  return Zone::find(name).value();
}

Establishment at(std::string_view zone_name) {
  Establishment establishment;
  establishment.zone = zone(zone_name);
  return establishment;
}

Project project_in(std::initializer_list<const char*> zones) {
  Project project;
  project.zone = zone("Europe/Paris");
  for (const char* name : zones) project.establishments.push_back(at(name));
  return project;
}

TEST(CloseTime, IsDaysAndATimeOfDay) {
  EXPECT_EQ(parse_close_time("5d 06:00"), (CloseTime{5, 6h}));
  EXPECT_EQ(parse_close_time("0d 00:00"), (CloseTime{0, 0min}));
  EXPECT_EQ(parse_close_time("12d 23:59"), (CloseTime{12, 23h + 59min}));
  for (const char* wrong : {"", "5d", "5 06:00", "5d 6:00", "5d 24:00", "5d 06:60", "-1d 06:00", "5d 06:00 ",
                            "d 06:00", "5d  06:00", "5d 0600", "1000d 06:00", "5D 06:00", "5d +6:00",
                            "5d 06h00", "5d 06:0a", "5d 0a:00", ":d 06:00"}) {
    EXPECT_FALSE(parse_close_time(wrong)) << wrong;
  }
}

TEST(MonthSpan, RunsFromLocalMidnightToLocalMidnight) {
  const MonthSpan october = month_span(zone("Europe/Paris"), Month(2026, 10));
  EXPECT_EQ(october.begin, utc("2026-09-30T22:00:00Z"));
  EXPECT_EQ(october.end, utc("2026-10-31T23:00:00Z"));
}

TEST(MonthSpan, ReachesFromTheEarliestToTheLatestMidnightOfTheEstablishments) {
  const MonthSpan october =
      month_span(project_in({"Europe/Paris", "America/Martinique", "Indian/Reunion"}), Month(2026, 10));
  EXPECT_EQ(october.begin, utc("2026-09-30T20:00:00Z"));
  EXPECT_EQ(october.end, utc("2026-11-01T04:00:00Z"));
}

TEST(MonthSpan, LeavesOutAbsentEstablishmentsUnlessAllAre) {
  Project project = project_in({"Europe/Paris", "Indian/Reunion"});
  project.establishments[1].joined = *parse_day("2026-11-01");
  EXPECT_EQ(month_span(project, Month(2026, 10)).begin, utc("2026-09-30T22:00:00Z"));
  EXPECT_EQ(month_span(project, Month(2026, 11)).begin, utc("2026-10-31T20:00:00Z"));
  project.establishments[0].joined = *parse_day("2026-11-01");
  EXPECT_EQ(month_span(project, Month(2026, 10)).begin, utc("2026-09-30T20:00:00Z"));
}

TEST(MonthSpan, IsThatOfTheProjectWhereThereIsNoEstablishment) {
  EXPECT_EQ(month_span(project_in({}), Month(2026, 10)).end, utc("2026-10-31T23:00:00Z"));
}

TEST(ClosingInstant, OfOctober2026InParisIsThe6thOfNovemberAtSix) {
  EXPECT_EQ(closing_instant(project_in({"Europe/Paris"}), Month(2026, 10), CloseTime{}),
            utc("2026-11-06T05:00:00Z"));
}

TEST(ClosingInstant, IsThatOfTheLatestZone) {
  const Project project = project_in({"Europe/Paris", "America/Martinique", "Indian/Reunion"});
  EXPECT_EQ(closing_instant(project, Month(2026, 10), CloseTime{}), utc("2026-11-06T10:00:00Z"));
}

TEST(ClosingInstant, IsLocalAcrossAClockChange) {
  // The month's end is in winter time, 29 days later the clocks have changed.
  EXPECT_EQ(closing_instant(project_in({"Europe/Paris"}), Month(2026, 2), CloseTime{29, 6h}),
            utc("2026-03-30T04:00:00Z"));
}

class ReadIsDue : public testing::Test {
 protected:
  bool due(Instant now, std::chrono::seconds every = 1h) const { return read_is_due(last, every, end, now); }
  void succeeded(Instant when) { last = {when, when, last.duration}; }

  const Instant end = utc("2026-10-31T23:00:00Z");
  LastRead last;
};

TEST_F(ReadIsDue, WhenThereWasNone) {
  EXPECT_TRUE(due(end - 24h * 10));
}

TEST_F(ReadIsDue, WhenItsPeriodHasPassedSinceTheLastAttempt) {
  succeeded(end - 48h);
  last.attempt = end - 47h;
  EXPECT_FALSE(due(end - 46h - 1us));
  EXPECT_TRUE(due(end - 46h));
}

TEST_F(ReadIsDue, OnceTwoMinutesBeforeTheMonthEnds) {
  succeeded(end - 10min);
  EXPECT_FALSE(due(end - 2min - 1us));
  EXPECT_TRUE(due(end - 2min));
  succeeded(end - 2min);
  EXPECT_FALSE(due(end - 1min));
}

TEST_F(ReadIsDue, OnceWhenTheMonthHasEnded) {
  succeeded(end - 2min);
  EXPECT_FALSE(due(end - 1us));
  EXPECT_TRUE(due(end));
  succeeded(end);
  EXPECT_FALSE(due(end + 30min));
}

TEST_F(ReadIsDue, OfAStateAlsoInTheLastNight) {
  succeeded(end - 3h);
  EXPECT_FALSE(due(end - 1h, 24h));
  EXPECT_TRUE(due(end - 2min, 24h));
  succeeded(end - 2min);
  EXPECT_TRUE(due(end, 24h));
}

TEST_F(ReadIsDue, NeverBeforeAHundredTimesTheDurationOfTheLastHasPassed) {
  last.duration = 3s;
  succeeded(end - 4min);
  EXPECT_FALSE(due(end));
  EXPECT_FALSE(due(end + 1min - 1us));
  EXPECT_TRUE(due(end + 1min));
  last.duration = 60s;
  succeeded(end - 100h);
  EXPECT_FALSE(due(end - 100h + 6000s - 1us, 1h));
  EXPECT_TRUE(due(end - 100h + 6000s, 1h));
}

TEST_F(ReadIsDue, AgainEachMinuteForAnHourWhenItFailedAtTheMonthsEnd) {
  succeeded(end - 2min);
  last.attempt = end;
  EXPECT_FALSE(due(end + 59s));
  EXPECT_TRUE(due(end + 1min));
  last.attempt = end + 59min + 30s;
  EXPECT_FALSE(due(end + 1h + 30s));
  EXPECT_TRUE(due(end + 1h + 59min + 30s));
}

TEST_F(ReadIsDue, AtTheMonthsEndOfEachEstablishment) {
  const Project project = project_in({"Europe/Paris", "America/Martinique", "Indian/Reunion"});
  const auto due_in_project = [&](Instant now) { return read_is_due(last, 24h, project, now); };
  for (const auto* at : {"2026-10-31T20:00:00Z", "2026-10-31T23:00:00Z", "2026-11-01T04:00:00Z"}) {
    succeeded(utc(at) - 5min);
    EXPECT_FALSE(due_in_project(utc(at) - 2min - 1us)) << at;
    EXPECT_TRUE(due_in_project(utc(at) - 2min)) << at;
    succeeded(utc(at) - 2min);
    EXPECT_FALSE(due_in_project(utc(at) - 1us)) << at;
    EXPECT_TRUE(due_in_project(utc(at))) << at;
    succeeded(utc(at));
    EXPECT_FALSE(due_in_project(utc(at) + 1h)) << at;
  }
}

TEST_F(ReadIsDue, WhenTheClockWentBackBehindTheLastAttempt) {
  succeeded(end - 24h);
  EXPECT_TRUE(due(end - 48h));
}

}  // namespace
}  // namespace jauge::core
