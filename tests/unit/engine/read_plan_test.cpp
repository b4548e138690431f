// How a long past is asked of a source: in years that leave nothing out and overlap nowhere.
#include "engine/read_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jauge::engine {
namespace {

using core::Instant;
using core::Month;
using core::Zone;

Instant at(const char* text) {
  return *core::parse_utc(text);
}

struct Plan {
  explicit Plan(const std::vector<const char*>& zones) {
    core::FactKind kind;
    kind.id = "agenda_event";
    kind.shape = core::Shape::instant;
    settings.kinds = {kind};
    settings.project.zone = *Zone::find("Europe/Paris");
    settings.project.started = Month(2025, 10).first_day();
    for (const auto* zone : zones) {
      core::Establishment establishment;
      establishment.finess = *core::Finess::parse("670000165");
      establishment.zone = *Zone::find(zone);
      settings.project.establishments.push_back(establishment);
    }
    source.name = "dui";
    source.queries["agenda_event"] = "SELECT";
  }
  std::vector<core::ReadTask> tasks(Instant since, Instant now) {
    const PlanContext context{settings, Month(2025, 10), Month(2025, 10), now};
    return poll_tasks(context, source, {"agenda_event"},
                      [&](const std::string&) { return since + source.overlap; });
  }
  std::vector<Month> months(const std::vector<core::ReadTask>& tasks, Instant now) {
    const PlanContext context{settings, Month(2025, 10), Month(2025, 10), now};
    return months_of(context, tasks);
  }
  Settings settings;
  core::SourceSpec source;
};

/// "since/until" of each.
std::vector<std::string> windows(const std::vector<core::ReadTask>& tasks) {
  std::vector<std::string> out;
  for (const auto& task : tasks)
    out.push_back(core::utc_text(task.since) + "/" + core::utc_text(task.until) + " " + task.month.text());
  return out;
}

TEST(ReadPlan, AsksForALongPastByYearsThatEndWithAMonth) {
  Plan plan({"Europe/Paris"});
  const auto now = at("2026-11-06T12:00:00Z");
  const auto tasks = plan.tasks(at("2025-10-15T00:00:00Z"), now);
  EXPECT_THAT(windows(tasks), testing::ElementsAre("2025-10-15T00:00:00Z/2026-09-30T22:00:00Z 2026-09",
                                                   "2026-09-30T22:00:00Z/2026-11-06T12:00:00Z 2026-11"));
  const auto months = plan.months(tasks, now);
  ASSERT_EQ(months.size(), 14U);
  EXPECT_EQ(months.front(), Month(2025, 10));
  EXPECT_EQ(months.back(), Month(2026, 11));
}

TEST(ReadPlan, AsksForTheOverlapOfAPollAtOnceEvenOverTheEndOfAMonth) {
  Plan plan({"Europe/Paris"});
  const auto now = at("2026-11-01T08:00:00Z");
  const auto tasks = plan.tasks(at("2026-10-31T08:00:00Z"), now);
  EXPECT_THAT(windows(tasks), testing::ElementsAre("2026-10-31T08:00:00Z/2026-11-01T08:00:00Z 2026-11"));
  EXPECT_THAT(plan.months(tasks, now), testing::ElementsAre(Month(2026, 10), Month(2026, 11)));
}

TEST(ReadPlan, EndsAYearWithTheLastLocalMidnightOfItsLastMonth) {
  Plan plan({"Europe/Paris", "America/Martinique"});
  EXPECT_THAT(windows(plan.tasks(at("2025-10-15T00:00:00Z"), at("2026-10-06T12:00:00Z"))),
              testing::ElementsAre("2025-10-15T00:00:00Z/2026-10-01T04:00:00Z 2026-09",
                                   "2026-10-01T04:00:00Z/2026-10-06T12:00:00Z 2026-10"));
}

/// The project's zone is that of no establishment: its month runs on after theirs has ended.
TEST(ReadPlan, AsksForTheEveningOfALastDayThatHasEndedOverseas) {
  Plan plan({"Indian/Reunion"});
  EXPECT_THAT(windows(plan.tasks(at("2026-10-31T21:00:00Z"), at("2026-10-31T22:00:00Z"))),
              testing::ElementsAre("2026-10-31T21:00:00Z/2026-10-31T22:00:00Z 2026-11"));
  EXPECT_THAT(windows(plan.tasks(at("2026-10-31T08:00:00Z"), at("2026-10-31T22:00:00Z"))),
              testing::ElementsAre("2026-10-31T08:00:00Z/2026-10-31T20:00:00Z 2026-10",
                                   "2026-10-31T20:00:00Z/2026-10-31T22:00:00Z 2026-11"));
}

}  // namespace
}  // namespace jauge::engine
