#include "core/window_counts.hpp"

#include <gmock/gmock.h>

#include "core/take_over.hpp"
#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core {
namespace {

using namespace counting_tests;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Month november = Month(2026, 11);

/// A closure of one establishment with `messages` in its month, after `earlier` ones.
Closure closure(Month month, int messages, std::vector<MonthCount> earlier = {}) {
  Case made;
  made.parameters.month = month;
  made.parameters.project.started = october.first_day();
  made.parameters.targets["messages-mssante"] = 10;
  made.input.sets["mss_message"] = set_of(messages, "m", month.first_day());
  made.input.earlier["mss_message"] = std::move(earlier);
  Closure closure;
  closure.parameters = made.parameters;
  closure.establishments = {made.figures()};
  closure.roll_ups = {roll_up(closure.parameters, closure.establishments, std::nullopt)};
  return closure;
}

const Figure& window(const Closure& closure, Window of) {
  for (const auto& figure : closure.establishments.front().figures)
    if (figure.indicator == "messages-mssante" && figure.window == of) return figure;
  throw std::runtime_error("no such window");
}

TEST(FrozenCount, IsThatOfTheMonthWithItsRevision) {
  auto october_closed = closure(october, 7);
  october_closed.revision = 2;
  EXPECT_EQ(frozen_count(october_closed, establishment(), "mss_message"), (MonthCount{october, 2, 7, false}));
  EXPECT_EQ(frozen_count(october_closed, establishment(), "dmp_deposit"),
            (MonthCount{october, 2, std::nullopt, false}));
  EXPECT_EQ(frozen_count(october_closed, establishment("670000173"), "mss_message"),
            (MonthCount{october, 2, std::nullopt, false}));
}

TEST(FrozenCount, IsFoundUnderAFormerNumber) {
  auto renamed = establishment("670000173");
  renamed.formerly = {*Finess::parse("670000165")};
  EXPECT_EQ(frozen_count(closure(october, 7), renamed, "mss_message").count, 7);
}

TEST(FrozenCount, IsNoneOfAnIndicatorThatTheMeasureNoLongerHas) {
  auto closed = closure(november, 1, {{october, 0, 7, false}});
  std::erase_if(closed.parameters.measure.indicators,
                [](const Indicator& one) { return one.id == "messages-mssante"; });
  EXPECT_EQ(frozen_count(closed, establishment(), "mss_message"),
            (MonthCount{november, 0, std::nullopt, false}));
  EXPECT_EQ(window_entry(closed, establishment(), "mss_message", october), std::nullopt);
}

TEST(WindowEntry, IsWhatAWindowTookForAMonth) {
  const auto later = closure(november, 1, {{october, 0, 7, false}});
  EXPECT_EQ(window_entry(later, establishment(), "mss_message", october), 7);
  EXPECT_EQ(window_entry(later, establishment(), "mss_message", october - 1), std::nullopt);
  EXPECT_EQ(window_entry(later, establishment(), "dmp_deposit", october), std::nullopt);
}

TEST(FollowedRevision, SumsTheWindowsAgainAndJudgesThem) {
  auto later = closure(november, 1, {{october, 0, 7, false}});
  ASSERT_EQ(window(later, Window::three_months).outcome, Outcome::not_met);
  auto revised = closure(october, 9);
  revised.revision = 1;
  ASSERT_TRUE(follow_revision(revised, later));
  EXPECT_EQ(window(later, Window::month).numerator, 1);
  EXPECT_EQ(window(later, Window::three_months).numerator, 10);
  EXPECT_EQ(window(later, Window::three_months).outcome, Outcome::met);
  EXPECT_EQ(window(later, Window::since_start).numerator, 10);
  EXPECT_EQ(window(later, Window::since_start).outcome, std::nullopt);
  EXPECT_EQ(window(later, Window::three_months).months.front(), (MonthCount{october, 1, 9, false}));
  EXPECT_EQ(later.roll_ups.front().figures[4].numerator, 10);  // messages-mssante, 3-mois
}

TEST(FollowedRevision, ChangesNothingWhereTheCountIsTheSame) {
  auto later = closure(november, 1, {{october, 0, 7, false}});
  const auto before = later;
  auto revised = closure(october, 7);
  revised.revision = 1;
  EXPECT_FALSE(follow_revision(revised, later));
  EXPECT_EQ(later, before);
}

TEST(FollowedRevision, TellsThatTheSameCountIsOnlyALowerBound) {
  auto later = closure(november, 1, {{october, 0, 7, false}});
  auto revised = closure(october, 7);
  for (auto& figure : revised.establishments.front().figures)
    if (figure.indicator == "messages-mssante") figure.flags.push_back({"minorant", {}, {}});
  ASSERT_TRUE(follow_revision(revised, later));
  EXPECT_EQ(window(later, Window::three_months).numerator, 8);
  EXPECT_THAT(flag_texts(window(later, Window::three_months)), ElementsAre("minorant"));
}

TEST(FollowedRevision, ChangesOnlyTheWindowsThatReachBackToTheMonth) {
  auto later = closure(october + 4, 1, {{october, 0, 7, false}});
  const auto before = later;
  ASSERT_TRUE(follow_revision(closure(october, 9), later));
  EXPECT_EQ(window(later, Window::three_months), window(before, Window::three_months));
  EXPECT_EQ(window(before, Window::since_start).numerator, 8);
  EXPECT_EQ(window(later, Window::since_start).numerator, 10);
}

TEST(FollowedRevision, ChangesNothingOfWhatIsNotCountedOrNoLongerKnown) {
  const auto revised = closure(october, 9);
  auto not_live = closure(november, 1, {{october, 0, 7, false}});
  auto unnamed = not_live;
  auto unknown = not_live;
  auto counted = not_live;
  ASSERT_TRUE(follow_revision(revised, counted));
  not_live.establishments.front().membership = Membership::not_live;
  unnamed.parameters.project.establishments.clear();
  std::erase_if(unknown.parameters.measure.indicators,
                [](const Indicator& one) { return one.id == "messages-mssante"; });
  for (auto* later : {&not_live, &unnamed, &unknown}) {
    const auto before = *later;
    EXPECT_FALSE(follow_revision(revised, *later));
    EXPECT_EQ(*later, before);
  }
}

/// November, whose windows were taken over: they know October alone, though November is counted.
Closure taken_over_without_its_month() {
  auto later = closure(november, 1, {{october, 0, 7, false}});
  for (auto& figure : later.establishments.front().figures)
    for (auto& month : figure.months)
      if (month.month == november) month.count.reset();
  return later;
}

TEST(FollowedRevision, StatesTheReasonOfTheMonthThatWasKnownLast) {
  auto later = taken_over_without_its_month();
  auto revised = closure(october, 7);
  // A neighbour's reason is not ours.
  revised.establishments.insert(revised.establishments.begin(), revised.establishments.front());
  revised.establishments.front().finess = *Finess::parse("670000173");
  for (auto& figure : revised.establishments.front().figures) figure.reason = "source-incomplete";
  for (auto& figure : revised.establishments.back().figures) {
    if (figure.indicator != "messages-mssante") continue;
    figure.numerator.reset();
    figure.reason = "lignes-ecartees";
  }
  ASSERT_TRUE(follow_revision(revised, later));
  EXPECT_EQ(window(later, Window::three_months).reason, "lignes-ecartees");
  EXPECT_EQ(window(later, Window::three_months).outcome, Outcome::undetermined);
  EXPECT_EQ(window(later, Window::month).numerator, 1);
}

TEST(FollowedRevision, StatesThatNoSourceGivesWhatNoMeasureAskedFor) {
  auto later = taken_over_without_its_month();
  auto revised = closure(october, 7);
  revised.establishments.clear();
  ASSERT_TRUE(follow_revision(revised, later));
  EXPECT_EQ(window(later, Window::three_months).reason, "source-absente");
}

TEST(FollowedRevision, MakesAndUnmakesALowerBound) {
  auto later = closure(november, 1, {{october, 0, 7, false}});
  auto unknown = closure(october, 7);
  for (auto& figure : unknown.establishments.front().figures) figure.reason = "source-incomplete";
  ASSERT_TRUE(follow_revision(unknown, later));
  EXPECT_EQ(window(later, Window::three_months).numerator, 1);
  EXPECT_THAT(flag_texts(window(later, Window::three_months)), Contains("minorant"));
  ASSERT_TRUE(follow_revision(closure(october, 8), later));
  EXPECT_EQ(window(later, Window::three_months).numerator, 9);
  EXPECT_THAT(flag_texts(window(later, Window::three_months)), IsEmpty());
}

// ── Figures taken over ───────────────────────────────────────────────────────────────────────────

TEST(TakenOver, IsEveryFigureWithAPurgedOperand) {
  const auto before = active_files(6, 10, 500).figures();
  auto now = active_files(1, 2, 500).figures();
  const Case of = active_files(1, 2, 500);
  take_over(of.parameters, of.establishment, before, 3, {{"accompanied"}, {}}, now);
  const auto* active = now.gating_figure("dossiers-actifs");
  EXPECT_EQ(active->numerator, 6);
  EXPECT_EQ(active->denominator, 10);
  EXPECT_THAT(flag_texts(*active), ElementsAre("repris-de-r3"));
  EXPECT_THAT(flag_texts(*now.gating_figure("evenements-agenda")), IsEmpty());
}

TEST(TakenOver, KeepsTheEvidenceOfThenAndNeverCallsItReproducible) {
  const auto before = active_files(6, 10, 500).figures();
  const Case of = active_files(1, 2, 500);
  auto now = of.figures();
  take_over(of.parameters, of.establishment, before, 0, {{"accompanied"}, {}}, now);
  for (const auto& evidence : now.evidence) {
    EXPECT_EQ(evidence.members, evidence.kind == "accompanied" ? 10 : 1);
    EXPECT_EQ(evidence.reproducible, evidence.kind != "accompanied");
  }
}

TEST(TakenOver, IsOfAGoneSourceOnlyWhatWasComputable) {
  const Case of = active_files(1, 2, 500);
  auto now = of.figures();
  auto before = active_files(6, 10, 500).figures();
  take_over(of.parameters, of.establishment, before, 0, {{}, {"file_update"}}, now);
  EXPECT_EQ(now.gating_figure("dossiers-actifs")->numerator, 6);
  for (auto& figure : before.figures) figure.reason = "source-incomplete";
  now = of.figures();
  take_over(of.parameters, of.establishment, before, 0, {{}, {"file_update"}}, now);
  EXPECT_EQ(now.gating_figure("dossiers-actifs")->numerator, 1);
}

TEST(TakenOver, NamesTheRevisionItWasFirstTakenFrom) {
  const Case of = active_files(1, 2, 500);
  auto before = active_files(6, 10, 500).figures();
  auto now = of.figures();
  take_over(of.parameters, of.establishment, before, 0, {{"file_update"}, {}}, now);
  before = now;
  now = of.figures();
  take_over(of.parameters, of.establishment, before, 1, {{"file_update"}, {}}, now);
  EXPECT_THAT(flag_texts(*now.gating_figure("dossiers-actifs")), ElementsAre("repris-de-r0"));
}

TEST(TakenOver, DoesNotAskForADenominatorThatAHeadcountReplaced) {
  auto of = active_files(1, 2, 500);
  of.input.headcount = Headcount{20, "registre"};
  const auto before = of.figures();
  auto now = of.figures();
  take_over(of.parameters, of.establishment, before, 0, {{"accompanied"}, {}}, now);
  EXPECT_EQ(now.gating_figure("dossiers-actifs")->denominator, 20);
  EXPECT_FALSE(now.gating_figure("dossiers-actifs")->has_flag("repris-de-r0"));
}

}  // namespace
}  // namespace jauge::core
