// A store that lost what was sent since takes it over from the ARS before anything is frozen.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

class Adoption : public ::testing::Test {
 protected:
  Adoption() {
    trial.make_grappe({"--seed", "81", "--establishments", "2", "--persons", "6", "--months", "2"});
  }
  Finished once() const { return trial.jauged({"--once", "--month", Trial::last_month()}); }
  Json reports() const { return Json::parse(trial.jauge({"reports", "--json"}).out, nullptr, false); }
  std::string indicators() const {
    return trial.jauge({"indicators", "--month", Trial::last_month(), "--json"}).out;
  }
  void lose_store() const {
    for (const auto& entry : fs::directory_iterator(trial.path(""))) {
      if (entry.path().filename().string().starts_with("jauge.db")) fs::remove(entry.path());
    }
    fs::remove_all(trial.path("keys"));
  }
  Trial trial;
};

TEST_F(Adoption, TakesOverTheReportsTheirFiguresAndTheirReceipts) {
  ASSERT_EQ(once().exit_code, 0);
  const auto before = reports();
  const auto figures = indicators();
  ASSERT_EQ(before.at(0).at("state"), "accuse");
  lose_store();
  const auto again = once();
  EXPECT_EQ(again.exit_code, 0) << again.err;
  const auto after = reports();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (const char* same : {"month", "revision", "region", "sequence", "sha256", "state"})
      EXPECT_EQ(after[i].at(same), before[i].at(same)) << same;
  }
  EXPECT_EQ(indicators(), figures);
  EXPECT_NE(trial.jauge({"closures", "--json"}).out.find(Trial::last_month()), std::string::npos);
}

TEST_F(Adoption, BelievesNoReportThatItCannotVerify) {
  ASSERT_EQ(once().exit_code, 0);
  lose_store();
  // Another seal than the one that is configured now: not ours.
  trial.edit_configuration("identifier  = \"1670000157\"", "identifier  = \"1999999999\"");
  const auto refused = once();
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(reports().empty()) << "nothing is frozen beside what cannot be told";
}

TEST_F(Adoption, GoesOnWithoutTheArsWhereNothingSaysThatItIsBehind) {
  trial.stop_receiver();
  EXPECT_EQ(once().exit_code, 1);
  EXPECT_EQ(reports().at(0).at("state"), "a-envoyer");
}

}  // namespace
}  // namespace jauge::test_support
