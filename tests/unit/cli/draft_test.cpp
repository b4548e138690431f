// The configuration that jauge init writes.
#include "cli/draft.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/configuration.hpp"

namespace jauge::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

Draft example() {
  Draft draft;
  draft.project = "PAI-2021-44-0042";
  draft.convention = "2021/44 n° 42";
  draft.name = "Grappe \"EHPAD\" Alsace";
  draft.holder = "670000157";
  draft.started = "2026-01-01";
  draft.region = "44";
  draft.establishments = {{"670000165", "EHPAD Les Tilleuls", true}, {"670000173", "ESMS du Parc", false}};
  draft.targets = {{"dossiers-actifs", "79.5"}};
  draft.type = "postgresql";
  draft.connection = "host=/run/postgresql dbname=dui user=jauge";
  return draft;
}

TEST(Draft, IsAConfigurationThatLoads) {
  const auto configuration = config::parse(write_draft(example()), "/etc/jauge/jauge.toml");
  ASSERT_TRUE(configuration.has_value()) << configuration.error().front().text(core::Language::en);
  EXPECT_EQ(configuration->project.id, "PAI-2021-44-0042");
  EXPECT_EQ(configuration->project.name, "Grappe \"EHPAD\" Alsace");
  ASSERT_EQ(configuration->project.establishments.size(), 2U);
  EXPECT_EQ(configuration->project.establishments[1].name, "ESMS du Parc");
  EXPECT_FALSE(configuration->project.establishments[1].medicalised);
  EXPECT_EQ(configuration->project.targets.at(0).value.at("dossiers-actifs"), 795);
  EXPECT_EQ(configuration->sources.at(0).connection, "host=/run/postgresql dbname=dui user=jauge");
}

TEST(Draft, OfADropFolderNamesTheFolderAndAProfileOrFilesToMap) {
  auto draft = example();
  draft.type = "csv";
  draft.connection = "/srv/depot";
  for (const auto* profile : {"csv-standard", ""}) {
    draft.profile = profile;
    const auto configuration = config::parse(write_draft(draft), "/etc/jauge/jauge.toml");
    ASSERT_TRUE(configuration.has_value()) << configuration.error().front().text(core::Language::en);
    EXPECT_EQ(configuration->sources.at(0).csv.directory, "/srv/depot");
    EXPECT_TRUE(configuration->sources.at(0).csv.files.contains("file_update"));
  }
}

TEST(Draft, LeavesOutTheTargetsThatNobodyGave) {
  EXPECT_THAT(write_draft(example()), HasSubstr("# documents-dmp"));
}

TEST(Draft, TakesTheSectionsOfAnotherFileInPlaceOfItsOwnExamples) {
  auto draft = example();
  draft.append = "[admin]\ndashboard = \"\"\n";
  const auto text = write_draft(draft);
  const auto configuration = config::parse(text, "/etc/jauge/jauge.toml");
  ASSERT_TRUE(configuration.has_value()) << configuration.error().front().text(core::Language::en);
  EXPECT_EQ(configuration->admin.dashboard, "");
  EXPECT_THAT(text, Not(HasSubstr("# [[ars]]")));
  EXPECT_THAT(write_draft(example()), HasSubstr("# [[ars]]"));
}

TEST(Draft, ReadsAnEstablishmentWithItsNameAndKind) {
  const auto whole = parse_establishment(" 670000165 ; EHPAD Les Tilleuls ; non-medicalise");
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->finess, "670000165");
  EXPECT_EQ(whole->name, "EHPAD Les Tilleuls");
  EXPECT_FALSE(whole->medicalised);
  const auto short_form = parse_establishment("670000165");
  ASSERT_TRUE(short_form.has_value());
  EXPECT_EQ(short_form->name, "ESMS 670000165");
  EXPECT_TRUE(short_form->medicalised);
}

TEST(Draft, RefusesAnEstablishmentWithoutFinessOrWithAnUnknownKind) {
  for (const auto* text :
       {"", "EHPAD Les Tilleuls", "67000016", "670000165;x;yes", "670000165;x;medicalise;y"}) {
    EXPECT_FALSE(parse_establishment(text).has_value()) << text;
  }
}

TEST(Draft, RefusesATargetThatIsNotANumber) {
  EXPECT_EQ(parse_target("dossiers-actifs=79,5")->second, "79.5");
  for (const auto* text : {"", "dossiers-actifs", "dossiers-actifs=", "=80", "x=8o", "x=1.2.3", "x=.5"}) {
    EXPECT_FALSE(parse_target(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace jauge::cli
