#include "core/deposit_cover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/example_closure.hpp"

namespace jauge::core {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(DepositCover, TellsTheGateOfTheProjectOnlyWhereItIsKnown) {
  Closure closure = test_support::example_closure();
  const DepositedFile file{RegionCode::parse("44").value(), 5, sha256("container"), 1234, closure.frozen_at};
  const std::string gate = "Critères d&#39;utilisation au titre d&#39;octobre 2026";
  EXPECT_THAT(write_deposit_cover(closure, file), HasSubstr(gate));
  closure.roll_ups.pop_back();
  EXPECT_THAT(write_deposit_cover(closure, file), Not(HasSubstr(gate)));
  EXPECT_THAT(write_deposit_cover(closure, file), HasSubstr("Pièce déposée"));
}

}  // namespace
}  // namespace jauge::core
