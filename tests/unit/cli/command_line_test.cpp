// The command line of jauge: its help in two languages, and what it says to a mistake.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/options.hpp"
#include "config/speech.hpp"

namespace jauge::cli {
namespace {

using core::Language;
using testing::HasSubstr;
using testing::Not;

struct Said {
  Invocation invocation;
  std::string out;
  std::string err;
};

Said say_to_jauge(std::vector<std::string> arguments, Language language) {
  arguments.insert(arguments.begin(), "jauge");
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Said said;
  said.invocation = read_command_line(static_cast<int>(pointers.size()), pointers.data(), language);
  said.out = testing::internal::GetCapturedStdout();
  said.err = testing::internal::GetCapturedStderr();
  return said;
}

TEST(CommandLine, ShowsItsHelpInFrenchWithExamples) {
  const auto said = say_to_jauge({"--help"}, Language::fr);
  EXPECT_EQ(said.invocation.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("Verbes:"));
  EXPECT_THAT(said.out, HasSubstr("Exemples:\n  jauge status"));
  EXPECT_THAT(said.out, Not(HasSubstr("Subcommands")));
  EXPECT_THAT(said.out, Not(HasSubstr("Print this help")));
}

TEST(CommandLine, ShowsTheHelpOfAVerbInEnglishWithExamples) {
  const auto said = say_to_jauge({"indicators", "--help"}, Language::en);
  EXPECT_THAT(said.out, HasSubstr("The indicators of a month"));
  EXPECT_THAT(said.out, HasSubstr("Examples:\n  jauge indicators"));
  EXPECT_THAT(said.out, HasSubstr("YYYY-MM"));
}

TEST(CommandLine, ProposesTheNearestVerb) {
  const auto said = say_to_jauge({"indicateurs"}, Language::fr);
  EXPECT_EQ(said.invocation.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("vouliez-vous écrire « indicators »"));
  EXPECT_THAT(say_to_jauge({"--config", "x.toml", "statsu"}, Language::en).err,
              HasSubstr("did you mean \"status\""));
  EXPECT_THAT(say_to_jauge({"xyz"}, Language::en).err, HasSubstr("jauge --help lists them"));
}

TEST(CommandLine, SaysWhatIsWrongInOneSentenceOfTheLanguage) {
  EXPECT_EQ(say_to_jauge({}, Language::fr).err, "jauge: Il manque un verbe ; jauge --help les liste.\n");
  EXPECT_EQ(say_to_jauge({"indicators", "--month"}, Language::fr).err,
            "jauge: --month demande une valeur.\n");
  EXPECT_EQ(say_to_jauge({"status", "x"}, Language::fr).err, "jauge: En trop : x\n");
  EXPECT_EQ(say_to_jauge({"verify", "a.asice"}, Language::en).err, "jauge: --ca is missing.\n");
}

TEST(CommandLine, SpeaksTheLanguageOfTheEnvironmentWhereThereIsNoConfiguration) {
  char program[] = "jauge";
  char option[] = "--config=/nonexistent/jauge.toml";
  char* arguments[] = {program, option};
  ::unsetenv("LC_ALL");
  ::unsetenv("LC_MESSAGES");
  ::setenv("LANG", "en_GB.UTF-8", 1);
  EXPECT_EQ(config::spoken_language(2, arguments, ""), Language::en);
  ::setenv("LC_ALL", "fr_FR.UTF-8", 1);
  EXPECT_EQ(config::spoken_language(2, arguments, ""), Language::fr);
  ::setenv("LC_ALL", "C", 1);
  EXPECT_EQ(config::spoken_language(2, arguments, ""), Language::fr);
}

}  // namespace
}  // namespace jauge::cli
