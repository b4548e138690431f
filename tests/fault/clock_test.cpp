// Clocks that jump (row 8) under the real programs, by faketime.
#include <gtest/gtest.h>

#include <set>

#include "store/store.hpp"
#include "tests/fault/ground.hpp"

namespace jauge::fault {
namespace {

struct Months {
  std::size_t closed = 0;
  std::size_t different = 0;
  bool sealed_all = true;
};

Months months_of(const Case& of) {
  auto store = store::Store::open(of.store(), {.project = of.project, .create = false});
  if (!store) throw std::runtime_error("the store is not sound");
  const auto heads = (*store)->closures.list().value();
  std::set<core::Month> different;
  for (const auto& head : heads) different.insert(head.month);
  return {heads.size(), different.size(), (*store)->reports.to_seal().value().empty()};
}

class ClockJumps : public testing::TestWithParam<const char*> {};

/// After the jump and after the return: no month twice, none closed by a clock that is behind, all settled at
/// the end.
TEST_P(ClockJumps, CloseNoMonthTwice) {
  Ground ground;
  const auto of = ground.make_case();
  ASSERT_EQ(ground.run_jauged(of, {}).exit_code, 0);
  const auto before = months_of(of);
  const bool back = GetParam()[0] == '-' || GetParam()[0] == '1';
  ground.run_jauged(of, {"faketime", GetParam()});
  const auto during = months_of(of);
  EXPECT_EQ(during.closed, during.different);
  if (back) {
    EXPECT_EQ(during.closed, before.closed);
  }
  ground.run_jauged(of, {});
  const auto after = months_of(of);
  EXPECT_EQ(after.closed, during.closed) << "back at its time it closes nothing again";
  EXPECT_TRUE(after.sealed_all);
  EXPECT_EQ(ground.run_jauge(of, {"status"}).exit_code == 78, false);
}

INSTANTIATE_TEST_SUITE_P(Jumps, ClockJumps,
                         testing::Values("-1d", "-1y", "+1d", "+40d", "1970-01-02 00:00:00"));

/// With a clock that is behind the build, nothing is closed nor sealed, and the run says so.
TEST(ClockJump, BeforeTheBuildFreezesClosing) {
  Ground ground;
  const auto of = ground.make_case();
  const auto old =
      test_support::run({"faketime", "2020-02-03 00:00:00", std::string(JAUGE_BIN_DIR) + "/jauged",
                         "--config", of.configuration().string(), "--once"});
  EXPECT_NE(old.exit_code, 0);
  EXPECT_NE(old.err.find("horloge"), std::string::npos) << old.err;
  EXPECT_EQ(months_of(of).closed, 0U);
  const auto verdict = ground.recover(of);
  EXPECT_TRUE(verdict.well()) << verdict.detail;
}

}  // namespace
}  // namespace jauge::fault
