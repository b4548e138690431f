#include "tests/fault/flips.hpp"

#include <gtest/gtest.h>

#include <random>

namespace jauge::fault {
namespace {

TEST(Flips, OfAnyByteOfAStoreAreSeen) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << "\n";
  const auto tally = flip_bytes(seed % 199, 199, seed);
  EXPECT_GT(tally.flips, 300U);
  EXPECT_EQ(tally.unseen, 0U) << tally.first_unseen;
}

}  // namespace
}  // namespace jauge::fault
