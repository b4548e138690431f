// A report read back says what it was written from.
#include "core/report_reading.hpp"

#include <gtest/gtest.h>

#include "tests/support/example_closure.hpp"
#include "tests/unit/core/mutilation.hpp"

namespace jauge::core {
namespace {

ReportIdentity identity(const char* region, int sequence) {
  ReportIdentity out{*RegionCode::parse(region), sequence, std::nullopt, std::nullopt};
  if (sequence > 1) out.previous = sha256("before");
  return out;
}

Closure read_back(const Closure& closure) {
  const auto first = read_report(write_fhir(closure, identity("27", 1)));
  const auto second = read_report(write_fhir(closure, identity("44", 5)));
  EXPECT_TRUE(first && second);
  return closure_of({*second, *first}, closure.parameters, closure.kinds);
}

TEST(ReportReading, GivesAClosureThatWritesTheSameReports) {
  const Closure closure = test_support::example_closure();
  const Closure again = read_back(closure);
  for (const auto& of : {identity("27", 1), identity("44", 5)}) {
    EXPECT_EQ(write_fhir(again, of), write_fhir(closure, of));
    EXPECT_EQ(write_csv(again, of), write_csv(closure, of));
  }
}

TEST(ReportReading, SurvivesTheStore) {
  const Closure again = read_back(test_support::example_closure());
  const auto stored = closure_from_json(to_json(again));
  ASSERT_TRUE(stored);
  EXPECT_EQ(*stored, again);
}

TEST(ReportReading, TellsItsPlaceInTheChain) {
  Closure closure = test_support::example_closure();
  closure.revision = 2;
  closure.reason = "erreur de paramétrage";
  ReportIdentity of = identity("44", 5);
  of.replaces = sha256("replaced");
  const auto report = read_report(write_fhir(closure, of));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->project, closure.parameters.project.id);
  EXPECT_EQ(report->region, of.region);
  EXPECT_EQ(report->month, closure.month());
  EXPECT_EQ(report->revision, 2);
  EXPECT_EQ(report->sequence, 5);
  EXPECT_EQ(report->previous, of.previous);
  EXPECT_EQ(report->replaces, of.replaces);
  EXPECT_EQ(report->part.reason, closure.reason);
  EXPECT_EQ(report->part.frozen_at, std::chrono::floor<std::chrono::seconds>(closure.frozen_at));
}

TEST(ReportReading, RefusesAnythingElse) {
  for (const char* text : {"", "[]", "{}", "{\"identifier\":{\"value\":\"a/44/2026-10/0\"}}", "\xff"}) {
    EXPECT_FALSE(read_report(text)) << text;
  }
  std::string json = write_fhir(test_support::example_closure(), identity("44", 1));
  json.replace(json.find("Provenance"), 10, "Provenancf");
  EXPECT_FALSE(read_report(json));
}

/// Whatever is missing or wrong in it, a report is refused, or read as one that writes what is there.
TEST(ReportReading, TakesNoReportThatLacksWhatItNeeds) {
  const auto json = nlohmann::json::parse(write_fhir(test_support::example_closure(), identity("27", 2)));
  int refused = 0;
  for (const auto& place : places_in(json)) {
    for (const auto& text : mutilated(json, place)) {
      const auto report = read_report(text);
      if (!report) {
        ++refused;
        EXPECT_EQ(report.error().kind, ErrorKind::refused) << place;
        continue;
      }
      EXPECT_EQ(report->project, "PAI-2021-44-0042") << place;
    }
  }
  EXPECT_GT(refused, 50);
}

TEST(ReportReading, RefusesAWordOrANumberThatNoReportHas) {
  const std::string good = write_fhir(test_support::example_closure(), identity("27", 2));
  ASSERT_TRUE(read_report(good));
  const std::pair<std::string_view, std::string_view> changes[] = {
      {"/27/2026-10/0\"", "/27/2026-10/x\""},
      {"/27/2026-10/0\"", "/27/2026-13/0\""},
      {"/27/2026-10/0\"", "/xyz/2026-10/0\""},
      {"/27/2026-10/0\"", "/27/2026-10/0/1\""},
      {"\"3-mois\"", "\"4-mois\""},
      {"\"indetermine\"", "\"peut-etre\""},
      {"\"calculables=1/1\"", "\"calculables=/1\""},
      {"\"calculables=1/1\"", "\"calculables=1/un\""},
  };
  for (const auto& [from, to] : changes) {
    std::string other = good;
    const auto at = other.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    other.replace(at, from.size(), to);
    EXPECT_FALSE(read_report(other)) << to;
  }
}

}  // namespace
}  // namespace jauge::core
