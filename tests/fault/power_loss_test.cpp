#include "tests/fault/power_loss.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace jauge::fault {
namespace {

TEST(PowerLoss, LosesNothingAcknowledgedAndDamagesNothing) {
  const char* given = std::getenv("JAUGE_SEED");
  const auto seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "JAUGE_SEED=" << seed << "\n";
  const auto tally = lose_power_often(300, seed, Syncs::as_made);
  EXPECT_GE(tally.states, 300U);
  EXPECT_GT(tally.in_recovery, 0U);
  EXPECT_EQ(tally.lost, 0U) << tally.first_fault;
  EXPECT_EQ(tally.corrupt, 0U) << tally.first_fault;
}

TEST(PowerLoss, WouldBeSeenWithoutSyncs) {
  const auto tally = lose_power_often(60, 1, Syncs::never);
  EXPECT_GT(tally.lost + tally.corrupt, 10U);
}

}  // namespace
}  // namespace jauge::fault
