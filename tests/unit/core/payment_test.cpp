#include "core/payment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <numeric>

#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

using testing::ElementsAre;

/// `number` establishments in `region`.
void add(Project& project, int number, std::string_view region, GrantKind kind = GrantKind::acquisition) {
  for (int i = 0; i < number; ++i) {
    project.establishments.push_back(establishment("670000165", region));
    project.establishments.back().kind = kind;
  }
}

TEST(Grant, FollowsTheKindUnlessItIsStated) {
  auto one = establishment();
  EXPECT_EQ(grant_of(one), 25'000);
  one.kind = GrantKind::compliance;
  EXPECT_EQ(grant_of(one), 10'000);
  one.kind = GrantKind::rollout;
  EXPECT_EQ(grant_of(one), 5'000);
  one.grant = 12'345;
  EXPECT_EQ(grant_of(one), 12'345);
  one.grant = 0;
  EXPECT_EQ(grant_of(one), 0);
}

TEST(Amounts, PutTheLastPartOfTheScheduleAtStake) {
  Project project;
  add(project, 15, "44");
  EXPECT_EQ(amounts(project).total, 375'000);
  EXPECT_EQ(amounts(project).at_stake_cents, 7'500'000);
  project.payment.schedule = {50, 50};
  EXPECT_EQ(amounts(project).at_stake_cents, 18'750'000);
}

TEST(Amounts, AddEquipmentAndAssistance) {
  Project project;
  add(project, 1, "44", GrantKind::rollout);
  project.payment.equipment = 20'000;
  project.payment.assistance = 1;
  EXPECT_EQ(amounts(project).grants, 5'000);
  EXPECT_EQ(amounts(project).total, 25'001);
  EXPECT_EQ(amounts(project).at_stake_cents, 500'020);
}

TEST(Amounts, CountTheFortyNineHighestGrants) {
  Project project;
  add(project, 10, "44", GrantKind::rollout);
  add(project, 45, "44");
  EXPECT_EQ(amounts(project).funded, 49);
  EXPECT_EQ(amounts(project).grants, 45 * 25'000 + 4 * 5'000);
}

TEST(Amounts, AreSharedByTheNumberOfEstablishmentsOfEachRegion) {
  Project project;
  add(project, 2, "75");
  add(project, 1, "11", GrantKind::rollout);  // of the number, not of the amount
  const auto shares = amounts(project).shares;
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].region.text(), "11");
  EXPECT_EQ(shares[0].establishments, 1);
  EXPECT_EQ(shares[0].total_cents, 1'833'333);
  EXPECT_EQ(shares[1].total_cents, 3'666'667);
  EXPECT_EQ(shares[0].at_stake_cents, 366'667);  // 366 666.67 and 733 333.33
  EXPECT_EQ(shares[1].at_stake_cents, 733'333);
}

TEST(Amounts, OfAProjectWithoutEstablishmentsAreNothing) {
  EXPECT_EQ(amounts(Project{}), Amounts{});
}

TEST(Shares, GiveTheLastCentsToTheLargestRemaindersAndTiesToTheFirst) {
  EXPECT_THAT(apportion(100, {1, 1, 1}), ElementsAre(34, 33, 33));
  EXPECT_THAT(apportion(101, {1, 1, 1}), ElementsAre(34, 34, 33));
  EXPECT_THAT(apportion(10, {1, 2, 4}), ElementsAre(1, 3, 6));  // 1.43 2.86 5.71
  EXPECT_THAT(apportion(0, {3, 4}), ElementsAre(0, 0));
}

TEST(Shares, AddUpToTheWholeAndDifferByLessThanACentFromTheirPart) {
  EXPECT_TRUE(rc::check([] {
    const auto whole = *rc::gen::inRange<std::int64_t>(0, 100'000'000);
    const auto weights = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 60)));
    const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    const auto parts = apportion(whole, weights);
    RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == whole);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      RC_ASSERT(std::abs(parts[i] * sum - whole * weights[i]) < sum);
    }
  }));
}

}  // namespace
}  // namespace jauge::core::counting_tests
