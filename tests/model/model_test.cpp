// A short sample of the model, on new seeds in each run; ./dev model runs a million actions.
#include <gtest/gtest.h>

#include <random>

#include "tests/model/run.hpp"

namespace jauge::model {
namespace {

TEST(DeliveryModel, HoldsOverChanceActions) {
  const std::uint64_t seed = std::random_device{}();
  std::printf("graine %llu\n", static_cast<unsigned long long>(seed));
  const auto violation = run({seed, 1000, 250});
  EXPECT_FALSE(violation) << *violation;
}

}  // namespace
}  // namespace jauge::model
