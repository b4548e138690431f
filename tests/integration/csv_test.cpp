// A drop folder on real programs: what becomes of the files, and of the figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::HasSubstr;

class CsvFolder : public testing::Test {
 protected:
  CsvFolder() {
    trial_.make_grappe(
        {"--seed", "11", "--establishments", "2", "--persons", "8", "--months", "2", "--type", "csv"});
  }
  fs::path depot(const std::string& name = "") const { return trial_.path("depot") / name; }
  std::vector<std::string> names(const std::string& folder = "") const {
    std::vector<std::string> names;
    if (!fs::exists(depot(folder))) return names;
    for (const auto& entry : fs::directory_iterator(depot(folder))) {
      if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  Finished once() const { return trial_.jauged({"--once", "--month", Trial::last_month()}); }
  std::string indicators() const {
    return trial_.jauge({"indicators", "--month", Trial::last_month(), "--json"}).out;
  }

  Trial trial_;
};

TEST_F(CsvFolder, IsEmptiedOnceWhatItHeldIsDurable) {
  const auto dropped = names();
  // The files are those of the profile csv-standard, which the programs hold.
  ASSERT_EQ(once().exit_code, 0);
  EXPECT_EQ(trial_.compare().exit_code, 0);
  // The file of persons is no source's: it stays.
  EXPECT_EQ(names().size(), 1u);
  EXPECT_EQ(names("traites").size() + 1, dropped.size());
}

TEST_F(CsvFolder, IsNotTouchedByACheck) {
  const auto dropped = names();
  const auto tested = trial_.jauge({"source", "test", "dui", "--month", Trial::last_month()});
  EXPECT_EQ(tested.exit_code, 0) << tested.out << tested.err;
  EXPECT_THAT(tested.out, HasSubstr("file_update : "));
  EXPECT_EQ(trial_.jauged({"--check"}).exit_code, 0);
  EXPECT_EQ(names(), dropped);
  EXPECT_FALSE(fs::exists(trial_.path("jauge.db")));
}

TEST_F(CsvFolder, ChangesNoFigureWhereAFileIsDroppedAgain) {
  ASSERT_EQ(once().exit_code, 0);
  const auto before = indicators();
  for (const auto& name : names("traites")) fs::copy_file(depot("traites") / name, depot(name));
  EXPECT_EQ(once().exit_code, 0);
  EXPECT_EQ(indicators(), before);
}

TEST_F(CsvFolder, PutsARefusedFileAsideWithItsReasonAndTakesItOnceItIsMended) {
  // Past its deadline a month closes without the source; this one waits for it, whatever the day.
  trial_.append_configuration("\n[schedule]\nclose_deadline = \"60d\"\n");
  std::string name;
  for (const auto& candidate : names()) {
    if (candidate.starts_with("ecriture_")) name = candidate;
  }
  const auto whole = read_file(depot(name));
  // Cut within a record, as a copy that broke off would be: its time is lost, and the separator before it.
  write_file(depot(name), whole.substr(0, whole.rfind(';')));
  EXPECT_EQ(once().exit_code, 1);
  EXPECT_EQ(names("refuses"), (std::vector<std::string>{name, name + ".raison.txt"}));
  EXPECT_THAT(read_file(depot("refuses") / (name + ".raison.txt")), HasSubstr("le fichier a été coupé"));

  write_file(depot(name), whole);
  EXPECT_EQ(trial_.jauge({"poll", "dui"}).exit_code, 0);
  EXPECT_THAT(names("traites"), testing::Contains(name));
  EXPECT_EQ(read_file(depot("traites") / name), whole);
  EXPECT_EQ(once().exit_code, 0);
  const auto compared = trial_.compare();
  EXPECT_EQ(compared.exit_code, 0) << compared.out << compared.err;
}

TEST_F(CsvFolder, StatesNoFigureForAMonthThatItsFilesDoNotCover) {
  for (const auto& name : names()) {
    const auto at = name.rfind('_');
    fs::rename(depot(name), depot(name.substr(0, at) + "_" + Trial::last_month() + "-10.csv"));
  }
  EXPECT_EQ(once().exit_code, 1);
  for (const auto& figure : Json::parse(indicators())) {
    if (figure.at("indicator") != "dossiers-actifs") continue;
    EXPECT_EQ(figure.at("state"), "non-calculable") << figure;
  }
}

}  // namespace
}  // namespace jauge::test_support
