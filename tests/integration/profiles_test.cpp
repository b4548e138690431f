// Profiles on real programs: the views of vues-sql on real servers, and a vendor that is only a file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/mariadb_server.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> small{"--seed",    "11", "--establishments", "2",
                                     "--persons", "8",  "--months",         "2"};

std::vector<std::string> with(std::vector<std::string> options, const std::vector<std::string>& more) {
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

/// Puts the profile in the place of the queries that jauge-sandbox wrote.
void use_profile(const Trial& trial, const std::string& name) {
  const auto text = read_file(trial.configuration());
  const auto begin = text.find("[source.query]");
  const auto end = text.find("[store]");
  trial.edit_configuration(text.substr(begin, end - begin), fmt::format("profile = \"{}\"\n\n", name));
}

fs::path shipped(const std::string& name) {
  return fs::path(JAUGE_SOURCE_DIR) / "connectors/profiles" / name;
}

void bring(const Trial& trial, const std::string& name) {
  fs::create_directories(trial.path("profiles"));
  fs::copy_file(shipped(name + ".toml"), trial.path("profiles") / (name + ".toml"));
}

void expect_truth(const Trial& trial) {
  const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
  EXPECT_EQ(once.exit_code, 0) << once.err;
  const auto compared = trial.compare();
  EXPECT_EQ(compared.exit_code, 0) << compared.out << compared.err;
}

TEST(Profiles, OfViewsGiveTheTruthOnPostgresqlByAnAccountThatReadsNothingElse) {
  const PostgresqlServer server;
  Trial trial;
  trial.make_grappe(with(small, {"--type", "postgresql", "--connection", server.connection("postgres")}));
  server.execute(read_file(shipped("vues-sql/postgresql.sql")));
  trial.edit_configuration("user=postgres", "user=jauge_lecture");
  bring(trial, "vues-sql");
  use_profile(trial, "vues-sql");
  expect_truth(trial);
}

TEST(Profiles, OfViewsGiveTheTruthOnMariadbByAnAccountThatReadsNothingElse) {
  const MariadbServer server;
  server.load_time_zone("Europe/Paris");
  Trial trial;
  trial.make_grappe(with(small, {"--type", "mariadb", "--connection", server.connection("root")}));
  server.execute(read_file(shipped("vues-sql/mariadb.sql")));
  trial.edit_configuration("dbname=dui user=root", "dbname=jauge user=jauge_lecture");
  bring(trial, "vues-sql");
  use_profile(trial, "vues-sql");
  expect_truth(trial);
}

TEST(Profiles, MakeAnotherDuiKnownByAFileAlone) {
  Trial trial;
  trial.make_grappe(small);
  const auto text = read_file(trial.configuration());
  const auto begin = text.find("[source.query]");
  const auto queries = text.substr(begin, text.find("[store]") - begin);
  fs::create_directories(trial.path("profiles"));
  auto own = queries;
  own.replace(own.find("[source.query]"), std::string("[source.query]").size(), "[query]");
  write_file(trial.path("profiles") / "editeur-x.toml",
             "name = \"editeur-x\"\nversion = \"3.1\"\ntype = \"sqlite\"\nhistory = \"kept\"\n" + own);
  use_profile(trial, "editeur-x");
  expect_truth(trial);
  // The report says whose queries they were.
  const auto exported =
      trial.jauge({"export", "--month", Trial::last_month(), "--output", trial.path("out").string()});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  const auto container = exported.out.substr(0, exported.out.find('\n'));
  EXPECT_THAT(run({"unzip", "-p", container, "rapport.json"}).out,
              testing::HasSubstr("profil editeur-x 3.1"));
}

}  // namespace
}  // namespace jauge::test_support
