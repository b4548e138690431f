// schema/facts.toml and schema/measures/*.toml.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/configuration.hpp"
#include "core/schema.hpp"

namespace jauge::config {
namespace {

using core::Indicator;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

core::FactKinds facts() {
  return *parse_facts(core::schema_file("facts.toml"), "facts.toml");
}

std::string all(const std::vector<ConfigurationError>& errors) {
  std::string text;
  for (const auto& error : errors) text += error.text(core::Language::en) + "\n";
  return text;
}

/// The shipped measure with `from` replaced by `to` (once); the errors that come of it.
std::string errors_with(std::string_view from, std::string_view to) {
  std::string text(core::schema_file("measures/aap-2021-t2.toml"));
  // The comment on top explains the keys with the same words.
  const auto at = text.find(from, text.find("\nid "));
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  const auto measure = parse_measure(text, "m.toml", facts());
  return measure ? "" : all(measure.error());
}

TEST(Facts, AreReadInTheOrderOfTheFile) {
  const core::FactKinds kinds = facts();
  ASSERT_THAT(kinds, SizeIs(12));
  EXPECT_EQ(kinds[0], (core::FactKind{"accompanied", core::KeyOf::subject, core::Shape::interval,
                                      "personnes accompagnées"}));
  EXPECT_EQ(core::find_kind(kinds, "mss_message")->key, core::KeyOf::event);
  EXPECT_EQ(core::find_kind(kinds, "personalised_project")->shape, core::Shape::state_or_interval);
  EXPECT_EQ(kinds.back().shape, core::Shape::number);
}

TEST(Facts, RefuseWhatIsUnknownOrContradictory) {
  const auto errors = [](std::string_view text) {
    const auto kinds = parse_facts(text, "f.toml");
    return kinds ? "" : all(kinds.error());
  };
  EXPECT_THAT(errors(""), HasSubstr("f.toml: expected at least one kind of facts"));
  EXPECT_THAT(errors("[a]\nkey = \"event\"\nshape = \"instant\"\nlabel = \"x\"\nunit = 1\n"),
              HasSubstr("f.toml:5:1: a.unit: is not a key"));
  EXPECT_THAT(errors("[a]\nkey = \"person\"\nshape = \"instant\"\nlabel = \"x\"\n"),
              HasSubstr("a.key: expected one of"));
  EXPECT_THAT(errors("[a]\nkey = \"none\"\nshape = \"instant\"\nlabel = \"x\"\n"),
              HasSubstr("a.shape: a number has"));
  EXPECT_THAT(errors("[A-b]\nkey = \"event\"\nshape = \"instant\"\nlabel = \"x\"\n"),
              HasSubstr("expected small"));
}

TEST(MeasureFile, EveryShippedMeasureIsRightAndNamedAsItsFile) {
  std::size_t count = 0;
  for (const core::SchemaFile& file : core::schema_files()) {
    if (!file.path.starts_with("measures/")) continue;
    const auto measure = parse_measure(file.content, file.path, facts());
    ASSERT_TRUE(measure.has_value()) << all(measure.error());
    EXPECT_EQ("measures/" + measure->id + ".toml", file.path);
    ++count;
  }
  EXPECT_GE(count, 2U);
}

TEST(MeasureFile, HasEveryValueOfTheCall) {
  const auto measure = parse_measure(core::schema_file("measures/aap-2021-t2.toml"), "m.toml", facts());
  ASSERT_TRUE(measure.has_value()) << all(measure.error());
  EXPECT_EQ(measure->id, "aap-2021-t2");
  EXPECT_FALSE(measure->version.empty());
  EXPECT_FALSE(measure->title.empty());
  EXPECT_THAT(measure->source, HasSubstr("ARS Grand Est"));
  EXPECT_FALSE(measure->decisions.empty());
  ASSERT_THAT(measure->indicators, SizeIs(11));
  const Indicator& files = measure->indicators[0];
  EXPECT_EQ(files.id, "dossiers-actifs");
  EXPECT_EQ(files.label, "Taux de dossiers actifs");
  EXPECT_EQ(files.form, Indicator::Form::rate);
  EXPECT_EQ(files.scoring, Indicator::Scoring::ratio);
  EXPECT_THAT(files.numerator, ElementsAre("file_update"));
  EXPECT_EQ(files.denominator, "accompanied");
  EXPECT_TRUE(files.headcount);
  EXPECT_TRUE(files.mass_write);
  const Indicator& deposits = *measure->find("documents-dmp");
  EXPECT_EQ(deposits.form, Indicator::Form::count);
  EXPECT_EQ(deposits.project_window, core::Window::three_months);
  EXPECT_EQ(deposits.maintenance_window, core::Window::month);
  EXPECT_TRUE(measure->find("dossiers-ouverts")->supplementary);
  EXPECT_EQ(measure->gate.scope, core::Gate::Scope::each_establishment);
  EXPECT_THAT(measure->gate.rates, SizeIs(3));
  EXPECT_THAT(measure->gate.medicalised.among, SizeIs(3));
  EXPECT_THAT(measure->gate.non_medicalised.among, SizeIs(4));
  EXPECT_EQ(measure->gate.medicalised.required, 2);
  EXPECT_FALSE(measure->gate.rule.empty());
}

TEST(MeasureFile, RefusesUnknownKeysAndKinds) {
  EXPECT_THAT(errors_with("headcount   = true", "headcounts  = true"),
              HasSubstr("did you mean \"headcount\"?"));
  EXPECT_THAT(errors_with("[\"file_update\"]", "[\"file_updates\"]"),
              HasSubstr("did you mean \"file_update\"?"));
  EXPECT_THAT(errors_with("denominator = \"accompanied\"", "denominator = \"nobody\""),
              HasSubstr("\"nobody\" is unknown"));
}

TEST(MeasureFile, RefusesAnIntersectionOfEventsAndACountOfPersons) {
  EXPECT_THAT(errors_with("\"agenda_event\"]", "\"mss_message\"]"), HasSubstr("whose key is a subject"));
  EXPECT_THAT(errors_with("[\"mss_message\"]", "[\"agenda_event\"]"), HasSubstr("whose key is an event"));
  EXPECT_THAT(errors_with("[\"mss_message\"]", "[\"mss_message\", \"dmp_deposit\"]"),
              HasSubstr("exactly one kind"));
}

TEST(MeasureFile, RefusesKeysThatAreNotOfTheForm) {
  EXPECT_THAT(errors_with("denominator = \"accompanied\"\n", ""),
              HasSubstr("indicator[0].denominator: is missing"));
  EXPECT_THAT(errors_with("mass_write  = true",
                          "mass_write  = true\nwindow = { project = \"mois\", maintenance = \"mois\" }"),
              HasSubstr("indicator[0].window: is not a key"));
  EXPECT_THAT(errors_with("scoring     = \"ratio\"", "scoring     = \"cohort\""),
              HasSubstr("\"cohort\" is of counts"));
  EXPECT_THAT(
      errors_with("numerator     = [\"open_file\"]\nsupplementary = true", "numerator     = [\"open_file\"]"),
      HasSubstr("only rates and counts can gate"));
}

TEST(MeasureFile, RefusesReservedAndRepeatedIds) {
  EXPECT_THAT(errors_with("\"dossiers-actifs\"", "\"basis\""), HasSubstr("not a reserved word"));
  EXPECT_THAT(errors_with("id          = \"projets-personnalises\"", "id          = \"dossiers-actifs\""),
              HasSubstr("another indicator has the same id"));
}

TEST(MeasureFile, RefusesAMeasureOfNothing) {
  std::string text(core::schema_file("measures/aap-2021-t2.toml"));
  const auto begin = text.find("\n[[indicator]]");
  text.replace(begin, text.find("\n[gate]") - begin, "\nindicator = []\n");
  const auto measure = parse_measure(text, "m.toml", facts());
  ASSERT_FALSE(measure);
  EXPECT_THAT(all(measure.error()), HasSubstr("indicator: expected at least one indicator"));
}

TEST(MeasureFile, RefusesAGateOverWhatCannotGate) {
  EXPECT_THAT(errors_with("rates = [\"dossiers-actifs\"", "rates = [\"ins-qualifiees\""),
              HasSubstr("gate.rates: "));
  EXPECT_THAT(errors_with("rates = [\"dossiers-actifs\"", "rates = [\"documents-dmp\""),
              HasSubstr("gate.rates: "));
  EXPECT_THAT(errors_with("required = 2", "required = 4"),
              HasSubstr("gate.socles.medicalised.required: expected a whole number from 0 to 3"));
  EXPECT_THAT(errors_with("[gate.socles.non-medicalised]", "[gate.socles.autres]"),
              HasSubstr("gate.socles.non-medicalised: is missing"));
}

}  // namespace
}  // namespace jauge::config
