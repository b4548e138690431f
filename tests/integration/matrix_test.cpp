// The same grappe read through every type of source: the indicators are those of the truth, and the same to a
// figure; and what a test of the source tells, which changes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "http/client.hpp"
#include "tests/sandbox/tables.hpp"
#include "tests/support/api_double.hpp"
#include "tests/support/fhir_double.hpp"
#include "tests/support/mariadb_server.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/trial.hpp"

namespace jauge::test_support {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// Servers that several types read, each started once; and those of the trial under way.
struct Servers {
  std::unique_ptr<PostgresqlServer> postgresql;
  std::unique_ptr<MariadbServer> mariadb;
  std::unique_ptr<FhirDouble> fhir;
  std::unique_ptr<ApiDouble> api;

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

void prepare_fhir(Trial& trial, Servers& servers, Options options) {
  FhirTraits traits;
  traits.largest_page = 40;
  servers.fhir = std::make_unique<FhirDouble>(traits);
  options.insert(options.end(), {"--type", "fhir", "--connection", servers.fhir->url()});
  trial.make_grappe(options);
  servers.fhir->put_all(Json::parse(read_file(trial.path("ressources.json"))));
}

void prepare_json(Trial& trial, Servers& servers, Options options) {
  servers.api = std::make_unique<ApiDouble>();
  options.insert(options.end(), {"--type", "json", "--connection", servers.api->url()});
  trial.make_grappe(options);
  servers.api->serve(Json::parse(read_file(trial.path("listes.json"))));
}

/// The service listens, the DUI posts, the service ends: what was posted stays.
void prepare_tddui(Trial& trial, Servers&, Options options) {
  const auto address = fmt::format("127.0.0.1:{}", free_port());
  options.insert(options.end(), {"--type", "tddui", "--connection", address});
  trial.make_grappe(options);
  // No month is closed before the DUI has posted all of it.
  trial.append_configuration("\n[schedule]\nclose = \"120d 06:00\"\n");
  const auto service = trial.start_jauged();
  http::ClientOptions plain;
  plain.plain_http = true;
  plain.keep_alive = true;
  const http::Client dui(plain);
  http::Call metadata;
  metadata.url = fmt::format("http://{}/metadata", address);
  ASSERT_TRUE(eventually([&] { return dui.perform(metadata).status == 200; })) << read_file(trial.log());
  for (const auto& bundle : Json::parse(read_file(trial.path("envois.json")))) {
    http::Call post;
    post.method = "POST";
    post.url = fmt::format("http://{}/", address);
    post.headers = {"Content-Type: application/fhir+json"};
    post.body = bundle.dump();
    post.body_cap = std::size_t{8} << 20;
    const auto reply = dui.perform(post);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(Json::parse(reply.body).at("entry").size(), bundle.at("entry").size());
  }
  service->signal(SIGTERM);
  ASSERT_EQ(service->wait(std::chrono::seconds(10)), 0) << read_file(trial.log());
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

struct Type {
  void (*prepare)(Trial&, Servers&, Options);
  std::vector<std::string> sources{"dui"};
};

/// Adding a type is a line here and a way to write the grappe for it. A mailbox (imap) tells of messages
/// alone: it has a test of its own.
const std::map<std::string, Type> types{
    {"csv", {prepare_csv}},
    {"fhir", {prepare_fhir}},
    {"json", {prepare_json}},
    {"mariadb", {prepare_mariadb}},
    {"odbc-mariadb", {prepare_odbc_mariadb}},
    {"odbc-postgresql", {prepare_odbc_postgresql}},
    {"odbc-sqlite", {prepare_odbc_sqlite}},
    {"postgresql", {prepare_postgresql}},
    {"sqlite", {prepare_sqlite}},
    // No DUI posts messages of the MSSanté, deposits in the DMP or prescriptions: a second source has them.
    {"tddui", {prepare_tddui, {"dui", "services"}}},
};

constexpr std::size_t all_kinds = 9;

/// What `jauge source test` tells of each of the sources' kinds.
std::vector<Json> tested_kinds(const Trial& trial, const Type& type) {
  std::vector<Json> kinds;
  for (const auto& source : type.sources) {
    const auto tested = trial.jauge({"source", "test", source, "--month", Trial::last_month(), "--json"});
    EXPECT_EQ(tested.exit_code, 0) << tested.out << tested.err;
    EXPECT_THAT(tested.out + tested.err, Not(HasSubstr(std::string(sandbox::spoiled_finess))));
    const auto check = Json::parse(tested.out, nullptr, false);
    if (!check.is_object()) continue;
    for (const auto& kind : check.at("kinds")) kinds.push_back(kind);
  }
  return kinds;
}

/// All files below the trial but the receiver's and the logs, with their bytes.
std::map<std::string, std::string> files_of(const Trial& trial) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(trial.path(""))) {
    const auto name = fs::relative(entry.path(), trial.path("")).string();
    if (!entry.is_regular_file() || name.starts_with("ars") || name.ends_with(".log")) continue;
    files[name] = read_file(entry.path());
  }
  return files;
}

std::vector<std::string> names_of(const std::map<std::string, std::string>& files) {
  std::vector<std::string> names;
  for (const auto& [name, content] : files) names.push_back(name);
  return names;
}

class Matrix : public testing::TestWithParam<std::string> {
 protected:
  static void TearDownTestSuite() { servers = {}; }
  const Type& type() const { return types.at(GetParam()); }
  void prepare(Options more = {}) {
    Options options{"--seed", "7", "--establishments", "4", "--persons", "12", "--months", "3", "--overseas"};
    options.insert(options.end(), more.begin(), more.end());
    type().prepare(trial_, servers, options);
  }

  static Servers servers;
  static std::string first;  // indicators of the type that was read first
  Trial trial_;
};
Servers Matrix::servers;
std::string Matrix::first;

TEST_P(Matrix, GivesTheTruthWhateverTheTypeOfSource) {
  ASSERT_NO_FATAL_FAILURE(prepare());
  const auto once = trial_.jauged({"--once", "--month", Trial::last_month()});
  EXPECT_EQ(once.exit_code, 0) << once.err;
  const auto compared = trial_.compare();
  EXPECT_EQ(compared.exit_code, 0) << compared.out << compared.err;
  const auto indicators = trial_.jauge({"indicators", "--month", Trial::last_month(), "--json"}).out;
  if (first.empty()) first = indicators;
  EXPECT_EQ(Json::parse(indicators), Json::parse(first));

  const auto kinds = tested_kinds(trial_, type());
  EXPECT_EQ(kinds.size(), all_kinds);
  for (const auto& kind : kinds) {
    EXPECT_GT(kind.at("read"), 0) << kind;
    EXPECT_GT(kind.at("members"), 0) << kind;
    EXPECT_TRUE(kind.at("refused").empty()) << kind;
    EXPECT_TRUE(kind.at("first_refused_row").is_null()) << kind;
  }
}

TEST_P(Matrix, TellsOfEachKindWhichRowIsRefusedAndChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(prepare({"--spoiled"}));
  const auto before = files_of(trial_);
  const auto kinds = tested_kinds(trial_, type());
  EXPECT_EQ(kinds.size(), all_kinds);
  for (const auto& kind : kinds) {
    EXPECT_GT(kind.at("members"), 0) << kind;
    EXPECT_EQ(kind.at("refused"), Json({{"finess-malforme", 1}})) << kind;
    ASSERT_TRUE(kind.at("first_refused_row").is_number()) << kind;
    EXPECT_GT(kind.at("first_refused_row"), 0) << kind;
    EXPECT_LE(kind.at("first_refused_row"), kind.at("read")) << kind;
    EXPECT_GE(kind.at("elapsed_ms"), 0) << kind;
    EXPECT_TRUE(kind.at("problem").is_null()) << kind;
  }

  const auto check = trial_.jauged({"--check"});
  EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  EXPECT_THAT(check.out + check.err, Not(HasSubstr(std::string(sandbox::spoiled_finess))));
  for (const auto& kind : kinds) EXPECT_THAT(check.out, HasSubstr(kind.at("kind").get<std::string>() + " :"));

  const auto after = files_of(trial_);
  EXPECT_EQ(names_of(after), names_of(before));
  for (const auto& [name, content] : before) {
    const auto now = after.find(name);
    EXPECT_TRUE(now != after.end() && now->second == content) << name;
  }
}

std::vector<std::string> type_names() {
  std::vector<std::string> names;
  for (const auto& [name, type] : types) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Types, Matrix, testing::ValuesIn(type_names()), [](const auto& parameter) {
  auto name = parameter.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace jauge::test_support
