// rapport.csv as ars-contract.md says it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/report_parts.hpp"
#include "tests/support/example_closure.hpp"

namespace jauge::core {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

std::string csv(const Closure& closure) {
  return write_csv(closure, test_support::example_identity());
}

// A reader of RFC 4180 with ';' of its own, so that quoting is tested from outside.
std::vector<std::vector<std::string>> rows(std::string_view text) {
  std::vector<std::vector<std::string>> rows{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        rows.back().back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        rows.back().back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ';') {
      rows.back().emplace_back();
    } else if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      ++i;
      rows.push_back({""});
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();
  return rows;
}

std::vector<std::vector<std::string>> example_rows() {
  return rows(csv(test_support::example_closure()).substr(3));
}

// The lines of an establishment or roll-up and an indicator.
std::vector<std::vector<std::string>> lines(std::string_view finess, std::string_view indicator) {
  std::vector<std::vector<std::string>> found;
  for (auto& row : example_rows()) {
    if (row[2] == finess && row[6] == indicator) found.push_back(row);
  }
  return found;
}

// From `numerateur` on.
std::vector<std::string> figures(const std::vector<std::string>& row) {
  return {row.begin() + 8, row.end()};
}

TEST(ReportCsv, BeginsWithAByteOrderMarkAndTheHeader) {
  EXPECT_THAT(
      csv(test_support::example_closure()),
      StartsWith("\xEF\xBB\xBFprojet;region;finess;etablissement;mois;revision;indicateur;libelle;numerateur;"
                 "denominateur;valeur;unite;fenetre;etat;drapeaux;couverture;cible;atteinte\r\n"));
}

TEST(ReportCsv, EndsEveryLineWithCarriageReturnAndLineFeed) {
  const std::string text = csv(test_support::example_closure());
  EXPECT_TRUE(text.ends_with("\r\n"));
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    EXPECT_EQ(text[at - 1], '\r');
  }
}

TEST(ReportCsv, HasEighteenColumnsInEveryLine) {
  for (const auto& row : example_rows()) EXPECT_EQ(row.size(), 18U) << row[0];
}

TEST(ReportCsv, QuotesSeparatorsQuotesAndLineEnds) {
  Closure closure = test_support::example_closure();
  closure.parameters.project.establishments[1].name = "a;b \"c\"\r\nd";
  const std::string text = csv(closure);
  EXPECT_NE(text.find(";\"a;b \"\"c\"\"\r\nd\";"), std::string::npos);
  EXPECT_EQ(rows(text)[1][3], "a;b \"c\"\r\nd");
}

TEST(ReportCsv, KeepsASpreadsheetFromReadingAFormula) {
  for (const std::string name : {"=1+1", "+33", "-x", "@SUM(A1)", "=\"x\";y"}) {
    Closure closure = test_support::example_closure();
    closure.parameters.project.establishments[1].name = name;
    EXPECT_EQ(rows(csv(closure))[1][3], "'" + name);
  }
}

TEST(ReportCsv, OrdersEstablishmentsByFinessThenRegionThenProject) {
  std::vector<std::string> order;
  auto all = example_rows();
  all.erase(all.begin());
  for (const auto& row : all) {
    if (order.empty() || order.back() != row[2]) order.push_back(row[2]);
  }
  EXPECT_THAT(order, ElementsAre("670000165", "670000173", "670000181", "680000254", "REGION", "PROJET"));
}

TEST(ReportCsv, OrdersByFinessWhateverTheClosureDoes) {
  Closure closure = test_support::example_closure();
  std::swap(closure.establishments[1], closure.establishments[4]);
  EXPECT_EQ(csv(closure), csv(test_support::example_closure()));
}

TEST(ReportCsv, LeavesOtherRegionsOut) {
  for (const auto& row : example_rows()) EXPECT_NE(row[2], "210000012");
}

TEST(ReportCsv, LeavesOutTheFiguresOfAnIndicatorThatTheMeasureNoLongerHas) {
  Closure closure = test_support::example_closure();
  std::erase_if(closure.parameters.measure.indicators,
                [](const Indicator& one) { return one.id == "e-parcours"; });
  const auto all = rows(csv(closure).substr(3));
  EXPECT_EQ(all.size() + 18, example_rows().size());  // three windows of six subjects
  for (const auto& row : all) EXPECT_NE(row[6], "e-parcours");
}

TEST(ProjectSubjects, NameTheRegionsOnlyWhereThereAreSeveral) {
  Closure closure = test_support::example_closure();
  const auto sums = [&] {
    std::vector<std::string> names;
    for (const auto& subject : project_subjects(closure)) {
      if (!subject.establishment) names.push_back(subject.id + subject.region);
    }
    return names;
  };
  EXPECT_THAT(sums(), ElementsAre("REGION27", "REGION44", "PROJET"));
  closure.roll_ups.erase(closure.roll_ups.begin());
  EXPECT_THAT(sums(), ElementsAre("PROJET"));
}

TEST(ReportCsv, GivesThreeLinesToACountAndTargetAndOutcomeToTheGatingOneOnly) {
  const auto count = lines("670000165", "messages-mssante");
  ASSERT_EQ(count.size(), 3U);
  EXPECT_THAT(figures(count[0]), ElementsAre("3", "", "3", "nombre", "mois", "calcule", "", "100,0", "", ""));
  EXPECT_THAT(figures(count[1]),
              ElementsAre("12", "", "12", "nombre", "3-mois", "calcule", "", "100,0", "10", "oui"));
  EXPECT_THAT(figures(count[2]),
              ElementsAre("25", "", "25", "nombre", "depuis-debut", "calcule", "", "100,0", "", ""));
}

TEST(ReportCsv, LeavesTargetAndOutcomeOfEveryOtherLineEmptyWhateverTheFigureHolds) {
  Closure closure = test_support::example_closure();
  for (Figure& figure : closure.establishments[1].figures) {
    figure.target = 1;
    figure.outcome = Outcome::met;
  }
  int judged = 0;
  for (const auto& row : rows(csv(closure).substr(3))) {
    if (row[2] != "670000165" || row[6] == "criteres-utilisation") continue;
    EXPECT_EQ(row[16].empty(), row[17].empty());
    judged += row[16].empty() ? 0 : 1;
  }
  EXPECT_EQ(judged, 7);  // three rates and the gating line of four counts
}

TEST(ReportCsv, WritesARateInPercentWithADecimalComma) {
  const auto rate = lines("670000181", "dossiers-actifs");
  ASSERT_EQ(rate.size(), 1U);
  EXPECT_THAT(figures(rate[0]), ElementsAre("61", "73", "83,6", "%", "mois", "calcule", "effectif-discordant",
                                            "100,0", "60,0", "oui"));
}

TEST(ReportCsv, SeparatesFlagsWithSpacesAndGivesTheirNumbers) {
  const auto rate = lines("680000254", "dossiers-actifs");
  ASSERT_EQ(rate.size(), 1U);
  EXPECT_THAT(
      figures(rate[0]),
      ElementsAre("61", "50", "122,0", "%", "mois", "calcule",
                  "minorant hors-denominateur=14 au-dessus-de-100 ecriture-de-masse", "97,3", "60,0", "oui"));
}

TEST(ReportCsv, LeavesTheValueEmptyWhereNotComputableButGivesTheIntegersKnown) {
  EXPECT_THAT(figures(lines("680000254", "projets-personnalises")[0]),
              ElementsAre("51", "61", "", "%", "mois", "non-calculable:denominateur-incomplet", "", "97,3",
                          "30,0", "indetermine"));
  EXPECT_THAT(figures(lines("680000254", "evenements-agenda")[0]),
              ElementsAre("", "", "", "%", "mois", "non-calculable:source-incomplete", "", "41,9", "60,0",
                          "indetermine"));
  EXPECT_THAT(figures(lines("680000254", "ins-qualifiees")[0]),
              ElementsAre("0", "0", "", "%", "mois", "non-calculable:denominateur-nul", "", "100,0", "", ""));
}

TEST(ReportCsv, SaysAnExemption) {
  EXPECT_EQ(lines("680000254", "e-parcours")[1].back(), "exempte");
}

TEST(ReportCsv, ListsAnEstablishmentThatIsNotLive) {
  for (const auto& row : example_rows()) {
    if (row[2] != "670000173") continue;
    EXPECT_EQ(row[13], "non-calculable:pas-encore-deploye") << row[6];
  }
  EXPECT_EQ(lines("670000173", "messages-mssante").size(), 3U);
}

TEST(ReportCsv, GivesRollUpsNoTarget) {
  for (const auto& row : example_rows()) {
    if ((row[2] != "REGION" && row[2] != "PROJET") || row[6] == "criteres-utilisation") continue;
    EXPECT_EQ(row[16], "") << row[6];
    EXPECT_EQ(row[17], "") << row[6];
  }
}

TEST(ReportCsv, NamesRollUpsByTheProjectAndItsRegion) {
  EXPECT_EQ(lines("REGION", "dossiers-actifs")[0][3], "Grappe EHPAD Alsace, région 44");
  EXPECT_EQ(lines("PROJET", "dossiers-actifs")[0][3], "Grappe EHPAD Alsace");
}

TEST(ReportCsv, EndsEachWithTheLineOfTheGate) {
  const auto gate = [](std::string_view of) { return figures(lines(of, "criteres-utilisation").at(0)); };
  EXPECT_THAT(gate("670000165"), ElementsAre("0", "1", "0", "nombre", "mois", "calcule", "", "", "", "non"));
  EXPECT_THAT(gate("670000181"), ElementsAre("1", "1", "1", "nombre", "mois", "calcule", "", "", "", "oui"));
  EXPECT_THAT(gate("680000254"),
              ElementsAre("0", "1", "0", "nombre", "mois", "calcule", "", "", "", "indetermine"));
  EXPECT_THAT(gate("670000173"), ElementsAre("0", "0", "", "nombre", "mois",
                                             "non-calculable:pas-encore-deploye", "", "", "", "indetermine"));
  EXPECT_THAT(gate("REGION"), ElementsAre("1", "3", "1", "nombre", "mois", "calcule", "", "", "", "non"));
  EXPECT_THAT(gate("PROJET"), ElementsAre("2", "4", "2", "nombre", "mois", "calcule", "", "", "", "non"));
}

TEST(ReportCsv, RepeatsTheRevisionOnEveryLine) {
  Closure closure = test_support::example_closure();
  closure.revision = 2;
  auto all = rows(csv(closure).substr(3));
  all.erase(all.begin());
  for (const auto& row : all) {
    EXPECT_EQ(row[4], "2026-10");
    EXPECT_EQ(row[5], "2");
  }
}

}  // namespace
}  // namespace jauge::core
