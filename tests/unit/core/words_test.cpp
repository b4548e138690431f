// How values are written in both languages, and the English of what is French data.
#include "core/words.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/codes.hpp"
#include "core/schema.hpp"

namespace jauge::core {
namespace {

constexpr auto fr = Language::fr;
constexpr auto en = Language::en;

TEST(Words, WriteNumbersTheWayOfTheLanguage) {
  EXPECT_EQ(number_words(1234567, fr), "1\u202F234\u202F567");
  EXPECT_EQ(number_words(1234567, en), "1,234,567");
  EXPECT_EQ(number_words(-999, fr), "-999");
  EXPECT_EQ(percent_words(836, fr), "83,6\u00A0%");
  EXPECT_EQ(percent_words(836, en), "83.6%");
  EXPECT_EQ(euro_words(7500000, fr), "75\u202F000\u00A0€");
  EXPECT_EQ(euro_words(7500050, en), "€75,000.50");
  EXPECT_EQ(euro_words(7500050, fr), "75\u202F000,50\u00A0€");
}

TEST(Words, GiveAFractionWithAMarkForWhatIsNotKnown) {
  Figure figure;
  EXPECT_EQ(fraction_words(figure, fr), "");
  figure.numerator = 1234;
  EXPECT_EQ(fraction_words(figure, en), "1,234 / ?");
  figure.denominator = 2000;
  EXPECT_EQ(fraction_words(figure, en), "1,234 / 2,000");
  figure.numerator.reset();
  EXPECT_EQ(fraction_words(figure, en), "? / 2,000");
}

TEST(Words, SayNotComputableWhereANumberOfTheValueIsMissing) {
  const Indicator rate{};
  Figure figure;
  EXPECT_EQ(value_words(rate, figure, en), "not computable");
  figure.numerator = 3;
  EXPECT_EQ(value_words(rate, figure, en), "not computable");
  figure.denominator = 0;
  EXPECT_EQ(value_words(rate, figure, en), "not computable");
  figure.denominator = 4;
  EXPECT_EQ(value_words(rate, figure, en), "75.0%");
}

TEST(Words, SayAFlagWithItsNumbersInBothLanguages) {
  for (const auto& code : codes()) {
    if (code.section != "flag") continue;
    const std::string id(code.code);
    for (const auto language : {fr, en}) {
      const auto plain = flag_words({id, {}, {}}, language);
      const auto numbered = flag_words({id, 3, {}}, language);
      const auto of = flag_words({id, 3, 4}, language);
      EXPECT_TRUE(plain.ends_with('.')) << plain;
      EXPECT_TRUE(numbered.ends_with(" (3).")) << numbered;
      EXPECT_TRUE(of.ends_with(language == fr ? " (3 sur 4)." : " (3 of 4).")) << of;
    }
  }
  EXPECT_EQ(flag_words({"inconnu", {}, {}}, fr), "inconnu.");
  EXPECT_EQ(flag_words({"inconnu", {}, {}}, en), "inconnu.");
}

TEST(Words, OfAKindWithoutEnglishAreItsOwn) {
  const FactKinds kinds{{"visite", KeyOf::event, Shape::instant, "visites"}};
  EXPECT_EQ(kind_words(kinds, "visite", en), "visites");
  EXPECT_EQ(kind_words(kinds, "autre", en), "autre");
}

TEST(Words, WriteDaysAndTimesInTheZoneOfTheProject) {
  const auto paris = Zone::find("Europe/Paris").value();
  const auto instant = parse_utc("2026-11-01T05:03:00Z").value();
  EXPECT_EQ(time_words(instant, paris, fr), "1er novembre 2026 à 06:03");
  EXPECT_EQ(time_words(instant, paris, en), "1 November 2026, 06:03");
  EXPECT_EQ(duration_words(185, fr), "3 h 05");
  EXPECT_EQ(duration_words(3 * 1440 + 60, fr), "3 jours 1 h");
  EXPECT_EQ(duration_words(3 * 1440 + 60, en), "3 days 1 h");
}

std::set<std::pair<std::string, std::string>> english() {
  std::set<std::pair<std::string, std::string>> all;
  for (const auto& code : parse_codes(schema_file("english.toml"))) {
    EXPECT_TRUE(all.emplace(code.section, code.code).second) << code.section << " " << code.code;
  }
  return all;
}

TEST(English, IsThereForEveryCode) {
  const auto known = english();
  ASSERT_FALSE(known.empty());
  std::set<std::pair<std::string, std::string>> wanted;
  for (const auto& code : codes()) {
    wanted.emplace(code.section, code.code);
    EXPECT_TRUE(known.contains({std::string(code.section), std::string(code.code)})) << code.code;
  }
  for (const auto& [section, code] : known) {
    if (section != "kind" && section != "indicator") {
      EXPECT_TRUE(wanted.contains({section, code})) << code;
    }
  }
}

/// The values of `key` in a file of schema/.
std::vector<std::string> values_of(std::string_view file, std::string_view key) {
  std::vector<std::string> values;
  const auto text = schema_file(file);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    const auto equals = line.find('=');
    if (!line.starts_with(key) || equals == line.npos || line.find('"') == line.npos) continue;
    const auto open = line.find('"');
    values.emplace_back(line.substr(open + 1, line.rfind('"') - open - 1));
  }
  return values;
}

TEST(English, IsThereForEveryIndicatorAndKind) {
  const auto known = english();
  for (const auto* measure : {"measures/aap-2021-t2.toml", "measures/aap-2021-t2-dossiers-ouverts.toml"}) {
    for (const auto& id : values_of(measure, "id  ")) {
      if (!id.starts_with("aap")) {
        EXPECT_TRUE(known.contains({"indicator", id})) << id;
      }
    }
  }
  for (const auto& code : {"accompanied", "file_update", "headcount"}) {
    EXPECT_TRUE(known.contains({"kind", code})) << code;
  }
  std::size_t kinds = 0;
  const auto facts = schema_file("facts.toml");
  for (std::size_t at = facts.find("\n["); at != facts.npos; at = facts.find("\n[", at + 1)) {
    const auto name = facts.substr(at + 2, facts.find(']', at) - at - 2);
    EXPECT_TRUE(known.contains({"kind", std::string(name)})) << name;
    ++kinds;
  }
  EXPECT_GE(kinds, 12U);
}

TEST(English, IsNotTakenFromAnotherSection) {
  EXPECT_EQ(code_words("file_update", en), "");
  EXPECT_EQ(code_words("orientations", en), "");
  Indicator local;
  local.id = "file_update";
  local.label = "Dossiers du projet";
  EXPECT_EQ(label_words(local, en), "Dossiers du projet");
}

TEST(English, IsFrenchWhereThereIsNone) {
  Indicator local;
  local.id = "du-projet";
  local.label = "Indicateur du projet";
  EXPECT_EQ(label_words(local, en), "Indicateur du projet");
  EXPECT_EQ(code_words("repris-de-r2", en), "The value is taken from an earlier revision.");
  EXPECT_EQ(code_words("repris-de-r2", fr), "La valeur est reprise d'une révision antérieure.");
}

}  // namespace
}  // namespace jauge::core
