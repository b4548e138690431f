// Gaps, forks and the head of a chain of reports.
#include "receiver/chain.hpp"

#include "tests/unit/receiver/fixture.hpp"

namespace jauge::receiver {
namespace {

core::Digest digest(const std::string& name) {
  return core::sha256(name);
}

Entry entry(int sequence, const std::string& name, const std::string& previous = {}) {
  Entry out;
  out.facts.sequence = sequence;
  if (!previous.empty()) out.facts.previous = digest(previous);
  out.json_sha256 = digest(name);
  return out;
}

Chain chain(const std::vector<Entry>& entries) {
  return examine(entries);
}

TEST(Chain, HasNoHeadWhileItsBeginningIsMissing) {
  EXPECT_EQ(chain({}).head, std::nullopt);
  const auto found = chain({entry(3, "c", "b")});
  EXPECT_EQ(found.head, std::nullopt);
  EXPECT_EQ(found.missing, (std::vector<Chain::Gap>{{1, 2}}));
  EXPECT_TRUE(found.forks.empty());
}

TEST(Chain, HeadIsTheHighestHeldWithoutGap) {
  const auto found = chain({entry(5, "e", "d"), entry(2, "b", "a"), entry(1, "a")});
  EXPECT_EQ(found.head, digest("b"));
  EXPECT_EQ(found.missing, (std::vector<Chain::Gap>{{3, 4}}));
}

TEST(Chain, DoesNotMoveItsHeadOverAGapThatALaterReportJumps) {
  const auto found = chain({entry(1, "a"), entry(3, "c", "a"), entry(4, "d", "c")});
  EXPECT_EQ(found.head, digest("a")) << "2 is missing, whatever 3 says that it follows";
  EXPECT_EQ(found.missing, (std::vector<Chain::Gap>{{2, 2}}));
}

TEST(Chain, ComparesNothingAcrossAGap) {
  EXPECT_TRUE(chain({entry(1, "a"), entry(3, "c", "b")}).forks.empty()) << "b may still come";
}

TEST(Chain, IsWholeOnceTheGapIsFilled) {
  const auto found = chain({entry(3, "c", "b"), entry(1, "a"), entry(2, "b", "a")});
  EXPECT_EQ(found.head, digest("c"));
  EXPECT_TRUE(found.missing.empty());
  EXPECT_TRUE(found.forks.empty());
}

TEST(Chain, TakesTheFirstOfTwoSuccessorsAndFlagsThemForEver) {
  const auto found = chain({entry(1, "a"), entry(2, "b", "a"), entry(2, "x", "a"), entry(3, "c", "b")});
  EXPECT_EQ(found.head, digest("c"));
  EXPECT_EQ(found.forks, std::vector<int>{2});
}

TEST(Chain, DoesNotFollowAReportThatNamesAnotherBeforeIt) {
  const auto found = chain({entry(1, "a"), entry(2, "b", "other"), entry(3, "c", "b")});
  EXPECT_EQ(found.head, digest("a"));
  EXPECT_EQ(found.forks, std::vector<int>{2});
}

TEST(Chain, FlagsTwoBeginnings) {
  const auto found = chain({entry(1, "a"), entry(1, "b")});
  EXPECT_EQ(found.head, digest("a"));
  EXPECT_EQ(found.forks, std::vector<int>{1});
}

TEST(Chain, TellsALargeGapInFewWords) {
  EXPECT_EQ(chain({entry(1, "a"), entry(2147483647, "z", "y")}).missing,
            (std::vector<Chain::Gap>{{2, 2147483646}}));
}

}  // namespace
}  // namespace jauge::receiver
