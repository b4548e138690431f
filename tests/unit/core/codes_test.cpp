#include "core/codes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>

#include "tests/support/temporary_directory.hpp"

namespace jauge::core {
namespace {

namespace fs = std::filesystem;

TEST(Codes, AreReadAsSectionsOfSentences) {
  const auto read =
      parse_codes("# comment\n\n[reason]\n\tun  = \"Un.\"\r\n[flag]\ndeux-2 = \"Deux = 2 # ici.\"");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].section, "reason");
  EXPECT_EQ(read[0].code, "un");
  EXPECT_EQ(read[0].sentence, "Un.");
  EXPECT_EQ(read[1].section, "flag");
  EXPECT_EQ(read[1].sentence, "Deux = 2 # ici.");
}

TEST(Codes, AreNotReadFromAnyOtherText) {
  for (const std::string_view text :
       {"a = \"Sans section.\"", "[s]\na", "[s]\na = 1", "[s]\na = 'x'", "[s]\nÀ = \"x\"",
        "[s]\na = \"x\" # fin", "[s]\na = \"guillemet \\\" dedans\"", "[s]\na = \"\"", "[s]\n = \"x\"",
        "[a b]\nc = \"x\"", "[a\nc = \"x\"", "[s]\n{ = \"x\""}) {
    EXPECT_TRUE(parse_codes(text).empty()) << text;
  }
}

TEST(Codes, HaveOneFrenchSentenceEach) {
  ASSERT_FALSE(codes().empty());
  for (const Code& entry : codes()) {
    EXPECT_TRUE(entry.sentence.ends_with('.')) << entry.code;
    EXPECT_EQ(entry.sentence.find(". "), std::string_view::npos) << entry.code;
  }
}

TEST(Codes, StandOnceInTheirSectionAndSayTheSameEverywhere) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Code& entry : codes()) {
    EXPECT_TRUE(seen.emplace(entry.section, entry.code).second) << entry.code;
    EXPECT_EQ(code_sentence(entry.code), entry.sentence) << entry.code;
  }
}

TEST(Codes, NameEveryReasonFlagAndFateOfTheRules) {
  const std::set<std::string_view> expected = {"source-absente",
                                               "avant-installation",
                                               "source-incomplete",
                                               "relecture-incoherente",
                                               "changement-de-dui",
                                               "identifiants-non-rapproches",
                                               "lignes-ecartees",
                                               "aucune-ligne",
                                               "denominateur-incomplet",
                                               "denominateur-nul",
                                               "aucun-etablissement",
                                               "pas-encore-deploye",
                                               "minorant",
                                               "arrondi",
                                               "au-dessus-de-100",
                                               "hors-denominateur",
                                               "effectif-discordant",
                                               "ecriture-de-masse",
                                               "partiel",
                                               "calculables",
                                               "conformes",
                                               "repris-de-r3",
                                               "finess-malforme",
                                               "cle-vide",
                                               "cle-trop-longue",
                                               "caracteres-interdits",
                                               "encodage-invalide",
                                               "instant-absent",
                                               "instant-illisible",
                                               "instant-infini",
                                               "avant-2000",
                                               "avant-1900",
                                               "fin-avant-debut",
                                               "nombre-illisible",
                                               "hors-perimetre",
                                               "a-venir",
                                               "corrige",
                                               "tardif",
                                               "oui",
                                               "non",
                                               "indetermine",
                                               "exempte",
                                               "met",
                                               "not-met",
                                               "undetermined",
                                               "accuse-invalide"};
  for (const std::string_view code : expected) EXPECT_NE(code_sentence(code), "") << code;
}

TEST(Codes, KeepTheRevisionOfARepeatedFigureOutOfTheList) {
  EXPECT_EQ(code_sentence("repris-de-r12"), code_sentence("repris-de-r"));
  EXPECT_NE(code_sentence("avant-2000"), "");
  EXPECT_EQ(code_sentence("avant-2001"), "");
  EXPECT_EQ(code_sentence("2000"), "");
  EXPECT_EQ(code_sentence(""), "");
  EXPECT_EQ(code_sentence("inconnu"), "");
}

TEST(Codes, SayAFlagWithItsNumbers) {
  EXPECT_EQ(flag_sentence({"minorant", {}, {}}), "La valeur est un minorant : une partie du relevé manque.");
  EXPECT_EQ(flag_sentence({"calculables", 2, 3}), "Établissements dont la valeur est calculable (2 sur 3).");
  EXPECT_EQ(flag_sentence({"hors-denominateur", 14, {}}),
            "Dossiers comptés au numérateur sans l'être au dénominateur (14).");
  EXPECT_EQ(flag_sentence({"inconnu", {}, {}}), "inconnu.");
}

// ── Every code that the programs write is listed ─────────────────────────────────────────────────

// Words with a hyphen in core and engine that are no codes of the list.
const std::set<std::string> other_words = {
    "3-mois", "depuis-debut",  // windows
    "requete-locale",          // mark of a query
    "criteres-utilisation",    // the gate's line
};

// Files that write formats of their own: FHIR, HTML, JSON.
bool writes_a_format(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("report_fhir") || name.starts_with("report_html") || name.starts_with("html") ||
         name.starts_with("closure_") || name == "report_reading.cpp" || name == "codes.cpp";
}

std::string without_comments(const std::string& text) {
  return std::regex_replace(text, std::regex("//[^\n]*"), "");
}

void collect(const std::string& text, const std::regex& pattern, std::set<std::string>& found) {
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
    found.insert((*at)[1]);
}

TEST(Codes, ListEveryCodeThatTheProgramsWrite) {
  const std::regex hyphenated("\"([a-z0-9]+(?:-[a-z0-9]+)+)\"");
  const std::regex flag("(?:push_back|emplace_back)\\(\\{?\"([a-z0-9-]+)\", ");
  const std::regex assigned("(?:reason|alarm|code) = \"([a-z0-9-]+)\"");
  const std::regex told("Level::\\w+,\\s*\"([a-z0-9-]+)\"");
  std::set<std::string> found;
  for (const char* folder : {"daemon/core", "daemon/engine"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(JAUGE_SOURCE_DIR) / folder)) {
      const auto extension = entry.path().extension();
      if ((extension != ".cpp" && extension != ".hpp") || writes_a_format(entry.path())) continue;
      const std::string text = without_comments(test_support::read_file(entry.path()));
      for (const std::regex* pattern : {&hyphenated, &flag, &assigned, &told}) collect(text, *pattern, found);
    }
  }
  EXPECT_THAT(found, testing::IsSupersetOf({"minorant", "au-dessus-de-100", "finess-malforme", "partiel"}));
  for (const std::string& code : found) {
    EXPECT_TRUE(other_words.contains(code) || !code_sentence(code).empty())
        << code << " is not in schema/report/codes.toml";
  }
}

}  // namespace
}  // namespace jauge::core
