// Revision, audit and purge on real programs; and two projects on one machine.
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using Json = nlohmann::json;

void make(Trial& trial, const char* seed) {
  trial.make_grappe({"--seed", seed, "--establishments", "2", "--persons", "6", "--months", "2"});
}

Json asked(const Trial& trial, std::vector<std::string> arguments) {
  arguments.emplace_back("--json");
  const auto answer = trial.jauge(arguments);
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  return Json::parse(answer.out, nullptr, false);
}

/// The service has said that it is ready, `after` that text where one is given. `jauge` alone would not tell:
/// it answers without a service too.
bool ready(const Trial& trial, const std::string& after = "") {
  const auto log = read_file(trial.log());
  const auto from = log.find(after);
  return from != std::string::npos && log.find("projet PAI-", from) != std::string::npos;
}

TEST(ClosedMonths, AreAuditedRevisedAndPurgedWithoutAService) {
  Trial trial;
  make(trial, "61");
  const auto month = Trial::last_month();
  ASSERT_EQ(trial.jauged({"--once", "--month", month}).exit_code, 0);

  const auto audit = asked(trial, {"audit", month});
  ASSERT_FALSE(audit.at("sets").empty());
  for (const auto& set : audit.at("sets")) EXPECT_NE(set.at("state"), "different");

  const auto revised = trial.jauge({"revise", month, "--reason", "relecture demandée"});
  EXPECT_EQ(revised.exit_code, 0) << revised.err;
  const auto closures = asked(trial, {"closures", "--month", month});
  ASSERT_EQ(closures.size(), 2U);
  EXPECT_EQ(closures[1].at("reason"), "relecture demandée");
  EXPECT_EQ(closures[1].at("in_force"), true);
  for (const auto& report : asked(trial, {"reports", "--month", month}))
    EXPECT_EQ(report.at("state"), "accuse");

  EXPECT_EQ(trial.jauge({"purge", month}).exit_code, 0);
  EXPECT_EQ(trial.jauge({"purge", "2099-01"}).exit_code, 1);
  for (const auto& set : asked(trial, {"audit", month}).at("sets")) EXPECT_NE(set.at("state"), "different");
  EXPECT_EQ(trial.jauge({"purge", month, "--key"}).exit_code, 0);
  EXPECT_EQ(trial.jauge({"audit", month}).exit_code, 1);
  EXPECT_EQ(trial.jauge({"revise", month, "--reason", "trop tard"}).exit_code, 1);
  EXPECT_EQ(trial.jauge({"revise", month}).exit_code, 2);
  EXPECT_FALSE(asked(trial, {"gap", "--month", month}).at("shares").empty());
}

TEST(ClosedMonths, AreRevisedAndAuditedThroughTheService) {
  Trial trial;
  make(trial, "62");
  const auto month = Trial::last_month();
  ASSERT_EQ(trial.jauged({"--once", "--month", month}).exit_code, 0);
  const auto service = trial.start_jauged();
  ASSERT_TRUE(eventually([&] { return ready(trial); })) << read_file(trial.log());
  const auto revised = trial.jauge({"revise", month, "--reason", "relecture demandée"});
  EXPECT_EQ(revised.exit_code, 0) << revised.err;
  EXPECT_FALSE(asked(trial, {"audit", month}).at("sets").empty());
  EXPECT_EQ(asked(trial, {"closures", "--month", month}).size(), 2U);
  service->signal(SIGTERM);
  EXPECT_EQ(service->wait(std::chrono::seconds(10)), 0);
}

TEST(ClosedMonths, KeepTheServiceFromTakingAConfigurationThatLosesTheirEstablishments) {
  Trial trial;
  make(trial, "63");
  ASSERT_EQ(trial.jauged({"--once", "--month", Trial::last_month()}).exit_code, 0);
  const auto service = trial.start_jauged();
  ASSERT_TRUE(eventually([&] { return ready(trial); })) << read_file(trial.log());
  const auto text = read_file(trial.configuration());
  const auto at = text.find("finess", text.find("[[establishment]]"));
  const auto line = text.substr(at, text.find('\n', at) - at);
  trial.edit_configuration(line, "finess = \"679999999\"");
  service->signal(SIGHUP);
  EXPECT_TRUE(eventually([&] {
    return read_file(trial.log()).find("la précédente reste en vigueur") != std::string::npos;
  })) << read_file(trial.log());
  ASSERT_TRUE(eventually([&] { return ready(trial, "la précédente reste en vigueur"); }))
      << read_file(trial.log());
  // On its own it does not start with it.
  service->signal(SIGTERM);
  EXPECT_EQ(service->wait(std::chrono::seconds(10)), 0);
  const auto alone = trial.jauged({"--once"});
  EXPECT_EQ(alone.exit_code, 78) << alone.err;
}

TEST(Instances, OfTwoProjectsRunSideBySideAndDoNotMixTheirStores) {
  Trial first;
  Trial second;
  make(first, "64");
  make(second, "65");
  const auto one = first.start_jauged();
  const auto other = second.start_jauged();
  ASSERT_TRUE(eventually([&] { return ready(first) && ready(second); }));
  // A month that is overdue makes `jauge status` end with 1: what it says counts here.
  const auto project = [](const Trial& trial) {
    return Json::parse(trial.jauge({"status", "--json"}).out).at("project");
  };
  EXPECT_NE(project(first), project(second));
  one->signal(SIGTERM);
  other->signal(SIGTERM);
  EXPECT_EQ(one->wait(std::chrono::seconds(10)), 0);
  EXPECT_EQ(other->wait(std::chrono::seconds(10)), 0);
  // The store of one is not opened for the other.
  const auto text = read_file(second.configuration());
  const auto at = text.find("path = ", text.find("[store]"));
  ASSERT_NE(at, std::string::npos) << text;
  second.edit_configuration(text.substr(at, text.find('\n', at) - at),
                            "path = \"" + first.path("jauge.db").string() + "\"");
  EXPECT_EQ(second.jauged({"--once"}).exit_code, 78);
}

}  // namespace
}  // namespace jauge::test_support
