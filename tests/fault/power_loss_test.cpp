#include "tests/fault/power_loss.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "store/store.hpp"
#include "tests/fault/recorder.hpp"
#include "tests/support/temporary_directory.hpp"

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

TEST(PowerLoss, InTheFirstMomentsOfAStoreLeavesOneThatOpens) {
  const auto open = [](const std::filesystem::path& directory) {
    return store::Store::open(directory / "jauge.db", {.project = "PAI-1"});
  };
  std::vector<Operation> operations;
  {
    const test_support::TemporaryDirectory directory;
    Recording recording(directory.path());
    ASSERT_TRUE(open(directory.path()));
    operations = recording.operations();
  }
  ASSERT_GT(operations.size(), 20U);
  std::mt19937_64 random(1);
  const test_support::TemporaryDirectory place;
  for (std::size_t count = 1; count <= 40 && count <= operations.size(); ++count) {
    for (int i = 0; i < 20; ++i) {
      make_state(operations, count, losses[static_cast<std::size_t>(i) % std::size(losses)], random,
                 place.path() / "state");
      const auto opened = open(place.path() / "state");
      ASSERT_TRUE(opened) << "operation " << count << ", " << i << ": "
                          << core::render(opened.error().sentence, core::Language::en);
    }
  }
}

}  // namespace
}  // namespace jauge::fault
