// The main job on real programs: a DUI is read, its month closed, sealed, delivered to a receiver and
// receipted.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/mariadb_server.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using Json = nlohmann::json;

void expect_receipted(const Trial& trial) {
  const auto reports = trial.jauge({"reports", "--month", Trial::last_month(), "--json"});
  ASSERT_EQ(reports.exit_code, 0) << reports.err;
  const auto json = Json::parse(reports.out);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0].at("state"), "accuse");
}

void expect_truth(const Trial& trial) {
  const auto compared = trial.compare();
  EXPECT_EQ(compared.exit_code, 0) << compared.out << compared.err;
}

TEST(Month, OfAnSqliteDuiIsClosedSealedDeliveredAndReceipted) {
  Trial trial;
  trial.make_grappe({"--seed", "42", "--establishments", "4", "--persons", "15", "--months", "4"});
  const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
  EXPECT_EQ(once.exit_code, 0) << once.err;
  expect_receipted(trial);
  expect_truth(trial);

  const auto verified =
      trial.jauge({"export", "--month", Trial::last_month(), "--output", trial.path("out").string()});
  ASSERT_EQ(verified.exit_code, 0) << verified.err;
  const auto container = verified.out.substr(0, verified.out.find('\n'));
  const auto check = run({Trial::program("jauge"), "verify", container, "--ca",
                          trial.path("ars/ca.pem").string(), "--organisation", "1670000157"});
  EXPECT_EQ(check.exit_code, 0) << check.err;
  const auto other = run({Trial::program("jauge"), "verify", container, "--ca",
                          trial.path("ars/ca.pem").string(), "--organisation", "1999999999"});
  EXPECT_EQ(other.exit_code, 1);
}

TEST(Month, ClosedTwiceIsTheSameReportAndOneDelivery) {
  Trial trial;
  trial.make_grappe({"--seed", "43", "--establishments", "2", "--persons", "8", "--months", "2"});
  ASSERT_EQ(trial.jauged({"--once", "--month", Trial::last_month()}).exit_code, 0);
  const auto before = trial.jauge({"reports", "--json"}).out;
  const auto again = trial.jauged({"--once", "--month", Trial::last_month()});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(trial.jauge({"reports", "--json"}).out, before);
}

TEST(Month, WaitsForAReceiverThatIsDownAndIsDeliveredLater) {
  Trial trial;
  trial.make_grappe({"--seed", "44", "--establishments", "2", "--persons", "8", "--months", "2"});
  trial.edit_configuration("https://127.0.0.1:", fmt::format("https://127.0.0.1:{}/non-", free_port()));
  const auto down = trial.jauged({"--once", "--month", Trial::last_month()});
  EXPECT_EQ(down.exit_code, 1) << down.err;
  const auto reports = Json::parse(trial.jauge({"reports", "--json"}).out);
  for (const auto& report : reports) EXPECT_EQ(report.at("state"), "a-envoyer");
}

class Engines : public testing::TestWithParam<int> {};

TEST_P(Engines, OfPostgresqlGiveTheTruth) {
  const PostgresqlServer server;
  server.execute("CREATE ROLE lecture LOGIN");
  Trial trial;
  trial.make_grappe({"--seed", std::to_string(GetParam()), "--establishments", "3", "--persons", "12",
                     "--months", "3", "--overseas", "--type", "postgresql", "--connection",
                     server.connection("postgres"), "--reader", "lecture"});
  trial.edit_configuration("user=postgres", "user=lecture");
  const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
  EXPECT_NE(once.exit_code, 78) << once.err;
  expect_truth(trial);
}

TEST_P(Engines, OfMariadbGiveTheTruth) {
  const MariadbServer server;
  Trial trial;
  trial.make_grappe({"--seed", std::to_string(GetParam()), "--establishments", "3", "--persons", "12",
                     "--months", "3", "--overseas", "--type", "mariadb", "--connection",
                     server.connection("root")});
  server.execute("CREATE USER lecture@localhost");
  for (const auto* table :
       {"sejour", "ecriture", "projet", "agenda", "identite", "mssante", "dmp", "prescription", "liaison"}) {
    server.execute(fmt::format("GRANT SELECT ON dui.{} TO lecture@localhost", table));
  }
  trial.edit_configuration("user=root", "user=lecture");
  const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
  EXPECT_NE(once.exit_code, 78) << once.err;
  expect_truth(trial);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Engines, testing::Values(101, 102, 103, 104, 105));

}  // namespace
}  // namespace jauge::test_support
