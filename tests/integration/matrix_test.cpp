// The same grappe read through every type of source: the indicators are those of the truth, and the same to a
// figure.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/mariadb_server.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using Json = nlohmann::json;

/// Servers that several types read; each starts once.
struct Servers {
  std::unique_ptr<PostgresqlServer> postgresql;
  std::unique_ptr<MariadbServer> mariadb;

  PostgresqlServer& with_postgresql() {
    if (!postgresql) {
      postgresql = std::make_unique<PostgresqlServer>();
      postgresql->execute("CREATE ROLE lecture LOGIN");
    }
    return *postgresql;
  }
  MariadbServer& with_mariadb() {
    if (!mariadb) {
      mariadb = std::make_unique<MariadbServer>();
      mariadb->execute("CREATE USER lecture@localhost");
      mariadb->load_time_zone("Europe/Paris");
    }
    return *mariadb;
  }
};

using Options = std::vector<std::string>;

/// Writes the grappe of `options` so that `trial` reads it as one type does.
void prepare_sqlite(Trial& trial, Servers&, Options options) {
  trial.make_grappe(options);
}

void prepare_csv(Trial& trial, Servers&, Options options) {
  options.insert(options.end(), {"--type", "csv"});
  trial.make_grappe(options);
}

void prepare_postgresql(Trial& trial, Servers& servers, Options options) {
  const auto& server = servers.with_postgresql();
  options.insert(options.end(), {"--type", "postgresql", "--connection", server.connection("postgres"),
                                 "--reader", "lecture", "--read", server.connection("lecture")});
  trial.make_grappe(options);
}

void grant_to_reader(const MariadbServer& server) {
  for (const auto* table :
       {"sejour", "ecriture", "projet", "agenda", "identite", "mssante", "dmp", "prescription", "liaison"}) {
    server.execute(fmt::format("GRANT SELECT ON dui.{} TO lecture@localhost", table));
  }
}

void prepare_mariadb(Trial& trial, Servers& servers, Options options) {
  const auto& server = servers.with_mariadb();
  options.insert(options.end(), {"--type", "mariadb", "--connection", server.connection("root"), "--read",
                                 server.connection("lecture")});
  trial.make_grappe(options);
  grant_to_reader(server);
}

void prepare_odbc_sqlite(Trial& trial, Servers&, Options options) {
  options.insert(options.end(), {"--type", "odbc-sqlite"});
  trial.make_grappe(options);
}

void prepare_odbc_postgresql(Trial& trial, Servers& servers, Options options) {
  const auto& server = servers.with_postgresql();
  options.insert(options.end(),
                 {"--type", "odbc-postgresql", "--connection", server.connection("postgres"), "--reader",
                  "lecture", "--read",
                  fmt::format("Driver=PostgreSQL Unicode;Servername={};Port={};Database=dui;UID=lecture",
                              server.socket_directory(), server.port())});
  trial.make_grappe(options);
}

void prepare_odbc_mariadb(Trial& trial, Servers& servers, Options options) {
  const auto& server = servers.with_mariadb();
  options.insert(options.end(),
                 {"--type", "odbc-mariadb", "--connection", server.connection("root"), "--read",
                  fmt::format("Driver=MariaDB Unicode;SOCKET={};Database=dui;UID=lecture", server.socket())});
  trial.make_grappe(options);
  grant_to_reader(server);
}

/// Adding a type is a line here and a way to write the grappe for it.
const std::map<std::string, void (*)(Trial&, Servers&, Options)> types{
    {"csv", prepare_csv},
    {"mariadb", prepare_mariadb},
    {"odbc-mariadb", prepare_odbc_mariadb},
    {"odbc-postgresql", prepare_odbc_postgresql},
    {"odbc-sqlite", prepare_odbc_sqlite},
    {"postgresql", prepare_postgresql},
    {"sqlite", prepare_sqlite},
};

class Matrix : public testing::Test {
 protected:
  static void TearDownTestSuite() { servers_ = {}; }
  static Servers servers_;
  static std::string first_;  // indicators of the type that was read first
};
Servers Matrix::servers_;
std::string Matrix::first_;

TEST_F(Matrix, GivesTheTruthWhateverTheTypeOfSource) {
  for (const auto& [name, prepare] : types) {
    SCOPED_TRACE(name);
    Trial trial;
    prepare(trial, servers_,
            {"--seed", "7", "--establishments", "4", "--persons", "12", "--months", "3", "--overseas"});
    const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
    EXPECT_EQ(once.exit_code, 0) << once.err;
    const auto compared = trial.compare();
    EXPECT_EQ(compared.exit_code, 0) << compared.out << compared.err;
    const auto indicators = trial.jauge({"indicators", "--month", Trial::last_month(), "--json"}).out;
    if (first_.empty()) first_ = indicators;
    EXPECT_EQ(Json::parse(indicators), Json::parse(first_));

    const auto tested = trial.jauge({"source", "test", "dui", "--month", Trial::last_month(), "--json"});
    ASSERT_EQ(tested.exit_code, 0) << tested.out << tested.err;
    const auto check = Json::parse(tested.out);
    ASSERT_EQ(check.at("kinds").size(), 9u);
    for (const auto& kind : check.at("kinds")) {
      EXPECT_GT(kind.at("read"), 0) << kind;
      EXPECT_TRUE(kind.at("refused").empty()) << kind;
      EXPECT_TRUE(kind.at("first_refused_row").is_null()) << kind;
      EXPECT_GE(kind.at("elapsed_ms"), 0) << kind;
    }
  }
}

}  // namespace
}  // namespace jauge::test_support
