#include "core/html.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/digest.hpp"

namespace jauge::core {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Html, EscapesTextForContentAndAttributes) {
  EXPECT_EQ(html_escape("<a href=\"x\" title='y'>&é"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;é");
}

TEST(Html, AllowsAPageNothingButItsOwnStyleSheet) {
  const std::string policy = html_content_security_policy();
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, HasSubstr("style-src 'sha256-" + sha256(html_style()).base64() + "'"));
  HtmlPage page;
  page.title = "<titre>";
  const std::string text = html_page(page);
  EXPECT_THAT(text, HasSubstr("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">"));
  EXPECT_THAT(text, HasSubstr("<style>" + std::string(html_style()) + "</style>"));
  EXPECT_THAT(text, HasSubstr("<title>&lt;titre&gt;</title>"));
  EXPECT_THAT(text, Not(HasSubstr("refresh")));
}

TEST(Html, HasAStyleSheetForLightDarkAndPaperThatLoadsNothing) {
  const std::string style(html_style());
  EXPECT_THAT(style, HasSubstr("prefers-color-scheme:dark"));
  EXPECT_THAT(style, HasSubstr("@media print"));
  EXPECT_THAT(style, Not(HasSubstr("url(")));
  EXPECT_THAT(style, Not(HasSubstr("@import")));
  EXPECT_THAT(style, Not(HasSubstr("</")));
}

TEST(Html, GivesATableItsCaptionAndHeadersToRowsAndColumns) {
  HtmlTable table;
  table.caption = "A & B";
  table.columns = {{"Nom"}, {"Nombre", true}};
  table.rows = {{"un", "1"}, {"somme", "2"}};
  table.sums = 1;
  const std::string text = html_table(table);
  EXPECT_THAT(text, HasSubstr("<caption>A &amp; B</caption>"));
  EXPECT_THAT(text, HasSubstr("<th scope=\"col\">Nom</th><th scope=\"col\" class=\"n\">Nombre</th>"));
  EXPECT_THAT(text, HasSubstr("<tr><th scope=\"row\">un</th><td class=\"n\">1</td></tr>"));
  EXPECT_THAT(text, HasSubstr("<tr class=\"sum\"><th scope=\"row\">somme</th>"));
}

TEST(Html, LeavesOutTheCaptionOfATableThatHasNone) {
  HtmlTable table;
  table.columns = {{"Nom"}, {"Nombre", true}};
  table.rows = {{"un", "1"}, {"deux", "2"}};
  EXPECT_THAT(html_table(table), Not(HasSubstr("<caption>")));
  EXPECT_THAT(html_table(table), HasSubstr("<table>\n<thead>"));
}

TEST(Html, WritesACellThatHasNoColumnAsText) {
  HtmlTable table;
  table.columns.push_back({"Nombre", true});
  table.rows = {{"1", "un"}, {"2", "deux"}};
  EXPECT_THAT(html_table(table), HasSubstr("<tr><th scope=\"row\" class=\"n\">1</th><td>un</td></tr>"));
}

TEST(Html, TellsAMarkByItsShapeAndWords) {
  EXPECT_THAT(html_mark(HtmlMark::bad, "non <atteint>"), HasSubstr("#m-bad"));
  EXPECT_THAT(html_mark(HtmlMark::bad, "non <atteint>"), HasSubstr("<span>non &lt;atteint&gt;</span>"));
}

TEST(Html, ScalesABarToWhatPassesAHundredPercent) {
  HtmlBar bar;
  bar.tenths = 500;
  bar.target = 750;
  EXPECT_THAT(html_bar(bar), HasSubstr("class=\"level\" y=\"3\" width=\"48\""));
  EXPECT_THAT(html_bar(bar), HasSubstr("class=\"goal\" d=\"M72 "));
  bar.tenths = 2000;
  EXPECT_THAT(html_bar(bar), HasSubstr("class=\"level\" y=\"3\" width=\"96\""));
  EXPECT_THAT(html_bar(bar), HasSubstr("class=\"whole\" d=\"M48 "));
}

TEST(Html, DrawsACurveOnAScaleThatHoldsItsEndAndItsGoal) {
  HtmlCurve curve;
  curve.title = "Dossiers <actifs>";
  curve.description = "3 dossiers <actifs> au 3.";
  curve.cumulative = {1, 1, 3};
  curve.days = 30;
  curve.goal = 48;
  curve.goal_label = "cible : 48";
  const std::string text = html_curve(curve);
  EXPECT_THAT(text, HasSubstr("aria-label=\"3 dossiers &lt;actifs&gt; au 3.\""));
  EXPECT_THAT(text, HasSubstr(">50</text>"));
  EXPECT_THAT(text, HasSubstr(">cible : 48</text>"));
  EXPECT_THAT(text, HasSubstr(">30</text>"));
}

TEST(Html, DrawsAnEmptyCurveWithoutALine) {
  const std::string text = html_curve({"Rien", "Rien", {}, {}, 0, std::nullopt, ""});
  EXPECT_THAT(text, Not(HasSubstr("class=\"line\"")));
  EXPECT_THAT(text, HasSubstr("<svg role=\"img\""));
}

TEST(Html, DrawsTheMonthBeforeBesideACurve) {
  HtmlCurve curve;
  curve.cumulative = {1, 2};
  curve.previous = {40, 60};
  curve.days = 30;
  const std::string text = html_curve(curve);
  EXPECT_THAT(text, HasSubstr("class=\"past\""));
  EXPECT_THAT(text, HasSubstr(">60</text>"));
  EXPECT_THAT(text, Not(HasSubstr("<figcaption>")));
}

TEST(Html, TellsColumnsApartByTheirShape) {
  HtmlColumns columns;
  columns.columns = {{"sept.", 10, 8, "10", HtmlMark::good},
                     {"oct.", 5, 8, "5", HtmlMark::bad},
                     {"nov.", std::nullopt, 8, "", HtmlMark::open}};
  const std::string text = html_columns(columns);
  EXPECT_THAT(text, HasSubstr("<rect class=\"column good\" x="));
  EXPECT_THAT(text, HasSubstr("<rect class=\"column bad\" fill=\"url(#hatch)\""));
  EXPECT_THAT(text, HasSubstr("<circle class=\"none\""));
  EXPECT_THAT(text, HasSubstr("class=\"goal\""));
}

TEST(Html, CutsADialIntoOneSegmentEach) {
  const std::string text =
      html_dial({"2 sur 3", {HtmlMark::good, HtmlMark::good, HtmlMark::bad}, "2 / 3", "ESMS"});
  EXPECT_THAT(text, HasSubstr("role=\"img\" aria-label=\"2 sur 3\""));
  const auto count = [&](const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("class=\"segment good\""), 2U);
  EXPECT_EQ(count("class=\"segment bad\""), 1U);
  EXPECT_EQ(count("class=\"core"), 1U);
}

TEST(Html, FoldsDetails) {
  EXPECT_EQ(html_details("a<b", "<p>c</p>"), "<details>\n<summary>a&lt;b</summary>\n<p>c</p></details>\n");
}

}  // namespace
}  // namespace jauge::core
