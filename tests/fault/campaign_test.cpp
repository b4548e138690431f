// A few points of each campaign; ./dev fault strikes them all.
#include <gtest/gtest.h>

#include <set>

#include "tests/fault/ground.hpp"

namespace jauge::fault {
namespace {

constexpr std::size_t few = 10;

void expect_well(const Outcome& outcome) {
  EXPECT_TRUE(outcome.verdict.well()) << outcome.point.text() << ": " << outcome.verdict.detail;
}

TEST(FaultCampaign, LosesAndDoublesNothingWhereverACallOfJaugedFails) {
  Ground ground;
  const auto points = ground.points();
  EXPECT_GT(points.size(), 1000U);
  std::size_t struck = 0;
  for (const auto& point : sample(points, few)) {
    const auto outcome = ground.strike(point);
    expect_well(outcome);
    if (outcome.struck) ++struck;
  }
  EXPECT_GE(struck, few / 2) << "the faults are real";
}

TEST(FaultCampaign, LosesAndDoublesNothingWhereverACallOfTheReceiverFails) {
  Ground ground;
  for (const auto& point : sample(ground.receiver_points(), 4)) expect_well(ground.strike_receiver(point));
}

TEST(FaultCampaign, LosesAndDoublesNothingWhenTheRecoveryIsStruckToo) {
  Ground ground;
  const auto points = ground.points();
  const auto first = sample(points, 4);
  for (std::size_t i = 0; i < first.size(); ++i)
    expect_well(ground.strike(first[i], points[points.size() * (2 * i + 1) / (2 * first.size())]));
}

TEST(FaultCampaign, TakesThePointsFromATrace) {
  const auto points = points_of(
      "openat(AT_FDCWD, \"a\") = 3\nopenat(AT_FDCWD, \"begin\") = 3\npwrite64(3, \"\", 8, 0) = 8\n"
      "getpid() = 1\nexit_group(0) = ?\n+++ exited with 0 +++\n",
      "begin");
  std::set<std::string> texts;
  for (const auto& point : points) texts.insert(point.text());
  EXPECT_EQ(texts,
            (std::set<std::string>{"kill:openat:2", "eio:openat:2", "enospc:openat:2", "kill:pwrite64:1",
                                   "eio:pwrite64:1", "enospc:pwrite64:1", "kill:getpid:1"}));
  EXPECT_EQ(Point::parse("eio:pwrite64:1")->injection(), "inject=pwrite64:error=EIO:when=1");
  EXPECT_FALSE(Point::parse("eio:pwrite64"));
}

}  // namespace
}  // namespace jauge::fault
