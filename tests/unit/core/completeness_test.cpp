#include "core/completeness.hpp"

#include <gtest/gtest.h>

namespace jauge::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// A month of 100 hours, to count in whole percents.
const Instant begin = std::chrono::sys_days(std::chrono::year(2026) / 10 / 1);
const Instant end = begin + hours(100);

ReadHistory history(History kind, const std::vector<std::chrono::minutes>& reads) {
  ReadHistory made;
  made.history = kind;
  for (const auto at : reads) made.reads.push_back({begin + at - hours(24), begin + at});
  if (!made.reads.empty()) made.first_read = made.reads.front().until;
  return made;
}

Completeness assess(const ReadHistory& reads) {
  return core::assess(reads, begin, end);
}

TEST(ReadSpans, CoverOnlyWhatOneOfThemHoldsWhole) {
  const auto at = [](int hour) { return begin + hours(hour); };
  const std::vector<ReadSpan> spans{{at(0), at(4)}, {at(5), at(8)}};
  EXPECT_TRUE(covers(spans, at(5), at(8)));
  EXPECT_FALSE(covers(spans, at(3), at(6)));
  EXPECT_FALSE(covers(spans, at(0), at(8)));
}

TEST(KeptKind, IsCompleteWhenTheClosingReadSucceeded) {
  auto reads = history(History::kept, {});
  reads.closing_read_succeeded = true;
  EXPECT_EQ(assess(reads), (Completeness{true, 1000, 0, ""}));
}

TEST(KeptKind, WithoutItsClosingReadIsKnownUpToTheLastReadBeforeTheEnd) {
  const auto result = assess(history(History::kept, {hours(10), minutes(60 * 77 + 59), hours(120)}));
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.coverage_tenths, 770);  // whole percents, rounded down
  EXPECT_EQ(result.longest_gap_minutes, 60 * 68 - 1);
  EXPECT_EQ(result.reason, "");
}

TEST(OverwrittenInstant, IsCompleteWhenTheReadsAroundTheEndAreCloseEnough) {
  EXPECT_TRUE(assess(history(History::overwritten, {hours(1), minutes(5999), minutes(6059)})).complete);
  EXPECT_FALSE(assess(history(History::overwritten, {hours(1), minutes(5999), minutes(6060)})).complete);
  auto reads = history(History::overwritten, {hours(1), minutes(5999), minutes(6060)});
  reads.max_gap = minutes(61);
  EXPECT_TRUE(assess(reads).complete);
}

TEST(OverwrittenInstant, LosesNothingToAnOutageInsideTheMonth) {
  const auto result = assess(history(History::overwritten, {hours(1), hours(90), minutes(5998), hours(100)}));
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.coverage_tenths, 1000);
  EXPECT_EQ(result.longest_gap_minutes, 60 * 89);
}

TEST(OverwrittenInstant, TakesAReadAtTheEndAsTheOneAfterIt) {
  EXPECT_TRUE(assess(history(History::overwritten, {minutes(5998), hours(100)})).complete);
}

TEST(OverwrittenInstant, IsCoveredUpToTheLastReadBeforeTheEnd) {
  EXPECT_EQ(assess(history(History::overwritten, {hours(50), hours(103)})).coverage_tenths, 500);
  EXPECT_EQ(assess(history(History::overwritten, {minutes(3059), hours(103)})).coverage_tenths, 500);
  EXPECT_EQ(assess(history(History::overwritten, {-hours(5), hours(103)})).coverage_tenths, 0);
}

TEST(OverwrittenInstant, IsNotKnownWhereEveryReadCameAfterTheEnd) {
  auto reads = history(History::overwritten, {hours(100), hours(101)});
  reads.first_read = begin - hours(30);  // installed before the month, of which nothing was read
  const auto result = assess(reads);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.coverage_tenths, 0);
  EXPECT_EQ(result.reason, "");
}

TEST(OverwrittenKind, BeforeItsFirstReadIsBeforeTheInstallation) {
  for (const auto kind : {History::overwritten, History::state}) {
    const auto result = assess(history(kind, {hours(100), hours(101)}));
    EXPECT_EQ(result.reason, "avant-installation");
    EXPECT_FALSE(result.complete);
  }
  EXPECT_EQ(assess(history(History::overwritten, {hours(99), hours(100)})).reason, "");
}

TEST(KeptKind, BeforeItsFirstReadCanStillBeRead) {
  EXPECT_EQ(assess(history(History::kept, {hours(100), hours(101)})).reason, "");
}

TEST(AnyKind, WithoutAReadAtOrAfterTheEndIsAnIncompleteSource) {
  for (const auto kind : {History::kept, History::overwritten, History::state}) {
    const auto result = assess(history(kind, {hours(1), hours(40), hours(99)}));
    EXPECT_EQ(result.reason, "source-incomplete");
    EXPECT_FALSE(result.complete);
    EXPECT_EQ(assess(history(kind, {})).reason, "source-incomplete");
    EXPECT_EQ(assess(history(kind, {})).coverage_tenths, 0);
    EXPECT_EQ(assess(history(kind, {})).longest_gap_minutes, 6000);
  }
}

TEST(StateKind, IsCompleteWhenNoTwoReadsAreTooFarApart) {
  EXPECT_TRUE(assess(history(History::state, {hours(24), hours(72), hours(119)})).complete);
  EXPECT_FALSE(assess(history(History::state, {hours(24), hours(73), hours(119)})).complete);
  EXPECT_FALSE(assess(history(History::state, {hours(24), hours(72), hours(121)})).complete);
}

TEST(StateKind, IsCountedFromTheMonthsStart) {
  EXPECT_FALSE(assess(history(History::state, {hours(49), hours(90), hours(100)})).complete);
  // What was true before the month says nothing of it.
  EXPECT_FALSE(assess(history(History::state, {-hours(1), hours(49), hours(90), hours(100)})).complete);
}

TEST(StateKind, IsNotHurtByAnOutageThatEndedEarlyInTheMonth) {
  const auto result =
      assess(history(History::state, {-hours(47), hours(2), hours(50), hours(98), hours(101)}));
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.coverage_tenths, 1000);
  EXPECT_EQ(result.longest_gap_minutes, 48 * 60);
}

TEST(StateKind, IsCoveredOverItsShortGapsFlooredToOneDecimal) {
  // 0–24 and 73–100 of 100 hours, less one minute of the first stretch
  const auto result = assess(history(History::state, {minutes(24 * 60 - 1), hours(73), hours(110)}));
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.coverage_tenths, 509);
  EXPECT_EQ(result.longest_gap_minutes, 49 * 60 + 1);
  EXPECT_EQ(assess(history(History::state, {hours(40), hours(80), hours(120)})).coverage_tenths, 1000);
}

}  // namespace
}  // namespace jauge::core
