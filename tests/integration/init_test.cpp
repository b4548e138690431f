// The first hour: jauge init on a real DUI, what it wrote put to work, jauge doctor on what was broken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

/// A made-up grappe, and beside it the place where jauge init is run: a profile of the same queries is at
/// hand.
class Init : public testing::Test {
 protected:
  Init() {
    trial.make_grappe({"--seed", "7", "--establishments", "2", "--persons", "12", "--months", "2"});
    std::filesystem::create_directories(place / "profiles");
    const auto text = read_file(trial.configuration());
    const auto begin = text.find("[source.query]");
    const auto queries = text.substr(begin + 14, text.find("\n[", begin) - begin - 14);
    write_file(place / "profiles" / "exemple.toml",
               "name = \"exemple\"\nversion = \"1\"\ntype = \"sqlite\"\n[query]" + queries);
    write_file(place / "profiles" / "autre.toml",
               "name = \"autre\"\nversion = \"1\"\ntype = \"sqlite\"\n[query]\nagenda_event = \"SELECT "
               "finess, a AS subject, "
               "b AS at FROM ailleurs WHERE b >= :since AND b < :until\"\n");
    finess = text.substr(text.find("[[establishment]]"));
    finess = finess.substr(finess.find('"') + 1, 9);
  }

  std::string configuration() const { return (place / "jauge.toml").string(); }
  Finished init(const std::vector<std::string>& more, const std::string& input = {}) const {
    std::vector<std::string> command{Trial::program("jauge"), "--config", configuration(), "init"};
    command.insert(command.end(), more.begin(), more.end());
    return run(command, input);
  }
  std::vector<std::string> answers() const {
    return {"--yes",
            "--project",
            "PAI-ESSAI",
            "--holder",
            "670000157",
            "--region",
            "44",
            "--establishment",
            finess + ";EHPAD Les Tilleuls",
            "--type",
            "sqlite",
            "--connection",
            trial.path("dui.db").string(),
            "--target",
            "dossiers-actifs=50",
            "--append",
            trial.path("ars/ars.toml").string()};
  }

  Trial trial;
  std::filesystem::path place = trial.path("etc");
  std::string finess;
};

TEST_F(Init, FindsTheProfileShowsFiguresAndWritesWhatCanBeDelivered) {
  const auto done = init(answers());
  ASSERT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_THAT(done.out, HasSubstr("Profil retenu : exemple"));
  EXPECT_THAT(done.out, HasSubstr(finess));

  write_file(configuration(), read_file(configuration()) + "\n[store]\npath = \"" +
                                  (place / "jauge.db").string() + "\"\n[admin]\ndirectory = \"" +
                                  place.string() + "\"\ndashboard = \"\"\n");
  const auto once =
      run({Trial::program("jauged"), "--config", configuration(), "--once", "--month", Trial::last_month()});
  EXPECT_EQ(once.exit_code, 0) << once.err;
  const auto reports = run({Trial::program("jauge"), "--config", configuration(), "reports", "--json"});
  EXPECT_EQ(Json::parse(reports.out).at(0).at("state"), "accuse");
  // What init showed is what the closed month says.
  const auto figures = Json::parse(run({Trial::program("jauge"), "--config", configuration(), "indicators",
                                        "--month", Trial::last_month(), "--json"})
                                       .out);
  for (const auto& line : figures) {
    if (line.at("finess") != finess || line.at("indicator") != "dossiers-actifs") continue;
    EXPECT_THAT(done.out,
                HasSubstr(" " + line.at("numerator").dump() + "/" + line.at("denominator").dump() + " ("));
  }
}

TEST_F(Init, LeavesNothingOfItsTrialBehind) {
  ASSERT_EQ(init(answers()).exit_code, 0);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(place))
    names.push_back(entry.path().filename().string());
  EXPECT_THAT(names, testing::UnorderedElementsAre("jauge.toml", "profiles"));
}

TEST_F(Init, AsksForWhatItWasNotTold) {
  auto told = answers();
  told.erase(told.begin(), told.begin() + 5);  // --yes, the project and its holder are asked
  const auto done = init(told, "PAI-ESSAI\n\n\n670000157\n\n\n\n\n");
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_THAT(read_file(configuration()), HasSubstr("id         = \"PAI-ESSAI\""));
}

TEST_F(Init, NamesEveryAnswerThatIsMissing) {
  const auto done = init({"--yes"});
  EXPECT_EQ(done.exit_code, 2);
  for (const auto* flag : {"--project", "--holder", "--region", "--establishment", "--connection"}) {
    EXPECT_THAT(done.err, HasSubstr(flag));
  }
  EXPECT_FALSE(std::filesystem::exists(configuration()));
}

TEST_F(Init, KeepsAFileThatAPersonHasFilledIn) {
  ASSERT_EQ(init(answers()).exit_code, 0);
  const auto before = read_file(configuration()) + "# note\n";
  write_file(configuration(), before);
  EXPECT_EQ(init(answers()).exit_code, 2);
  EXPECT_EQ(read_file(configuration()), before);
  auto forced = answers();
  forced.emplace_back("--force");
  EXPECT_EQ(init(forced).exit_code, 0);
}

TEST_F(Init, WritesTheFileAndSaysWhyWhenTheDuiCannotBeRead) {
  auto told = answers();
  for (auto& word : told) {
    if (word == trial.path("dui.db").string()) word = trial.path("absent.db").string();
  }
  const auto done = init(told);
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.out, HasSubstr("✗"));
  EXPECT_TRUE(std::filesystem::exists(configuration()));
}

TEST(Doctor, FindsAnArsThatIsDownAndAKeyThatIsOpen) {
  Trial trial;
  trial.make_grappe({"--seed", "8", "--establishments", "1", "--persons", "5", "--months", "2"});
  ASSERT_EQ(trial.jauged({"--once", "--month", Trial::last_month()}).exit_code, 0);
  EXPECT_EQ(trial.jauge({"doctor"}).exit_code, 0) << trial.jauge({"doctor"}).out;
  chmod(trial.path("ars/seal.key").c_str(), 0644);
  trial.stop_receiver();
  const auto broken = trial.jauge({"doctor", "--json"});
  EXPECT_EQ(broken.exit_code, 1);
  std::vector<std::string> areas;
  for (const auto& finding : Json::parse(broken.out)) {
    if (finding.at("level") != "probleme") continue;
    areas.push_back(finding.at("area"));
    EXPECT_TRUE(finding.at("remedy").is_string());
  }
  EXPECT_THAT(areas, testing::IsSupersetOf({"fichiers", "ars"}));
}

}  // namespace
}  // namespace jauge::test_support
