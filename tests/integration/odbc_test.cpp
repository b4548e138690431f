// ODBC through the real drivers of PostgreSQL, MariaDB and SQLite, and FreeTDS against a double of SQL
// Server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

#include "connectors/catalog.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/mariadb_server.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/source_rows.hpp"
#include "tests/support/tds_server.hpp"

namespace jauge {
namespace {

using namespace std::chrono_literals;
using test_support::MariadbServer;
using test_support::PostgresqlServer;
using test_support::read_rows;
using test_support::TdsServer;
using testing::Contains;
using testing::ElementsAre;

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* updates =
    "SELECT finess, dossier AS subject, maj_le AS at FROM v_dossier WHERE maj_le >= :since AND maj_le < "
    ":until ORDER "
    "BY dossier";

config::SourceSection section_of(const std::string& connection) {
  config::SourceSection section;
  section.spec.name = "dui";
  section.spec.type = "odbc";
  section.spec.zone = core::Zone::find("Europe/Paris").value();
  section.spec.timeout = 20s;
  section.connection = connection;
  section.tls = config::SourceSection::Tls::off;
  return section;
}

std::string words(const core::Error& error) {
  return core::render(error.sentence, core::Language::en);
}

connectors::Connection opened(const config::SourceSection& section) {
  auto connection = connectors::connect(section).value();
  const auto opened = connection.source->open();
  EXPECT_TRUE(opened) << words(opened.error());
  return connection;
}

core::Error refusal(const config::SourceSection& section) {
  const auto connection = connectors::connect(section).value();
  const auto opened = connection.source->open();
  return opened ? core::Error{core::ErrorKind::damaged, core::msg("It opened."), {}} : opened.error();
}

std::vector<std::string> rows(const config::SourceSection& section, const std::string& sql) {
  const auto connection = opened(section);
  const auto read = read_rows(*connection.source, sql);
  EXPECT_EQ(read.sentence(), "");
  return read.rows;
}

std::string cell(const config::SourceSection& section, const std::string& expression) {
  const auto connection = opened(section);
  const auto read =
      read_rows(*connection.source, "SELECT '670000165' AS finess, '1' AS subject, " + expression + " AS at");
  if (!read.sentence().empty()) return read.sentence();
  const std::string begin = "text:670000165 | text:1 | ";
  return read.rows.empty() || read.rows.front().size() < begin.size()
             ? "no row"
             : read.rows.front().substr(begin.size());
}

std::vector<std::string> blocking(const config::SourceSection& section) {
  const auto connection = opened(section);
  const auto found = connection.source->excessive_grants();
  EXPECT_TRUE(found) << words(found.error());
  std::vector<std::string> texts;
  for (const auto& grant : *found) {
    if (grant.blocking) texts.push_back(grant.right + " on " + grant.object + ": " + grant.remedy);
  }
  return texts;
}

long resident_megabytes() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6)) / 1024;
  }
  return 0;
}

/// Cancels a read half a second after its begin; how long it took.
std::chrono::milliseconds cancelled_after(const config::SourceSection& section, const std::string& sql,
                                          std::string& said) {
  const auto connection = opened(section);
  const auto begin = std::chrono::steady_clock::now();
  std::mutex mutex;
  std::condition_variable over;
  bool ended = false;
  std::thread canceller([&] {
    std::unique_lock lock(mutex);
    while (!over.wait_for(lock, 300ms, [&] { return ended; })) connection.cancel();
  });
  said = read_rows(*connection.source, sql).sentence();
  {
    const std::lock_guard lock(mutex);
    ended = true;
  }
  over.notify_one();
  canceller.join();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
}

class OdbcPostgresql : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<PostgresqlServer>();
    server_->execute(R"(
CREATE ROLE jauge_lecture LOGIN;
CREATE ROLE ecrivain LOGIN;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO jauge_lecture, ecrivain;
CREATE TABLE v_dossier (finess text, dossier bigint, maj_le timestamp);
INSERT INTO v_dossier VALUES ('670000165', 7, '2026-10-05 13:00'), ('670000165', 8, '2026-10-31 23:59:59.5'),
                             ('670000165', 9, '2026-11-01'), ('670000165', 6, '2026-09-30 23:59');
GRANT SELECT ON v_dossier TO jauge_lecture, ecrivain;
GRANT UPDATE ON v_dossier TO ecrivain;
CREATE FUNCTION ecrit() RETURNS int LANGUAGE sql AS 'UPDATE v_dossier SET dossier = 0; SELECT 1';
)");
  }
  static void TearDownTestSuite() { server_.reset(); }
  static config::SourceSection section(const std::string& user = "jauge_lecture") {
    return section_of(fmt::format("Driver=PostgreSQL Unicode;Servername={};Port={};Database=dui;UID={}",
                                  server_->socket_directory(), server_->port(), user));
  }
  static std::unique_ptr<PostgresqlServer> server_;
};
std::unique_ptr<PostgresqlServer> OdbcPostgresql::server_;

TEST_F(OdbcPostgresql, GivesTheRowsOfAWindow) {
  EXPECT_THAT(rows(section(), updates),
              ElementsAre("text:670000165 | integer:7 | local:2026-10-05T13:00:00 | null",
                          "text:670000165 | integer:8 | local:2026-10-31T23:59:59.500000 | null"));
}

TEST_F(OdbcPostgresql, GivesEveryRowOfSeveralRowsets) {
  const auto got =
      rows(section(), "SELECT '670000165' AS finess, g AS subject FROM generate_series(1, 3001) g");
  ASSERT_EQ(got.size(), 3001u);
  EXPECT_EQ(got.back(), "text:670000165 | integer:3001 | null | null");
}

TEST_F(OdbcPostgresql, HoldsAFewThousandRowsHoweverManyThereAre) {
  const auto connection = opened(section());
  const auto before = resident_megabytes();
  std::size_t count = 0;
  const core::Query query{"file_update",
                          "SELECT '670000165' AS finess, repeat('x', 100) || g AS subject, now() AS at FROM "
                          "generate_series(1, 200000) g",
                          {},
                          {}};
  ASSERT_TRUE(connection.source->read(
      query, [](core::Columns) {}, [&](const core::Row&) { return ++count > 0; }));
  EXPECT_EQ(count, 200'000u);
  EXPECT_LT(resident_megabytes() - before, 40);
}

TEST_F(OdbcPostgresql, DecodesValues) {
  EXPECT_EQ(cell(section(), "5::int2"), "integer:5 | null");
  EXPECT_EQ(cell(section(), "12.500::numeric"), "decimal:12.500 | null");
  EXPECT_EQ(cell(section(), "'NaN'::numeric"), "unreadable | null");
  EXPECT_EQ(cell(section(), "'NaN'::float8"), "unreadable | null");
  EXPECT_EQ(cell(section(), "12::float8"), "integer:12 | null");
  EXPECT_EQ(cell(section(), "'déjà €'::text"), "text:déjà € | null");
  EXPECT_EQ(cell(section(), "'3f2504e0-4f89-11d3-9a0c-0305e82c3301'::uuid"),
            "uuid:3F2504E0-4F89-11D3-9A0C-0305E82C3301 | null");
  EXPECT_EQ(cell(section(), "date '2026-10-31'"), "date:2026-10-31 | null");
  EXPECT_EQ(cell(section(), "NULL::timestamp"), "null | null");
  EXPECT_EQ(cell(section(), "timestamptz '2026-10-31 22:30Z'"), "local:2026-10-31T23:30:00 | null");
}

TEST_F(OdbcPostgresql, CutsAHugeKey) {
  const auto read = rows(section(), "SELECT '670000165' AS finess, repeat('é', 100000) AS subject");
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].size(), std::string("text:670000165 | text: | null | null").size() + 402);
}

TEST_F(OdbcPostgresql, SetsItsLimitsBeforeAnyQuery) {
  EXPECT_EQ(cell(section(), "current_setting('statement_timeout')"), "text:20s | null");
  EXPECT_EQ(cell(section(), "current_setting('lock_timeout')"), "text:5s | null");
  EXPECT_EQ(cell(section(), "current_setting('default_transaction_read_only')"), "text:on | null");
  EXPECT_EQ(cell(section(), "current_setting('application_name')"), "text:jauge | null");
  EXPECT_EQ(cell(section(), "current_setting('TimeZone')"), "text:Europe/Paris | null");
}

TEST_F(OdbcPostgresql, CannotWriteEvenWhereTheAccountMay) {
  const auto connection = opened(section("ecrivain"));
  const auto read = read_rows(*connection.source, "SELECT '1' AS finess, ecrit() AS subject, now() AS at");
  EXPECT_THAT(read.sentence(), HasSubstr("it would write"));
}

TEST_F(OdbcPostgresql, ReadsRightsFromTheCatalogue) {
  EXPECT_THAT(blocking(section()), IsEmpty());
  EXPECT_THAT(blocking(section("ecrivain")),
              ElementsAre("UPDATE on public.v_dossier: REVOKE UPDATE ON public.v_dossier FROM ecrivain"));
}

TEST_F(OdbcPostgresql, TellsFaultsOfAQueryApart) {
  const auto connection = opened(section());
  const auto said = [&](const char* sql) { return read_rows(*connection.source, sql).sentence(); };
  EXPECT_THAT(said("SELECT a FROM nulle_part"), HasSubstr("a table or view that it names does not exist"));
  EXPECT_THAT(said("SELECT nulle FROM v_dossier"), HasSubstr("a column that it names does not exist"));
  EXPECT_THAT(said("SELEC 1"), HasSubstr("does not understand it"));
  EXPECT_THAT(said("SELECT finess FROM v_dossier"), HasSubstr("it gives no column subject"));
  EXPECT_THAT(said("SELECT pg_read_file('/etc/passwd') AS finess, 1 AS subject"), HasSubstr("may not read"));
  EXPECT_THAT(said("SELECT finess, ('DUPONT' || dossier)::int AS subject FROM v_dossier"),
              Not(HasSubstr("DUPONT")));
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 2u);
}

TEST_F(OdbcPostgresql, EndsAQueryAtItsTimeLimit) {
  auto limited = section();
  limited.spec.timeout = 1s;
  const auto connection = opened(limited);
  EXPECT_THAT(read_rows(*connection.source, "SELECT '1' AS finess, pg_sleep(30)::text AS subject").sentence(),
              HasSubstr("did not end within its time limit"));
}

TEST_F(OdbcPostgresql, EndsAQueryThatIsCancelledFromAnotherThread) {
  std::string said;
  EXPECT_LT(cancelled_after(section(), "SELECT '1' AS finess, pg_sleep(15)::text AS subject", said), 10s);
  EXPECT_THAT(said, HasSubstr("did not end within its time limit"));
}

TEST_F(OdbcPostgresql, ReadsAnotherQueryAfterOneThatWasEndedEarly) {
  const auto connection = opened(section());
  const auto first = read_rows(*connection.source,
                               "SELECT '1' AS finess, g AS subject FROM generate_series(1, 1000000) g", 3);
  EXPECT_EQ(first.rows.size(), 3u);
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 2u);
}

TEST_F(OdbcPostgresql, GivesOneValueForFreshness) {
  const auto connection = opened(section());
  const auto value = connection.source->read_value("SELECT max(maj_le) FROM v_dossier");
  ASSERT_TRUE(value);
  EXPECT_EQ(test_support::text_of(*value), "local:2026-11-01T00:00:00");
  EXPECT_EQ(test_support::text_of(
                connection.source->read_value("SELECT maj_le FROM v_dossier WHERE false").value()),
            "null");
}

TEST_F(OdbcPostgresql, TellsWhatKeepsItFromConnecting) {
  EXPECT_THAT(words(refusal(section_of("Driver=Nulle Part;Server=x"))),
              HasSubstr("driver or data source is not there"));
  EXPECT_THAT(
      words(refusal(section_of("Driver=PostgreSQL Unicode;Servername=/nulle/part;Database=dui;UID=a"))),
      HasSubstr("the server cannot be reached"));
  auto unknown = section_of("Driver=/usr/lib/libautre.so;Server=x");
  unknown.tls = config::SourceSection::Tls::verify;
  EXPECT_THAT(words(refusal(unknown)), HasSubstr("verify TLS"));
}

class OdbcMariadb : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<MariadbServer>();
    server_->load_time_zone("Europe/Paris");
    server_->execute(R"(
CREATE USER jauge_lecture@localhost;
CREATE USER ecrivain@localhost;
CREATE TABLE v_dossier (finess CHAR(9), dossier BIGINT UNSIGNED, maj_le DATETIME(1));
INSERT INTO v_dossier VALUES ('670000165', 7, '2026-10-05 13:00'), ('670000165', 8, '2026-10-31 23:59:59.5'),
                             ('670000165', 9, '2026-11-01'), ('670000165', 6, '2026-09-30 23:59');
GRANT SELECT ON dui.* TO jauge_lecture@localhost;
GRANT SELECT, UPDATE ON dui.v_dossier TO ecrivain@localhost;
)");
  }
  static void TearDownTestSuite() { server_.reset(); }
  static config::SourceSection section(const std::string& user = "jauge_lecture") {
    return section_of(
        fmt::format("Driver=MariaDB Unicode;SOCKET={};Database=dui;UID={}", server_->socket(), user));
  }
  static std::unique_ptr<MariadbServer> server_;
};
std::unique_ptr<MariadbServer> OdbcMariadb::server_;

TEST_F(OdbcMariadb, GivesTheRowsOfAWindow) {
  EXPECT_THAT(rows(section(), updates),
              ElementsAre("text:670000165 | decimal:7 | local:2026-10-05T13:00:00 | null",
                          "text:670000165 | decimal:8 | local:2026-10-31T23:59:59.500000 | null"));
}

TEST_F(OdbcMariadb, DecodesValues) {
  EXPECT_EQ(cell(section(), "12.500"), "decimal:12.500 | null");
  EXPECT_EQ(cell(section(), "18446744073709551615"), "decimal:18446744073709551615 | null");
  EXPECT_EQ(cell(section(), "_utf8mb4'déjà €'"), "text:déjà € | null");
  EXPECT_EQ(cell(section(), "DATE '2026-10-31'"), "date:2026-10-31 | null");
  EXPECT_EQ(cell(section(), "NULL"), "null | null");
  EXPECT_EQ(cell(section(), "@@session.time_zone"), "text:Europe/Paris | null");
}

TEST_F(OdbcMariadb, ReadsRightsFromTheCatalogue) {
  EXPECT_THAT(blocking(section()), IsEmpty());
  EXPECT_THAT(
      blocking(section("ecrivain")),
      ElementsAre(
          "UPDATE on `dui`.`v_dossier`: REVOKE UPDATE ON `dui`.`v_dossier` FROM `ecrivain`@`localhost`"));
}

TEST_F(OdbcMariadb, TellsFaultsOfAQueryApart) {
  const auto connection = opened(section());
  const auto said = [&](const char* sql) { return read_rows(*connection.source, sql).sentence(); };
  EXPECT_THAT(said("SELECT a FROM nulle_part"), HasSubstr("a table or view that it names does not exist"));
  EXPECT_THAT(said("SELECT nulle FROM v_dossier"), HasSubstr("a column that it names does not exist"));
  EXPECT_THAT(said("SELECT user AS finess, 1 AS subject FROM mysql.global_priv"), HasSubstr("may not read"));
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 2u);
}

TEST_F(OdbcMariadb, EndsAQueryAtItsTimeLimit) {
  auto limited = section();
  limited.spec.timeout = 1s;
  const auto connection = opened(limited);
  EXPECT_THAT(
      read_rows(*connection.source,
                "SELECT '1' AS finess, count(*) AS subject FROM seq_1_to_100000000 a, seq_1_to_1000 b")
          .sentence(),
      testing::AnyOf(HasSubstr("did not end within its time limit"), HasSubstr("does not exist")));
}

TEST(OdbcTls, IsVerifiedByTheDriversOfPostgresqlAndMariadb) {
  const test_support::TemporaryDirectory directory;
  const test_support::Authority authority;
  const auto issued = authority.issue({.use = test_support::CertificateRequest::Use::tls_server});
  test_support::write_file(directory / "server.crt", issued.certificate);
  test_support::write_file(directory / "server.key", issued.key);
  test_support::write_file(directory / "ca.pem", authority.certificate());
  test_support::write_file(directory / "other.pem", test_support::Authority("Autre AC").certificate());
  test_support::write_file(directory / "secret", "ju;s}te");
  const PostgresqlServer postgresql(
      {.tcp = true, .certificate = directory / "server.crt", .key = directory / "server.key"});
  postgresql.execute("CREATE ROLE lecture LOGIN PASSWORD 'ju;s}te'");
  const MariadbServer mariadb(
      {.tcp = true, .certificate = directory / "server.crt", .key = directory / "server.key"});
  mariadb.load_time_zone("Europe/Paris");
  mariadb.execute("CREATE USER lecture@'%' IDENTIFIED BY 'ju;s}te'");
  for (const auto& connection :
       {fmt::format("Driver=PostgreSQL Unicode;Servername=127.0.0.1;Port={};Database=dui;UID=lecture",
                    postgresql.port()),
        fmt::format("Driver=MariaDB Unicode;SERVER=127.0.0.1;PORT={};Database=;UID=lecture",
                    mariadb.port())}) {
    SCOPED_TRACE(connection);
    auto given = section_of(connection);
    given.password = config::SecretRef{config::SecretRef::Kind::file, (directory / "secret").string()};
    given.tls = config::SourceSection::Tls::verify;
    given.tls_ca = directory / "ca.pem";
    const auto trusted = connectors::connect(given).value().source->open();
    EXPECT_TRUE(trusted) << words(trusted.error());
    given.tls_ca = directory / "other.pem";
    EXPECT_NE(words(refusal(given)), "It opened.");
    given.tls_ca.clear();
    EXPECT_NE(words(refusal(given)), "It opened.");
  }
}

class OdbcSqlite : public testing::Test {
 protected:
  OdbcSqlite() {
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(path_.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle,
                           "CREATE TABLE v_dossier (finess TEXT, dossier INTEGER, maj_le TEXT);"
                           "INSERT INTO v_dossier VALUES ('670000165', 7, '2026-10-05 13:00'),"
                           "('670000165', 8, '2026-10-31T23:59:59.5Z'), ('670000165', 9, '2026-11-01');",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(handle);
  }
  config::SourceSection section() const {
    auto section = section_of("Driver=SQLite3;Database=" + path_.string());
    section.spec.time = core::TimeForm::iso_space;
    return section;
  }
  test_support::TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "dui.sqlite";
};

TEST_F(OdbcSqlite, GivesTheRowsOfAWindow) {
  EXPECT_THAT(rows(section(), updates),
              ElementsAre("text:670000165 | integer:7 | text:2026-10-05 13:00 | null",
                          "text:670000165 | integer:8 | text:2026-10-31T23:59:59.5Z | null"));
}

TEST_F(OdbcSqlite, GivesEveryRowOfSeveralRowsets) {
  EXPECT_EQ(rows(section(),
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2501) SELECT "
                 "'670000165' AS "
                 "finess, i AS subject FROM n")
                .size(),
            2501u);
}

TEST_F(OdbcSqlite, CannotWriteAndMakesNoFile) {
  const auto connection = opened(section());
  EXPECT_NE(read_rows(*connection.source, "DELETE FROM v_dossier").sentence(), "");
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 2u);
  const auto absent = section_of("Driver=SQLite3;Database=" + (directory_ / "absent.sqlite").string());
  EXPECT_NE(words(refusal(absent)), "It opened.");
  EXPECT_FALSE(std::filesystem::exists(directory_ / "absent.sqlite"));
}

class OdbcSqlServer : public testing::Test {
 protected:
  OdbcSqlServer() {
    server_.answer("v_dossier",
                   {{{"finess", TdsServer::Type::nvarchar},
                     {"subject", TdsServer::Type::bigint},
                     {"at", TdsServer::Type::datetime}},
                    {{std::string("670000165"), std::int64_t{7}, std::string("2026-10-05 13:00:00")},
                     {std::string("670000165"), std::int64_t{8}, std::string("2026-10-31 23:59:59")},
                     {std::string("670000165"), {}, {}}}});
  }
  config::SourceSection section() const {
    return section_of(fmt::format(
        "Driver=FreeTDS;Server=127.0.0.1;Port={};TDS_Version=7.4;Database=dui;UID=lecture", server_.port()));
  }
  TdsServer server_;
};

TEST_F(OdbcSqlServer, GivesTheRowsOfAWindow) {
  EXPECT_THAT(rows(section(), updates),
              ElementsAre("text:670000165 | integer:7 | local:2026-10-05T13:00:00 | null",
                          "text:670000165 | integer:8 | local:2026-10-31T23:59:59 | null",
                          "text:670000165 | null | null | null"));
}

TEST_F(OdbcSqlServer, DecodesItsOwnTypes) {
  server_.answer("v_types", {{{"finess", TdsServer::Type::nvarchar},
                              {"subject", TdsServer::Type::nvarchar},
                              {"at", TdsServer::Type::datetime2},
                              {"until", TdsServer::Type::datetimeoffset}},
                             {{std::string("670000165"), std::string("déjà"),
                               std::string("2026-10-05 13:00:01"), std::string("2026-10-31 22:30:00")}}});
  EXPECT_THAT(
      rows(section(), "SELECT finess, subject, at, until FROM v_types"),
      ElementsAre("text:670000165 | text:déjà | local:2026-10-05T13:00:01 | instant:2026-10-31T22:30:00Z"));
}

TEST_F(OdbcSqlServer, GivesEveryRowOfSeveralRowsetsInLittleMemory) {
  TdsServer::Answer many{{{"finess", TdsServer::Type::nvarchar}, {"subject", TdsServer::Type::bigint}}, {}};
  for (std::int64_t i = 0; i < 20'000; ++i) many.rows.push_back({std::string("670000165"), i});
  server_.answer("v_many", std::move(many));
  EXPECT_EQ(rows(section(), "SELECT finess, subject FROM v_many").size(), 20'000u);
}

TEST_F(OdbcSqlServer, SetsItsLimitsAndItsName) {
  rows(section(), updates);
  const auto statements = server_.statements();
  EXPECT_THAT(statements,
              Contains(testing::AllOf(HasSubstr("login"), HasSubstr("lecture"), HasSubstr("jauge"))));
  EXPECT_THAT(statements, Contains(HasSubstr("SET LOCK_TIMEOUT 5000")));
  EXPECT_THAT(statements, Contains(HasSubstr("SET DEADLOCK_PRIORITY LOW")));
}

TEST_F(OdbcSqlServer, ReadsRightsFromTheCatalogue) {
  EXPECT_THAT(blocking(section()), IsEmpty());
  const std::vector<TdsServer::Column> texts{
      {"a", TdsServer::Type::nvarchar}, {"b", TdsServer::Type::nvarchar}, {"c", TdsServer::Type::nvarchar}};
  server_.answer("N'OBJECT'", {texts,
                               {{std::string("[dbo].[dossier]"), std::string("UPDATE"),
                                 std::string("DENY UPDATE ON [dbo].[dossier] TO [lecture]")}}});
  EXPECT_THAT(blocking(section()),
              ElementsAre("UPDATE on [dbo].[dossier]: DENY UPDATE ON [dbo].[dossier] TO [lecture]"));
  server_.answer("IS_SRVROLEMEMBER", {texts,
                                      {{std::string("db_owner"), std::string("ROLE"),
                                        std::string("ALTER ROLE [db_owner] DROP MEMBER [lecture]")}}});
  EXPECT_THAT(blocking(section()),
              ElementsAre("ROLE on db_owner: ALTER ROLE [db_owner] DROP MEMBER [lecture]"));
}

TEST_F(OdbcSqlServer, TellsFaultsByTheServersNumberAndNeverByItsWords) {
  const auto said = [&](int number) {
    server_.answer("v_fault", {{}, {}, number});
    const auto connection = opened(section());
    const auto sentence = read_rows(*connection.source, "SELECT finess, subject FROM v_fault").sentence();
    EXPECT_THAT(sentence, Not(HasSubstr("DUPONT")));
    return sentence;
  };
  EXPECT_THAT(said(208), HasSubstr("a table or view that it names does not exist"));
  EXPECT_THAT(said(207), HasSubstr("a column that it names does not exist"));
  EXPECT_THAT(said(229), HasSubstr("may not read"));
  EXPECT_THAT(said(1222), HasSubstr("holds a lock"));
  EXPECT_THAT(said(102), HasSubstr("does not understand it"));
}

TEST_F(OdbcSqlServer, EndsAQueryThatIsCancelledFromAnotherThread) {
  server_.answer("v_slow", {.columns = {}, .rows = {}, .error = 0, .hangs = true});
  std::string said;
  EXPECT_LT(cancelled_after(section(), "SELECT finess, subject FROM v_slow", said), 10s);
  EXPECT_TRUE(server_.was_interrupted());
  EXPECT_NE(said, "");
}

TEST_F(OdbcSqlServer, MakesNoConnectionWithoutTheTlsThatItIsToHave) {
  auto verified = section();
  verified.tls = config::SourceSection::Tls::verify;
  EXPECT_NE(words(refusal(verified)), "It opened.");
  for (const auto& statement : server_.statements()) EXPECT_THAT(statement, Not(HasSubstr("login")));
}

}  // namespace
}  // namespace jauge
