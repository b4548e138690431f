// jauged as a service, and what goes wrong around it: hung sources, wrong configurations, leaks.
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/sandbox/grappe.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/stalling_proxy.hpp"
#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr std::chrono::seconds stop_limit{10};

bool polled(const Trial& trial, const std::string& source) {
  const auto answer = trial.jauge({"sources", "--json"});
  const auto sources = Json::parse(answer.out, nullptr, false);
  if (!sources.is_array()) return false;
  for (const auto& known : sources) {
    if (known.at("source") == source) return !known.at("last_success").is_null();
  }
  return false;
}

bool failed(const Trial& trial, const std::string& source) {
  const auto sources = Json::parse(trial.jauge({"sources", "--json"}).out, nullptr, false);
  if (!sources.is_array()) return false;
  for (const auto& known : sources) {
    if (known.at("source") == source) return !known.at("problem").is_null();
  }
  return false;
}

TEST(Service, PollsAnswersAndStopsOnSigterm) {
  Trial trial;
  trial.make_grappe({"--seed", "51", "--establishments", "2", "--persons", "8", "--months", "2"});
  const auto service = trial.start_jauged();
  ASSERT_TRUE(eventually([&] { return polled(trial, "dui"); })) << read_file(trial.log());
  const auto status = trial.jauge({"status"});
  EXPECT_NE(status.out.find("PAI-2021-44-0051"), std::string::npos) << status.err;
  service->signal(SIGTERM);
  EXPECT_EQ(service->wait(stop_limit), 0);
}

TEST(Service, RefusesASecondOneOnTheSameStore) {
  Trial trial;
  trial.make_grappe({"--seed", "52", "--establishments", "1", "--persons", "5", "--months", "2"});
  const auto service = trial.start_jauged();
  ASSERT_TRUE(eventually([&] { return polled(trial, "dui"); })) << read_file(trial.log());
  const auto second = trial.jauged({"--once"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.err.find("jauge poll"), std::string::npos) << second.err;
}

TEST(Service, KillsASourceThatHangsAtItsDeadlineWhileTheOthersAreOnTime) {
  PostgresqlServer::Options options;
  options.tcp = true;
  const PostgresqlServer server(options);
  server.execute("CREATE ROLE lecture LOGIN PASSWORD 'secret-de-lecture'");
  server.execute("CREATE TABLE envoi (finess text, id text, le timestamp); GRANT SELECT ON envoi TO lecture");
  StallingProxy proxy(server.port());
  proxy.stall();

  Trial trial;
  trial.make_grappe({"--seed", "53", "--establishments", "2", "--persons", "8", "--months", "2"});
  write_file(trial.path("mot-de-passe"), "secret-de-lecture\n");
  trial.append_configuration(fmt::format(R"(
[[source]]
name       = "muet"
type       = "postgresql"
connection = "host=127.0.0.1 port={} dbname=dui user=lecture"
password   = {{ file = "{}" }}
timeout    = "3s"
[source.query]
orientation_exchange = "SELECT finess, id AS event, le AS at FROM envoi WHERE le >= :since AND le < :until"
)",
                                         proxy.port(), trial.path("mot-de-passe").string()));
  const auto service = trial.start_jauged();
  EXPECT_TRUE(eventually([&] { return polled(trial, "dui"); })) << read_file(trial.log());
  EXPECT_TRUE(eventually([&] { return failed(trial, "muet"); })) << read_file(trial.log());
  EXPECT_FALSE(polled(trial, "muet"));
  EXPECT_TRUE(polled(trial, "dui"));
  service->signal(SIGTERM);
  EXPECT_EQ(service->wait(stop_limit), 0);
}

TEST(Service, StopsWithinTenSecondsWhileASourceHangs) {
  PostgresqlServer::Options options;
  options.tcp = true;
  const PostgresqlServer server(options);
  StallingProxy proxy(server.port());
  proxy.stall();
  Trial trial;
  trial.make_grappe({"--seed", "54", "--establishments", "1", "--persons", "5", "--months", "2"});
  trial.append_configuration(fmt::format(R"(
[[source]]
name       = "muet"
type       = "postgresql"
connection = "host=127.0.0.1 port={} dbname=dui user=lecture"
timeout    = "10m"
[source.query]
orientation_exchange = "SELECT finess, id AS event, le AS at FROM envoi WHERE le >= :since AND le < :until"
)",
                                         proxy.port()));
  const auto service = trial.start_jauged();
  ASSERT_TRUE(eventually([&] { return polled(trial, "dui"); })) << read_file(trial.log());
  service->signal(SIGTERM);
  EXPECT_EQ(service->wait(stop_limit), 0) << read_file(trial.log());
}

TEST(Configuration, ThatIsWrongListsEveryErrorWithLineAndColumn) {
  Trial trial;
  trial.make_grappe({"--seed", "55", "--establishments", "1", "--persons", "3", "--months", "2"});
  trial.edit_configuration("language = \"fr\"", "language = \"de\"");
  trial.edit_configuration("timeout    = \"10m\"", "timeout    = \"vite\"\ntimout = \"3s\"");
  trial.edit_configuration("region      = \"44\"", "region      = \"99\"");
  const auto once = trial.jauged({"--check"});
  EXPECT_EQ(once.exit_code, 78);
  std::size_t located = 0;
  std::size_t begin = 0;
  while (begin < once.err.size()) {
    const auto end = std::min(once.err.find('\n', begin), once.err.size());
    const auto line = once.err.substr(begin, end - begin);
    if (line.find("jauge.toml:") != std::string::npos) ++located;
    begin = end + 1;
  }
  EXPECT_GE(located, 4U) << once.err;
}

struct Fault {
  const char* name;
  const char* query;       // replaces the query of the second source
  const char* connection;  // "" : the server's
  const char* password;
  std::vector<std::string> words;
};

class Faults : public testing::TestWithParam<Fault> {};

TEST_P(Faults, OfASourceGiveOneSentenceAndTheOthersGoOn) {
  PostgresqlServer::Options options;
  options.tcp = true;
  const PostgresqlServer server(options);
  server.execute("CREATE ROLE lecture LOGIN PASSWORD 'bon'");
  server.execute("CREATE TABLE envoi (finess text, id text, le timestamp); GRANT SELECT ON envoi TO lecture");
  Trial trial;
  trial.make_grappe({"--seed", "56", "--establishments", "1", "--persons", "5", "--months", "2"});
  const auto& fault = GetParam();
  write_file(trial.path("mot-de-passe"), fault.password);
  const std::string connection =
      std::string(fault.connection).empty()
          ? fmt::format("host=127.0.0.1 port={} dbname=dui user=lecture", server.port())
          : fmt::format("host=127.0.0.1 port={} dbname=dui user=lecture", free_port());
  trial.append_configuration(fmt::format(R"(
[[source]]
name       = "essai"
type       = "postgresql"
connection = "{}"
password   = {{ file = "{}" }}
timeout    = "20s"
[source.query]
orientation_exchange = "{}"
)",
                                         connection, trial.path("mot-de-passe").string(), fault.query));
  const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
  EXPECT_EQ(once.exit_code, 1) << once.err;
  for (const auto& word : fault.words)
    EXPECT_NE(once.err.find(word), std::string::npos) << word << "\n" << once.err;
  EXPECT_EQ(once.err.find("lecture"), std::string::npos) << once.err;
  EXPECT_EQ(once.err.find("password"), std::string::npos) << once.err;
  const auto checked = trial.jauged({"--check"});
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_NE(checked.out.find("accompanied"), std::string::npos) << checked.out;  // the other source was read
}

constexpr auto good_query =
    "SELECT finess, id AS event, le AS at FROM envoi WHERE le >= :since AND le < :until";

INSTANTIATE_TEST_SUITE_P(
    Kinds, Faults,
    testing::Values(
        Fault{"MotDePasse", good_query, "", "faux", {"essai"}},
        Fault{"Colonne",
              "SELECT finess, numero AS event, le AS at FROM envoi WHERE le >= :since AND le < :until",
              "",
              "bon",
              {"essai", "orientation_exchange"}},
        Fault{"Table",
              "SELECT finess, id AS event, le AS at FROM absente WHERE le >= :since AND le < :until",
              "",
              "bon",
              {"essai", "orientation_exchange"}},
        Fault{"Hote", good_query, "libre", "bon", {"essai"}}),
    [](const auto& tested) { return tested.param.name; });

/// Every identifier and name of the persons in the grappe.
std::vector<std::string> secrets(std::uint64_t seed) {
  sandbox::Wishes wishes;
  wishes.seed = seed;
  wishes.establishments = 2;
  wishes.persons = 8;
  wishes.months = 2;
  wishes.last = *core::Month::parse(Trial::last_month());
  const auto grappe = sandbox::make_grappe(wishes);
  std::vector<std::string> words;
  for (const auto& person : grappe.persons) {
    words.insert(words.end(), {person.file, person.name, person.insurance_number});
  }
  for (const auto& message : grappe.messages) words.push_back(message.id);
  return words;
}

TEST(Privacy, NoIdentifierIsInAnyOutputNorInTheDaemonsMemory) {
  Trial trial;
  trial.make_grappe({"--seed", "57", "--establishments", "2", "--persons", "8", "--months", "2"});
  std::string outputs;
  const auto once = trial.jauged({"--once", "--month", Trial::last_month()});
  outputs += once.out + once.err;
  for (const auto* verb : {"status", "sources", "indicators", "gap", "closures", "reports"}) {
    const auto answer = trial.jauge({verb, "--json"});
    outputs += answer.out + answer.err;
  }
  trial.jauge({"export", "--output", trial.path("out").string()});
  const auto check = trial.jauged({"--check"});
  outputs += check.out + check.err;

  const auto service = trial.start_jauged();
  ASSERT_TRUE(eventually([&] { return polled(trial, "dui"); })) << read_file(trial.log());
  const auto core = run({"gcore", "-o", trial.path("core").string(), std::to_string(service->pid())});
  ASSERT_EQ(core.exit_code, 0) << core.err;
  service->signal(SIGTERM);
  service->wait(stop_limit);

  const auto words = secrets(57);
  ASSERT_GT(words.size(), 30U);
  std::size_t searched = 0;
  for (const auto& entry : fs::recursive_directory_iterator(trial.path(""))) {
    if (!entry.is_regular_file() || entry.path().filename() == "dui.db") continue;
    const auto content = read_file(entry.path());
    ++searched;
    for (const auto& word : words) {
      EXPECT_EQ(content.find(word), std::string::npos) << word << " in " << entry.path().filename();
    }
  }
  EXPECT_GT(searched, 8U);
  for (const auto& word : words) EXPECT_EQ(outputs.find(word), std::string::npos) << word;
  // The search itself finds what is there.
  EXPECT_NE(read_file(trial.path("dui.db")).find(words.front()), std::string::npos);
}

}  // namespace
}  // namespace jauge::test_support
