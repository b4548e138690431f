// What a revision cannot count again keeps its value (indicators §8).
#include "core/take_over.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/counting_builders.hpp"

namespace jauge::core::counting_tests {
namespace {

class TakeOver : public testing::Test {
 protected:
  TakeOver() {
    parameters.targets = targets();
    parameters.project.started = october.first_day();
    parameters.project.establishments = {establishment("670000165")};
    before = counted(10, 8);
    after = counted(4, 3);
  }
  /// `accompanied` persons, of whom `updated` have an active file, and one with a personalised project less.
  EstablishmentFigures counted(int accompanied, int updated) const {
    EstablishmentInput input;
    input.sets["accompanied"] = set_of(accompanied);
    input.sets["file_update"] = set_of(updated);
    input.sets["personalised_project"] = set_of(updated - 1);
    input.sets["agenda_event"] = set_of(updated);
    auto figures = evaluate(parameters, parameters.project.establishments[0], input);
    figures.evidence = {
        {"accompanied", accompanied, sha256(fmt::format("accompanied {}", accompanied)), true},
        {"file_update", updated, sha256(fmt::format("file_update {}", updated)), true}};
    return figures;
  }
  const Establishment& establishment_of() const { return parameters.project.establishments[0]; }
  static const Figure& figure(const EstablishmentFigures& figures, std::string_view indicator) {
    return *std::ranges::find_if(figures.figures, [&](const Figure& one) {
      return one.indicator == indicator && one.window == Window::month;
    });
  }
  static std::vector<std::string> marks(const Figure& figure) {
    std::vector<std::string> codes;
    for (const auto& flag : figure.flags)
      if (flag.code.starts_with("repris-de-r")) codes.push_back(flag.code);
    return codes;
  }
  static const SetEvidence& evidence(const EstablishmentFigures& figures, std::string_view kind) {
    return *std::ranges::find(figures.evidence, kind, &SetEvidence::kind);
  }

  Parameters parameters = counting_tests::parameters();
  EstablishmentFigures before, after;
};

TEST_F(TakeOver, JudgesACountThatItKeepsByTheWindowThatGatesNow) {
  const auto deposits = [&](int number) {
    EstablishmentInput input;
    input.sets["dmp_deposit"] = set_of(number, "d", october.first_day());
    return evaluate(parameters, establishment_of(), input);
  };
  parameters.targets["documents-dmp"] = 10;
  const auto kept = deposits(12);
  parameters.maintenance = true;
  auto counted_again = deposits(3);
  take_over(parameters, establishment_of(), kept, 0, {{"dmp_deposit"}, {}}, counted_again);
  for (const auto& figure : counted_again.figures) {
    if (figure.indicator != "documents-dmp") continue;
    const bool of_month = figure.window == Window::month;
    EXPECT_EQ(figure.numerator, 12);
    EXPECT_EQ(figure.gating, of_month);
    EXPECT_EQ(figure.target, of_month ? std::optional<std::int64_t>(10) : std::nullopt);
    EXPECT_EQ(figure.outcome, of_month ? std::optional(Outcome::met) : std::nullopt);
  }
}

TEST_F(TakeOver, KeepsAFigureOfWhichAnOperandWasPurgedAndCountsTheOthersAgain) {
  take_over(parameters, establishment_of(), before, 2, {{"accompanied"}, {}}, after);
  EXPECT_EQ(figure(after, "dossiers-actifs").denominator, 10);
  EXPECT_EQ(figure(after, "dossiers-actifs").numerator, 8);
  EXPECT_EQ(marks(figure(after, "dossiers-actifs")), std::vector<std::string>{"repris-de-r2"});
  EXPECT_EQ(figure(after, "projets-personnalises").denominator, 3);
  EXPECT_TRUE(marks(figure(after, "projets-personnalises")).empty());
  EXPECT_EQ(evidence(after, "accompanied").sha256, evidence(before, "accompanied").sha256);
  EXPECT_FALSE(evidence(after, "accompanied").reproducible);
  EXPECT_TRUE(evidence(after, "file_update").reproducible);
}

TEST_F(TakeOver, KeepsWhatASourceThatIsGoneHadGivenAndNoMore) {
  auto empty = before;
  for (auto& one : empty.figures)
    if (one.indicator == "evenements-agenda") one.reason = "sans-source";
  take_over(parameters, establishment_of(), empty, 0, {{}, {"agenda_event", "accompanied"}}, after);
  EXPECT_EQ(figure(after, "dossiers-actifs").denominator, 10) << "was computable";
  EXPECT_TRUE(marks(figure(after, "evenements-agenda")).empty()) << "was not";
  EXPECT_EQ(figure(after, "evenements-agenda").denominator, 3);
}

TEST_F(TakeOver, MarksAFigureOnceWithTheRevisionThatCountedIt) {
  take_over(parameters, establishment_of(), before, 0, {{"accompanied"}, {}}, after);
  auto third = counted(2, 1);
  take_over(parameters, establishment_of(), after, 1, {{"accompanied"}, {}}, third);
  EXPECT_EQ(marks(figure(third, "dossiers-actifs")), std::vector<std::string>{"repris-de-r0"});
}

TEST_F(TakeOver, HasNoEvidenceOfWhatWasNeverProven) {
  std::erase_if(before.evidence, [](const SetEvidence& one) { return one.kind == "accompanied"; });
  std::erase_if(before.curves, [](const Curve& one) { return one.indicator == "dossiers-actifs"; });
  take_over(parameters, establishment_of(), before, 0, {{"accompanied"}, {}}, after);
  EXPECT_EQ(std::ranges::count(after.evidence, "accompanied", &SetEvidence::kind), 0);
  EXPECT_EQ(std::ranges::count(after.curves, "dossiers-actifs", &Curve::indicator), 0);
}

TEST_F(TakeOver, CountsAnIndicatorThatWasNotThereThen) {
  const auto counted_now = after;
  std::erase_if(before.figures, [](const Figure& one) { return one.indicator == "dossiers-actifs"; });
  take_over(parameters, establishment_of(), before, 2, {{"accompanied"}, {}}, after);
  EXPECT_EQ(figure(after, "dossiers-actifs"), figure(counted_now, "dossiers-actifs"));
  EXPECT_EQ(marks(figure(after, "ins-qualifiees")), std::vector<std::string>{"repris-de-r2"});
}

TEST_F(TakeOver, LeavesAloneWhatDoesNotCountNowOrDidNotThen) {
  const auto counted_now = after;
  auto absent = before;
  absent.membership = Membership::absent;
  take_over(parameters, establishment_of(), absent, 0, {{"accompanied"}, {}}, after);
  EXPECT_EQ(after.figures, counted_now.figures);
  absent = after;
  absent.membership = Membership::absent;
  take_over(parameters, establishment_of(), before, 0, {{"accompanied"}, {}}, absent);
  EXPECT_EQ(absent.figures, counted_now.figures);
  take_over_all(0, absent);
  EXPECT_EQ(absent.figures, counted_now.figures);
}

TEST_F(TakeOver, OfAllMarksEveryFigureAndProvesNothingAgain) {
  take_over_all(1, after);
  ASSERT_FALSE(after.figures.empty());
  for (const auto& one : after.figures)
    EXPECT_EQ(marks(one), std::vector<std::string>{"repris-de-r1"}) << one.indicator;
  ASSERT_FALSE(after.evidence.empty());
  for (const auto& one : after.evidence) EXPECT_FALSE(one.reproducible) << one.kind;
}

}  // namespace
}  // namespace jauge::core::counting_tests
