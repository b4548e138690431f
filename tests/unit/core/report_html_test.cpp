// rapport.html as ars-contract.md says it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "tests/support/example_closure.hpp"

namespace jauge::core {
namespace {

using testing::HasSubstr;
using testing::Not;

const Digest json_digest = sha256("rapport.json");

std::string html(const Closure& closure) {
  return write_html(closure, test_support::example_identity(), json_digest);
}

const std::string& example() {
  static const std::string page = html(test_support::example_closure());
  return page;
}

// From the heading of an establishment to the end of its article.
std::string article(std::string_view finess, const std::string& page = example()) {
  const auto begin = page.find("<h3 id=\"esms-" + std::string(finess));
  return page.substr(begin, page.find("</article>", begin) - begin);
}

GateResult gate(std::int64_t passing, std::int64_t concerned, std::size_t missing) {
  GateResult result;
  result.passing = passing;
  result.concerned = concerned;
  result.missing.resize(missing);
  return result;
}

TEST(GateSentence, CountsTheEstablishmentsThatPassThatAreOpenAndThatFail) {
  EXPECT_EQ(gate_sentence(Month(2026, 10), gate(12, 15, 1)),
            "Critères d'utilisation au titre d'octobre 2026 : remplis par 12 ESMS sur 15, indéterminés 2, "
            "non remplis "
            "1");
  EXPECT_EQ(gate_sentence(Month(2026, 10), gate(0, 0, 0)),
            "Critères d'utilisation au titre d'octobre 2026 : aucun ESMS concerné");
}

TEST(GateSentence, ElidesBeforeAVowelOnly) {
  const auto beginning = [](unsigned month) {
    const std::string sentence = gate_sentence(Month(2026, month), gate(0, 0, 0));
    return sentence.substr(0, sentence.find(" 2026"));
  };
  EXPECT_EQ(beginning(4), "Critères d'utilisation au titre d'avril");
  EXPECT_EQ(beginning(8), "Critères d'utilisation au titre d'août");
  EXPECT_EQ(beginning(9), "Critères d'utilisation au titre de septembre");
  EXPECT_EQ(beginning(12), "Critères d'utilisation au titre de décembre");
}

TEST(ReportHtml, OpensWithTheGatesSentenceForTheRegion) {
  const auto first =
      std::regex_replace(example().substr(example().find("<header>")), std::regex("<[^>]*>|\n"), "");
  EXPECT_THAT(first, testing::StartsWith(
                         "Critères d&#39;utilisation au titre d&#39;octobre 2026 : remplis par 1 ESMS "
                         "sur 3, indéterminés 1, non remplis 1"));
}

TEST(ReportHtml, TellsTheWholeProjectBesideTheRegion) {
  EXPECT_THAT(example(), HasSubstr("(remplis par 2 ESMS sur 4, indéterminés 1, non remplis 1)"));
}

TEST(ReportHtml, NeverSaysThatSomethingIsPayable) {
  EXPECT_THAT(example(), Not(HasSubstr("payable")));
  EXPECT_THAT(example(), Not(HasSubstr("€")));
}

TEST(ReportHtml, NeedsNoScriptAndNothingFromOutside) {
  for (const char* word : {"<script", "javascript:", " on", "<link", "<img", "<iframe", "src=", "http://",
                           "https://", "style=", "@import"}) {
    if (std::string_view(word) == " on") {
      EXPECT_FALSE(std::regex_search(example(), std::regex("<[^>]* on[a-z]+=")));
    } else {
      EXPECT_THAT(example(), Not(HasSubstr(word)));
    }
  }
}

TEST(ReportHtml, EscapesEveryTextOfTheClosure) {
  Closure closure = test_support::example_closure();
  const std::string evil = "<script>alert(1)</script>\"'&";
  Project& project = closure.parameters.project;
  project.name = project.convention = project.id = evil;
  for (Establishment& establishment : project.establishments) {
    establishment.name = establishment.overrides.basis = evil;
  }
  Measure& measure = closure.parameters.measure;
  measure.id = measure.title = measure.version = measure.source = measure.gate.rule = evil;
  for (auto& decision : measure.decisions) decision = evil;
  for (auto& indicator : measure.indicators) indicator.label = evil;
  for (auto& kind : closure.kinds) kind.label = evil;
  for (auto& source : closure.sources) source = {evil, evil, evil, evil, true, {evil}};
  for (auto& query : closure.queries) query = {evil, evil, evil, evil, true};
  for (auto& establishment : closure.establishments) {
    for (auto& figure : establishment.figures) figure.headcount_origin = evil;
    for (auto& fate : establishment.fates) fate = {evil, evil, evil, 1};
    for (auto& figure : establishment.figures) figure.flags.push_back({evil, {}, {}});
    establishment.evidence.push_back({evil, 1, {}, true});
  }
  closure.reason = closure.software = evil;
  EXPECT_THAT(html(closure), Not(HasSubstr("<script")));
  EXPECT_THAT(html(closure), HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
}

TEST(ReportHtml, ClosesEveryElementItOpens) {
  const std::set<std::string> empty = {"meta", "br", "path", "rect", "circle", "use"};
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-z0-9]+)([^>]*)>");
  const std::string text = example().substr(example().find("<html"));
  for (std::sregex_iterator at(text.begin(), text.end(), tag), end; at != end; ++at) {
    const std::string name = (*at)[2];
    if (empty.contains(name)) continue;
    if ((*at)[1].length() == 0) {
      open.push_back(name);
    } else {
      ASSERT_FALSE(open.empty());
      ASSERT_EQ(open.back(), name);
      open.pop_back();
    }
  }
  EXPECT_TRUE(open.empty());
}

TEST(ReportHtml, HasLandmarksOneFirstHeadingAndLinksThatLead) {
  for (const char* landmark : {"<header>", "<nav aria-label=", "<main>", "<footer>", "<html lang=\"fr\">"}) {
    EXPECT_THAT(example(), HasSubstr(landmark));
  }
  EXPECT_EQ(example().find("<h1>"), example().rfind("<h1>"));
  std::set<std::string> ids;
  const std::regex id(" id=\"([^\"]*)\"");
  for (std::sregex_iterator at(example().begin(), example().end(), id), end; at != end; ++at) {
    EXPECT_TRUE(ids.insert((*at)[1]).second) << (*at)[1];
  }
  const std::regex to("(?:href=\"#|aria-labelledby=\")([^\"]*)\"");
  for (std::sregex_iterator at(example().begin(), example().end(), to), end; at != end; ++at) {
    EXPECT_TRUE(ids.contains((*at)[1])) << (*at)[1];
  }
}

TEST(ReportHtml, GivesRatesWithTheirIntegersTargetAndOutcomeInWords) {
  const std::string text = article("670000165");
  EXPECT_THAT(text, HasSubstr("75,0\u00A0%"));
  EXPECT_THAT(text, HasSubstr("3 / 4"));
  EXPECT_THAT(text, HasSubstr("60,0\u00A0%"));
  EXPECT_THAT(text, HasSubstr("<span>non atteinte</span>"));
  EXPECT_THAT(text, HasSubstr("<span>indéterminée</span>"));
  EXPECT_THAT(text, HasSubstr("<span>atteinte</span>"));
}

TEST(ReportHtml, GivesFlagsAndReasonsInWords) {
  const std::string text = article("680000254");
  EXPECT_THAT(text, HasSubstr("Le taux dépasse 100 %."));
  EXPECT_THAT(text, HasSubstr("Dossiers comptés au numérateur sans l&#39;être au dénominateur (14)."));
  EXPECT_THAT(text, HasSubstr("La source n&#39;a pas été relevée jusqu&#39;à la fin du mois."));
  EXPECT_THAT(text, HasSubstr("Plus long intervalle sans relevé : 1 h 35."));
  for (const char* code : {"au-dessus-de-100", "minorant<", "source-incomplete", "denominateur-incomplet"}) {
    EXPECT_THAT(text, Not(HasSubstr(code)));
  }
}

TEST(ReportHtml, ShowsALowerBoundAsOne) {
  EXPECT_THAT(article("680000254"), HasSubstr("≥\u00A0122,0\u00A0%"));
}

TEST(ReportHtml, ShowsAnUnsetTargetAsUnset) {
  EXPECT_THAT(article("670000165"), HasSubstr("non fixée"));
}

TEST(ReportHtml, TellsAStatedHeadcountAndTheCountBesideIt) {
  EXPECT_THAT(
      article("670000181"),
      HasSubstr("Effectif déclaré : tableau des présences, direction, 2 novembre 2026 ; dénombrement : 78."));
}

TEST(ReportHtml, NamesWhatIsMissingAndTheBasisOfAnExemption) {
  EXPECT_THAT(
      article("670000165"),
      HasSubstr("Non atteints : Taux de dossiers actifs ayant au moins un événement ; Documents déposés"));
  EXPECT_THAT(article("680000254"), HasSubstr("Exemptions : Échanges avec la plateforme e-parcours"));
  EXPECT_THAT(article("680000254"), HasSubstr("Fondement : Avenant n° 2"));
}

TEST(ReportHtml, SaysWhenAnEstablishmentThatIsNotLiveWillBe) {
  EXPECT_THAT(article("670000173"), HasSubstr("DUI pas encore en service"));
  EXPECT_THAT(article("670000173"), HasSubstr("Mise en service prévue le 1er janvier 2027."));
  EXPECT_THAT(article("670000173"), Not(HasSubstr("<table")));
}

TEST(ReportHtml, DrawsCurvesWithTheirValuesAsATableBeside) {
  const std::string text = article("670000165");
  EXPECT_THAT(text, HasSubstr("<svg role=\"img\""));
  EXPECT_THAT(text, HasSubstr("cible : 3"));  // 60 % of 4, rounded up
  EXPECT_THAT(text, HasSubstr("Valeurs cumulées aux jours où l&#39;une d&#39;elles change"));
  // Days 1, 5 and 31 of the worked example, 7 of its event.
  EXPECT_THAT(text, HasSubstr("<th scope=\"row\">Taux de dossiers actifs</th><td class=\"n\">1</td><td "
                              "class=\"n\">2</td><td class=\"n\">2</td><td class=\"n\">3</td>"));
}

TEST(ReportHtml, DrawsACurveWithoutATargetWhereNoFigureGates) {
  Closure closure = test_support::example_closure();
  for (Figure& figure : closure.establishments[1].figures) {
    if (figure.indicator == "dossiers-actifs") figure.gating = false;
  }
  const std::string text = article("670000165", html(closure));
  EXPECT_THAT(text, HasSubstr("Taux de dossiers actifs : 3 au 31."));
  EXPECT_THAT(text, Not(HasSubstr("cible : 3")));
}

TEST(ReportHtml, PrintsTheRuleItsSourceAndWhatWasDecidedHere) {
  const Measure& measure = test_support::example_closure().parameters.measure;
  for (const std::string& text : {measure.gate.rule, measure.source, measure.decisions[0], measure.title}) {
    std::string escaped = std::regex_replace(text, std::regex("'"), "&#39;");
    EXPECT_THAT(example(), HasSubstr(escaped));
  }
}

TEST(ReportHtml, FoldsEveryQuery) {
  for (const auto& query : test_support::example_closure().queries) {
    const auto at = example().find(query.text.substr(0, 12));
    ASSERT_NE(at, std::string::npos);
    EXPECT_GT(example().rfind("<details>", at), example().rfind("</details>", at));
  }
  EXPECT_THAT(example(), HasSubstr("dui : file_update (requête locale), modifiée depuis le dernier rapport"));
}

TEST(ReportHtml, TellsHowToVerifyTheFileWithStockTools) {
  for (const char* line : {"unzip jauge-PAI-2021-44-0042-44-2026-10-r0.asice -d r &amp;&amp; cd r\n",
                           "openssl cms -verify -cades -binary -inform DER -in META-INF/signature.p7s "
                           "-content META-INF/ASiCManifest.xml",
                           "-CAfile ../igc.pem -no-CApath -no-CAstore -signer ../who.pem -out /dev/null",
                           "openssl x509 -in ../who.pem -noout -subject",
                           "$(openssl dgst -sha256 -binary $f | base64)", "-attime"}) {
    EXPECT_THAT(example(), HasSubstr(line));
  }
  EXPECT_THAT(example(), HasSubstr(json_digest.hex()));
  EXPECT_THAT(example(), HasSubstr(sha256("rapport.json of September").hex()));
}

TEST(ReportHtml, EndsWithABlankAttestation) {
  const std::string end = example().substr(example().rfind("<section"));
  EXPECT_THAT(end, HasSubstr("attestation"));
  for (const char* field : {"Nom", "Qualité", "Date", "Signature"}) {
    EXPECT_THAT(end, HasSubstr("<dt>" + std::string(field) + "</dt><dd></dd>"));
  }
}

TEST(ReportHtml, TellsARevisionAndItsReason) {
  Closure closure = test_support::example_closure();
  closure.revision = 1;
  closure.reason = "révision de 2026-09";
  EXPECT_THAT(html(closure), HasSubstr("<strong>Révision 1</strong> : révision de 2026-09"));
}

TEST(ReportHtml, WritesNoPersonsPseudonymKey) {
  EXPECT_THAT(example(), Not(HasSubstr("first_day")));
  EXPECT_FALSE(std::regex_search(example(), std::regex("[^0-9a-f][0-9a-f]{32}[^0-9a-f]")));
}

}  // namespace
}  // namespace jauge::core
