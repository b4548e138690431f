// The parts that the report and the dashboard share, where the example of the report does not lead.
#include "core/html_figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/example_closure.hpp"

namespace jauge::core {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view dash = "<span class=\"soft\">—</span>";
constexpr std::size_t tilleuls = 1;  // among the establishments of the example

FigureContext context_of(const Closure& closure) {
  return {closure, Language::fr, project_subjects(closure)};
}

std::string tables(const Closure& closure, const std::string& subject) {
  const FigureContext context = context_of(closure);
  return html_figures(context, *std::ranges::find(context.subjects, subject, &ReportSubject::id));
}

std::size_t occurrences(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

TEST(IndicatorLabel, IsTheIdOfAnIndicatorThatTheMeasureDoesNotKnow) {
  const Closure closure = test_support::example_closure();
  EXPECT_EQ(indicator_label(context_of(closure), "documents-dmp"), "Documents déposés dans le DMP");
  EXPECT_EQ(indicator_label(context_of(closure), "autre & ancien"), "autre &amp; ancien");
}

TEST(HtmlOverview, NamesTheRegionsWhereThereAreSeveral) {
  const Closure closure = test_support::example_closure();
  EXPECT_THAT(html_overview(context_of(closure)), HasSubstr(">Région 27<"));
  EXPECT_THAT(html_overview(context_of(closure)), HasSubstr(">Région 44<"));
}

TEST(HtmlOverview, LeavesOpenWhatAnEstablishmentHasNoFigureOf) {
  Closure closure = test_support::example_closure();
  const auto before = occurrences(html_overview(context_of(closure)), dash);
  std::erase_if(closure.establishments[tilleuls].figures,
                [](const Figure& figure) { return figure.indicator == "documents-dmp"; });
  EXPECT_EQ(occurrences(html_overview(context_of(closure)), dash), before + 1);
}

TEST(HtmlFigures, LeaveOutAFigureOfAnIndicatorThatTheMeasureDoesNotKnow) {
  Closure closure = test_support::example_closure();
  Figure& figure = closure.establishments[tilleuls].figures[1];
  ASSERT_EQ(figure.indicator, "projets-personnalises");
  EXPECT_THAT(tables(closure, "670000165"), HasSubstr("avec un projet personnalisé"));
  figure.indicator = "autre-mesure";
  EXPECT_THAT(tables(closure, "670000165"), Not(HasSubstr("avec un projet personnalisé")));
  EXPECT_THAT(tables(closure, "670000165"), Not(HasSubstr("autre-mesure")));
}

TEST(HtmlFigures, HaveNoTableWithoutAFigureForIt) {
  Closure closure = test_support::example_closure();
  EXPECT_EQ(occurrences(tables(closure, "670000165"), "<table>"), 3U);
  closure.establishments[tilleuls].figures.clear();
  EXPECT_EQ(tables(closure, "670000165"), "");
}

TEST(HtmlFigures, LeaveOpenAWindowThatACountHasNoFigureOf) {
  Closure closure = test_support::example_closure();
  const auto before = occurrences(tables(closure, "670000165"), dash);
  std::erase_if(closure.establishments[tilleuls].figures, [](const Figure& figure) {
    return figure.indicator == "messages-mssante" && figure.window == Window::month;
  });
  EXPECT_EQ(occurrences(tables(closure, "670000165"), dash), before + 1);
}

TEST(HtmlFigures, OfAProjectThatIsJudgedAsAWholeHaveItsTargets) {
  Closure closure = test_support::example_closure();
  EXPECT_THAT(tables(closure, "PROJET"), Not(HasSubstr(">Cible</th>")));
  Figure& figure = closure.roll_ups.back().figures[0];
  figure.target = 600;
  figure.outcome = Outcome::met;
  EXPECT_THAT(tables(closure, "PROJET"), HasSubstr(">Cible</th>"));
  EXPECT_THAT(tables(closure, "PROJET"), HasSubstr("60,0\u00A0%"));
  EXPECT_THAT(tables(closure, "PROJET"), HasSubstr("<span>atteinte</span>"));
}

TEST(HtmlFigures, OfARollUpLeaveOpenHowManyAreComputableWhereNoFlagTells) {
  Closure closure = test_support::example_closure();
  const auto before = occurrences(tables(closure, "PROJET"), dash);
  closure.roll_ups.back().figures[0].flags.clear();
  EXPECT_EQ(occurrences(tables(closure, "PROJET"), dash), before + 2);
}

TEST(CurveGoal, OfACountIsItsTargetWhereTheMonthAloneGates) {
  Indicator indicator;
  indicator.form = Indicator::Form::count;
  Figure figure;
  figure.target = 10;
  EXPECT_EQ(curve_goal(indicator, figure), 10);
  figure.window = Window::three_months;
  EXPECT_EQ(curve_goal(indicator, figure), std::nullopt);
}

TEST(CurveGoal, OfARateIsAShareOfItsDenominatorAndNoneWithoutIt) {
  const Indicator indicator{};
  Figure figure;
  figure.target = 600;
  figure.denominator = 4;
  EXPECT_EQ(curve_goal(indicator, figure), 3);
  figure.denominator.reset();
  EXPECT_EQ(curve_goal(indicator, figure), std::nullopt);
}

TEST(DayTable, ShowsZeroInARowWithoutValues) {
  const std::vector<DayRow> rows{{"octobre", {}}, {"septembre", {1, 1, 4}}};
  const std::string text = html_day_table(rows, Language::fr);
  EXPECT_THAT(text, HasSubstr("octobre</th><td class=\"n\">0</td><td class=\"n\">0</td></tr>"));
  EXPECT_THAT(text, HasSubstr("septembre</th><td class=\"n\">1</td><td class=\"n\">4</td></tr>"));
}

}  // namespace
}  // namespace jauge::core
