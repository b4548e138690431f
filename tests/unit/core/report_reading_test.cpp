// A report read back says what it was written from.
#include "core/report_reading.hpp"

#include <gtest/gtest.h>

#include "tests/support/example_closure.hpp"

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

}  // namespace
}  // namespace jauge::core
