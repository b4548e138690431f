// The caps of a walk, made small; and what is kept of references.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/fhir/resolved.hpp"
#include "connectors/fhir/walk.hpp"
#include "tests/support/fhir_double.hpp"
#include "tests/unit/connectors/web_section.hpp"

namespace jauge::connectors::fhir {
namespace {

using core::ErrorKind;
using test_support::FhirDouble;
using test_support::stay;
using testing::HasSubstr;

struct WalkTrial {
  explicit WalkTrial(int count) : fetcher(web_section(server.url()), std::make_shared<web::Halt>()) {
    for (int i = 0; i < count; ++i)
      server.put(stay(fmt::format("s{:03}", i), fmt::format("p{}", i), "670000165", "2026-01-01"));
    EXPECT_TRUE(fetcher.open().has_value());
    search.resource = "Encounter";
  }
  core::Result<void> run(const WalkLimits& limits) {
    Walk walk(fetcher, reader, habits, "accompanied", limits);
    return walk.run(search, {}, {server.url(), core::Zone()}, 3, [&](const web::Json&, const Page&) {
      ++visited;
      return true;
    });
  }
  FhirDouble server;
  web::Fetcher fetcher;
  web::JsonReader reader;
  ServerHabits habits;
  config::FhirSearch search;
  int visited = 0;
  Resolved resolved() {
    return {"dui", "accompanied", [this](const std::string& key) {
              return fetcher.get(fmt::format("{}/{}", fetcher.base(), key), fhir_headers(), "accompanied");
            }};
  }
};

TEST(WalkLimits, EndASearchOfTooManyPagesBytesOrResults) {
  WalkTrial pages(10);
  const auto too_many = pages.run({.pages = 3});
  ASSERT_FALSE(too_many.has_value());
  EXPECT_THAT(core::render(too_many.error().sentence, core::Language::en), HasSubstr("circle"));
  WalkTrial bytes(10);
  const auto too_large = bytes.run({.bytes = 2000});
  ASSERT_FALSE(too_large.has_value());
  EXPECT_THAT(core::render(too_large.error().sentence, core::Language::en),
              HasSubstr("larger than is allowed"));
  WalkTrial results(10);
  const auto too_full = results.run({.results = 5});
  ASSERT_FALSE(too_full.has_value());
  EXPECT_EQ(too_full.error().kind, ErrorKind::invalid);
  EXPECT_EQ(results.visited, 5);
  EXPECT_TRUE(WalkTrial(10).run({}).has_value());
}

TEST(WalkLimits, CountResultsWithoutAnIdToo) {
  WalkTrial trial(0);
  trial.server.before = [](int, const auto&) {
    return std::optional(test_support::json_response(
        R"({"resourceType":"Bundle","type":"searchset","total":2,"entry":[{"resource":{"resourceType":"Encounter"}},
            {"resource":{"resourceType":"Encounter","id":"not an id"}}]})"));
  };
  EXPECT_TRUE(trial.run({}).has_value());
  EXPECT_EQ(trial.visited, 2);
}

TEST(Resolved, KeepsWhatItAskedForUntilItIsTooMuch) {
  WalkTrial trial(0);
  const std::string large(400'000, 'x');
  for (int i = 0; i < 8; ++i)
    trial.server.put({{"resourceType", "Organization"}, {"id", fmt::format("o{}", i)}, {"name", large}});
  auto resolved = trial.resolved();
  const Page page;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 4; ++i)
      EXPECT_TRUE(resolved.find(fmt::format("Organization/o{}", i), {}, page).present());
    resolved.forget();
  }
  EXPECT_EQ(trial.server.requests().size(), 4U);
  for (int i = 4; i < 8; ++i)
    EXPECT_TRUE(resolved.find(fmt::format("Organization/o{}", i), {}, page).present());
  resolved.forget();  // more than two million bytes
  EXPECT_TRUE(resolved.find("Organization/o0", {}, page).present());
  EXPECT_EQ(trial.server.requests().size(), 9U);
  for (const char* none : {"", "urn:uuid:1", "#x", "Organization/none", "not a reference"})
    EXPECT_FALSE(resolved.find(none, {}, page).present()) << none;
  EXPECT_FALSE(resolved.failure().has_value());
}

TEST(Resolved, FailsOnAnAnswerThatIsNotTheResource) {
  for (const auto& [body, status] : std::vector<std::pair<const char*, int>>{{"<html>", 200}, {"{}", 500}}) {
    WalkTrial trial(0);
    trial.server.before = [body = body, status = status](int, const auto&) {
      return std::optional(test_support::json_response(body, status));
    };
    auto resolved = trial.resolved();
    EXPECT_FALSE(resolved.find("Organization/o", {}, Page()).present());
    EXPECT_TRUE(resolved.failure().has_value());
    EXPECT_FALSE(resolved.find("Organization/p", {}, Page()).present());
    EXPECT_EQ(trial.server.requests().size(), 1U);
  }
  WalkTrial other(0);
  other.server.before = [](int, const auto&) {
    return std::optional(test_support::json_response(R"({"resourceType":"Organization","id":"another"})"));
  };
  auto resolved = other.resolved();
  EXPECT_FALSE(resolved.find("Organization/o", {}, Page()).present());
  EXPECT_FALSE(resolved.failure().has_value());
}

}  // namespace
}  // namespace jauge::connectors::fhir
