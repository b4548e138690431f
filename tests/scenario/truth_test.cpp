// The generator's grappes, closed by the product, against their figures counted the naive way.
#include "tests/sandbox/truth.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sandbox/compare.hpp"
#include "tests/scenario/world.hpp"

namespace jauge::scenario {
namespace {

const core::Month october(2026, 10);

sandbox::Grappe small(std::uint64_t seed) {
  sandbox::Wishes wishes;
  wishes.seed = seed;
  wishes.establishments = 2 + seed % 3;
  wishes.persons = 4 + seed % 9;
  wishes.last = october;
  wishes.months = 3;
  wishes.overseas = seed % 4 == 0;
  return sandbox::make_grappe(wishes);
}

/// Seeds are parted among tests so that they run in parallel.
class Truth : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Truth, IsWhatEveryIndicatorOfAClosedMonthSays) {
  for (std::uint64_t seed = GetParam(); seed < GetParam() + 20; ++seed) {
    SCOPED_TRACE(seed);
    const auto grappe = small(seed);
    const test_support::TemporaryDirectory directory;
    World world(small_grappe(grappe, directory.path()), at("2026-11-10T08:00:00Z"));
    EXPECT_EQ(world.close(october), std::vector<std::string>());
    const auto comparison =
        sandbox::compare(sandbox::to_json(sandbox::true_figures(grappe, october)), world.indicators(october));
    EXPECT_EQ(comparison.differences, std::vector<std::string>());
    EXPECT_GT(comparison.equal, 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Truth, testing::Range<std::uint64_t>(1, 201, 20));

/// Polls are counted: their number is the one figure that they change.
nlohmann::json figures_but_availability(World& world) {
  auto lines = nlohmann::json::parse(world.indicators(october));
  for (auto line = lines.begin(); line != lines.end();) {
    line = line->at("indicator") == "disponibilite-dui" ? lines.erase(line) : line + 1;
  }
  return lines;
}

TEST(Polls, ChangeNothingWhenTheyAreDoneTwice) {
  const auto grappe = small(7);
  const test_support::TemporaryDirectory directory;
  World world(small_grappe(grappe, directory.path()), at("2026-10-20T10:00:00Z"));
  world.poll();
  const auto once = figures_but_availability(world);
  world.poll();
  world.restart();
  world.poll();
  EXPECT_TRUE(figures_but_availability(world) == once);
}

TEST(Polls, DuringTheMonthChangeNothingOfItsClosure) {
  const auto grappe = small(11);
  const test_support::TemporaryDirectory directory;
  const auto configuration = small_grappe(grappe, directory.path());
  World polled(configuration, at("2026-10-03T10:00:00Z"));
  for (const auto* moment : {"2026-10-03T10:00:00Z", "2026-10-17T22:30:00Z", "2026-10-31T22:58:00Z",
                             "2026-10-31T23:00:00Z", "2026-11-02T10:00:00Z"}) {
    polled.clock.set(at(moment));
    polled.poll();
  }
  polled.clock.set(at("2026-11-10T08:00:00Z"));
  EXPECT_EQ(polled.close(october), std::vector<std::string>());
  World unpolled(configuration, at("2026-11-10T08:00:00Z"));
  EXPECT_EQ(unpolled.close(october), std::vector<std::string>());

  const auto truth = sandbox::to_json(sandbox::true_figures(grappe, october));
  EXPECT_EQ(sandbox::compare(truth, polled.indicators(october)).differences, std::vector<std::string>());
  EXPECT_EQ(sandbox::compare(truth, unpolled.indicators(october)).differences, std::vector<std::string>());
}

TEST(Closing, FreezesBytesThatARestartDoesNotChange) {
  const auto grappe = small(5);
  const test_support::TemporaryDirectory directory;
  World world(small_grappe(grappe, directory.path()), at("2026-11-10T08:00:00Z"));
  world.close(october);
  const auto region = core::regions(world.configuration().project).front();
  const auto before = world.engine().report_files(october, region, std::nullopt);
  ASSERT_TRUE(before);
  world.restart();
  world.clock.advance(std::chrono::hours(48));
  world.settle();
  const auto after = world.engine().report_files(october, region, std::nullopt);
  ASSERT_TRUE(after);
  EXPECT_EQ(before->documents, after->documents);
  EXPECT_EQ(before->container, after->container);
  const auto stored = world.store().closures.latest(october);
  ASSERT_TRUE(stored && *stored);
  const auto closure = core::closure_from_json((*stored)->content);
  ASSERT_TRUE(closure);
  EXPECT_EQ(core::to_json(*closure), (*stored)->content);
}

TEST(Closing, ComesAtItsTimeWithoutBeingAsked) {
  const auto grappe = small(3);
  const test_support::TemporaryDirectory directory;
  World world(small_grappe(grappe, directory.path()), at("2026-10-20T10:00:00Z"));
  world.settle();
  world.clock.set(at("2026-11-06T04:59:59Z"));  // 5d 06:00 in Paris is 05:00 UTC
  world.settle();
  EXPECT_FALSE(world.engine().overview()->last_closed == october);
  world.clock.set(at("2026-11-06T05:00:00Z"));
  world.settle();
  EXPECT_TRUE(world.engine().overview()->last_closed == october);
}

TEST(Closing, RefusesAMonthThatHasNotEnded) {
  const auto grappe = small(3);
  const test_support::TemporaryDirectory directory;
  World world(small_grappe(grappe, directory.path()), at("2026-10-31T22:59:59Z"));
  const auto refused = world.engine().close(october, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, core::ErrorKind::refused);
}

TEST(Clock, ThatHasGoneBackFreezesClosing) {
  const auto grappe = small(3);
  const test_support::TemporaryDirectory directory;
  World world(small_grappe(grappe, directory.path()), at("2026-11-04T08:00:00Z"));
  world.close(core::Month(2026, 9));  // October closes on the 6th only
  world.clock.set(at("2026-11-03T08:00:00Z"));
  world.settle();
  const auto refused = world.engine().close(october, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, core::ErrorKind::refused);
  world.clock.set(at("2026-11-06T05:00:00Z"));
  world.settle();
  EXPECT_TRUE(world.engine().overview()->last_closed == october);
}

}  // namespace
}  // namespace jauge::scenario
