// A store that is cut, mixed or old (row 7), with the real programs.
#include <gtest/gtest.h>

#include "store/store.hpp"
#include "tests/fault/ground.hpp"

namespace jauge::fault {
namespace {

using test_support::read_file;
using test_support::write_file;

constexpr int wrong_store = 78;

class Damage : public testing::Test {
 protected:
  Damage() : of(ground.make_case()) {
    if (ground.run_jauged(of, {}).exit_code != 0) throw std::runtime_error("no sound store");
    sound = read_file(of.store());
  }
  void expect_refused(const std::string& bytes) {
    write_file(of.store(), bytes);
    const auto run = ground.run_jauged(of, {});
    EXPECT_EQ(run.exit_code, wrong_store) << run.err;
    EXPECT_EQ(read_file(of.store()), bytes) << "the evidence is left as it is";
    write_file(of.store(), sound);
    const auto verdict = ground.recover(of);
    EXPECT_TRUE(verdict.well()) << verdict.detail;
  }
  Ground ground;
  Case of;
  std::string sound;
};

TEST_F(Damage, ByCuttingTheStoreShortIsRefused) {
  expect_refused(sound.substr(0, sound.size() / 2 / 4096 * 4096));
}

TEST_F(Damage, ByCuttingInAPageIsRefused) {
  expect_refused(sound.substr(0, sound.size() - 1000));
}

TEST_F(Damage, ByTwoPagesInEachOthersPlaceIsRefused) {
  auto bytes = sound;
  const auto one = bytes.substr(5 * 4096, 4096);
  bytes.replace(5 * 4096, 4096, bytes, 9 * 4096, 4096);
  bytes.replace(9 * 4096, 4096, one);
  expect_refused(bytes);
}

TEST_F(Damage, ByAPageOfAnotherMomentIsSeenByItsEvidence) {
  // A page that was sound in its place before: its checksum is right, what it says is not.
  auto store = store::Store::open(of.store(), {.project = of.project});
  ASSERT_TRUE(store);
  ASSERT_TRUE(
      (*store)->audit.append({core::Instant{}, "later", std::string(3000, 'x'), std::string(9000, 'y')}));
  store->reset();
  const auto later = read_file(of.store());
  ASSERT_GT(later.size(), sound.size());
  write_file(of.store(), sound.substr(0, 4096) + later.substr(4096));
  EXPECT_EQ(ground.run_jauged(of, {}).exit_code, wrong_store);
}

/// A copy from before a report was sent comes back: the ARS still holds one document, and nothing new is
/// invented.
TEST(OldCopy, OfAStoreSendsNothingTwice) {
  Ground ground;
  const auto of = ground.make_case();
  ASSERT_EQ(ground
                .run_jauged(of, {"strace", "-qq", "-o", "/dev/null", "-e", "trace=connect", "-e",
                                 "inject=connect:error=ECONNREFUSED"})
                .exit_code,
            1);
  const auto sealed_not_sent = read_file(of.store());
  ASSERT_EQ(ground.run_jauge(of, {"push"}).exit_code, 0);
  write_file(of.store(), sealed_not_sent);
  ASSERT_EQ(ground.run_jauge(of, {"push"}).exit_code, 0);
  const auto verdict = ground.recover(of);
  EXPECT_TRUE(verdict.well()) << verdict.detail;
}

}  // namespace
}  // namespace jauge::fault
