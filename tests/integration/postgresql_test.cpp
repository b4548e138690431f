#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "connectors/catalog.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/source_rows.hpp"

namespace jauge {
namespace {

using namespace std::chrono_literals;
using test_support::PostgresqlServer;
using test_support::read_rows;
using test_support::TemporaryDirectory;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* base_sql = R"(
CREATE ROLE jauge_lecture LOGIN;
CREATE ROLE sans_droit LOGIN;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO jauge_lecture, sans_droit;
CREATE TABLE v_dossier (finess text, dossier bigint, maj_le timestamp);
INSERT INTO v_dossier VALUES ('670000165', 7, '2026-10-05 13:00'), ('670000165', 8, '2026-10-31 23:59:59.5'),
                             ('670000165', 9, '2026-11-01'), ('670000165', 6, '2026-09-30 23:59');
GRANT SELECT ON v_dossier TO jauge_lecture;
)";
constexpr const char* updates =
    "SELECT finess, dossier AS subject, maj_le AS at FROM v_dossier WHERE maj_le >= :since AND maj_le < "
    ":until ORDER BY "
    "dossier";

class Postgresql : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<PostgresqlServer>(PostgresqlServer::Options{.tcp = true});
    server_->execute(base_sql);
  }
  static void TearDownTestSuite() { server_.reset(); }

  static config::SourceSection section(const std::string& user = "jauge_lecture") {
    config::SourceSection section;
    section.spec.name = "dui";
    section.spec.type = "postgresql";
    section.spec.zone = core::Zone::find("Europe/Paris").value();
    section.spec.timeout = 20s;
    section.connection = server_->connection(user);
    section.tls = config::SourceSection::Tls::off;
    return section;
  }

  /// An opened source.
  connectors::Connection opened(const config::SourceSection& section) {
    auto connection = connectors::connect(section).value();
    const auto opened = connection.source->open();
    EXPECT_TRUE(opened) << core::render(opened.error().sentence, core::Language::en);
    return connection;
  }

  /// What open() says when it fails.
  static core::Error refusal(const config::SourceSection& section) {
    const auto connection = connectors::connect(section).value();
    const auto opened = connection.source->open();
    return opened ? core::Error{core::ErrorKind::damaged, core::msg("It opened."), {}} : opened.error();
  }

  /// The rows of one query by an account that may read.
  std::vector<std::string> rows(const std::string& sql, const config::SourceSection& given = section()) {
    const auto connection = opened(given);
    const auto read = read_rows(*connection.source, sql);
    EXPECT_EQ(read.sentence(), "");
    return read.rows;
  }

  std::string cell(const std::string& expression) {
    const auto read = rows("SELECT '670000165' AS finess, 1 AS subject, " + expression + " AS at");
    return read.empty() ? "no row" : read.front().substr(std::string("text:670000165 | integer:1 | ").size());
  }

  static std::string words(const core::Error& error) {
    return core::render(error.sentence, core::Language::en);
  }

  static std::unique_ptr<PostgresqlServer> server_;
};
std::unique_ptr<PostgresqlServer> Postgresql::server_;

TEST_F(Postgresql, GivesTheRowsOfAWindow) {
  EXPECT_THAT(rows(updates),
              ElementsAre("text:670000165 | integer:7 | local:2026-10-05T13:00:00 | null",
                          "text:670000165 | integer:8 | local:2026-10-31T23:59:59.500000 | null"));
}

TEST_F(Postgresql, TellsTheColumnsWhereThereIsNoRow) {
  const auto connection = opened(section());
  const auto read = read_rows(*connection.source,
                              "SELECT finess, dossier AS subject, maj_le AS at, maj_le AS until "
                              "FROM v_dossier WHERE maj_le >= :since AND false");
  EXPECT_TRUE(read.columns_told);
  EXPECT_TRUE(read.columns.at);
  EXPECT_TRUE(read.columns.until);
  EXPECT_THAT(read.rows, IsEmpty());
}

TEST_F(Postgresql, RunsOneStatementForAQuery) {
  server_->execute(
      "CREATE ROLE suivie LOGIN; GRANT USAGE ON SCHEMA public TO suivie; GRANT SELECT ON v_dossier TO "
      "suivie; ALTER ROLE suivie SET log_statement = 'all'");
  EXPECT_EQ(rows(updates, section("suivie")).size(), 2u);
  const auto log = server_->log();
  std::size_t statements = 0;
  for (auto at = log.find("v_dossier WHERE"); at != log.npos; at = log.find("v_dossier WHERE", at + 1))
    ++statements;
  EXPECT_EQ(statements, 1u);
}

TEST_F(Postgresql, ReadsAStateWithoutParameters) {
  const auto connection = opened(section());
  const auto read = read_rows(*connection.source, "SELECT finess, dossier AS subject FROM v_dossier; -- all");
  EXPECT_FALSE(read.columns.at);
  EXPECT_EQ(read.rows.size(), 4u);
}

TEST_F(Postgresql, ReadsAnotherQueryAfterOneThatWasEndedEarly) {
  const auto connection = opened(section());
  const auto first = read_rows(*connection.source,
                               "SELECT '1' AS finess, g AS subject FROM generate_series(1, 5000000) g", 3);
  EXPECT_EQ(first.sentence(), "");
  EXPECT_EQ(first.rows.size(), 3u);
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 2u);
}

TEST_F(Postgresql, DecodesNumbers) {
  EXPECT_EQ(cell("5::int2"), "integer:5 | null");
  EXPECT_EQ(cell("-5::int4"), "integer:-5 | null");
  EXPECT_EQ(cell("9223372036854775807"), "integer:9223372036854775807 | null");
  EXPECT_EQ(cell("12.500::numeric"), "decimal:12.500 | null");
  EXPECT_EQ(cell("'NaN'::numeric"), "unreadable | null");
  EXPECT_EQ(cell("'infinity'::numeric"), "unreadable | null");
  EXPECT_EQ(cell("'NaN'::float8"), "unreadable | null");
  EXPECT_EQ(cell("12::float8"), "integer:12 | null");
  EXPECT_EQ(cell("1e300::float8"), "unreadable | null");
}

TEST_F(Postgresql, DecodesTexts) {
  EXPECT_EQ(cell("'é'::text"), "text:é | null");
  EXPECT_EQ(cell("'a'::char(5)"), "text:a | null");
  EXPECT_EQ(cell("'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid"),
            "uuid:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 | null");
  EXPECT_EQ(cell("'\\x00ff'::bytea"), "unreadable | null");
  EXPECT_EQ(cell("NULL::bytea"), "null | null");
  EXPECT_EQ(cell("NULL"), "null | null");
}

TEST_F(Postgresql, DecodesTimes) {
  EXPECT_EQ(cell("'2026-10-01'::date"), "date:2026-10-01 | null");
  EXPECT_EQ(cell("'2026-10-01 00:30'::timestamp"), "local:2026-10-01T00:30:00 | null");
  EXPECT_EQ(cell("'2026-10-01 00:30+02'::timestamptz"), "instant:2026-09-30T22:30:00Z | null");
  EXPECT_EQ(cell("'1969-12-31 23:59:59.999999'::timestamp"), "local:1969-12-31T23:59:59.999999 | null");
}

TEST_F(Postgresql, KeepsHostileTimesApart) {
  EXPECT_EQ(cell("'infinity'::timestamp"), "infinity | null");
  EXPECT_EQ(cell("'-infinity'::timestamptz"), "infinity | null");
  EXPECT_EQ(cell("'infinity'::date"), "infinity | null");
  EXPECT_EQ(cell("'0044-03-15 BC'::date"), "date:0001-01-01 | null");
  EXPECT_EQ(cell("'0044-03-15 BC'::timestamp"), "local:0001-01-01T00:00:00 | null");
  EXPECT_EQ(cell("'99999-01-01'::date"), "date:9999-12-31 | null");
  EXPECT_EQ(cell("'294276-12-31 23:59:59.999999'::timestamp"), "local:9999-12-31T23:59:59.999999 | null");
}

TEST_F(Postgresql, CutsAHugeKeyOnTheServer) {
  const auto read = rows("SELECT '670000165' AS finess, repeat('é', 5000000) AS subject");
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read.front().size(), std::string("text:670000165 | text: | null | null").size() + 201 * 2);
}

TEST_F(Postgresql, AsksForNeededColumnsOnly) {
  // The other column would fail if it were computed.
  EXPECT_THAT(
      rows("SELECT finess, dossier AS subject, 1 / (dossier - dossier) AS boom FROM v_dossier LIMIT 1"),
      ElementsAre(HasSubstr("integer:")));
}

TEST_F(Postgresql, SetsTheSessionsZoneToThatOfTheSource) {
  auto given = section();
  given.spec.zone = core::Zone::find("America/Martinique").value();
  EXPECT_THAT(rows("SELECT '670000165' AS finess, current_setting('TimeZone') AS subject", given),
              ElementsAre(HasSubstr("text:America/Martinique")));
}

TEST_F(Postgresql, ComparesInstantsWithTheWallClockOfTheSource) {
  // Paris is two hours ahead on 1 October: 22:30 UTC the evening before is in the month there.
  const char* sql =
      "SELECT '670000165' AS finess, 1 AS subject, t AS at FROM (VALUES (timestamptz '2026-09-30 22:30+00'), "
      "('2026-09-30 21:30+00')) v(t) WHERE t >= :since AND t < :until";
  EXPECT_THAT(rows(sql), ElementsAre(HasSubstr("instant:2026-09-30T22:30:00Z")));
}

TEST_F(Postgresql, BindsEpochsWhereTheSourceSaysSo) {
  auto given = section();
  given.spec.time = core::TimeForm::epoch;
  EXPECT_THAT(rows("SELECT '670000165' AS finess, :since AS subject, :until AS at", given),
              ElementsAre("text:670000165 | integer:1790805600 | integer:1793487600 | null"));
}

TEST_F(Postgresql, BindsDaysWhereTimesAreTexts) {
  auto given = section();
  given.spec.time = core::TimeForm::iso_t;
  EXPECT_THAT(rows("SELECT '670000165' AS finess, :since AS subject, :until AS at", given),
              ElementsAre("text:670000165 | text:2026-10-01 | text:2026-11-01 | null"));
}

TEST_F(Postgresql, SetsItsLimitsBeforeAnyQuery) {
  const auto setting = [&](const std::string& name) {
    return rows("SELECT '1' AS finess, current_setting('" + name + "') AS subject").at(0);
  };
  EXPECT_THAT(setting("statement_timeout"), HasSubstr("text:20s"));
  EXPECT_THAT(setting("lock_timeout"), HasSubstr("text:5s"));
  EXPECT_THAT(setting("idle_in_transaction_session_timeout"), HasSubstr("text:20s"));
  EXPECT_THAT(setting("client_connection_check_interval"), HasSubstr("text:5s"));
  EXPECT_THAT(setting("default_transaction_read_only"), HasSubstr("text:on"));
  EXPECT_THAT(setting("transaction_read_only"), HasSubstr("text:on"));
  EXPECT_THAT(setting("application_name"), HasSubstr("text:jauge"));
}

TEST_F(Postgresql, CannotWriteEvenWhereTheAccountMay) {
  auto given = section("postgres");
  const auto connection = opened(given);
  const auto inserted =
      read_rows(*connection.source,
                "INSERT INTO v_dossier VALUES ('1', 1, now()) RETURNING finess, dossier AS subject");
  EXPECT_EQ(inserted.sentence(),
            "Source dui, query file_update: the server does not understand it (SQLSTATE 42601).");
  server_->execute(
      "CREATE OR REPLACE FUNCTION ecrit() RETURNS int LANGUAGE sql AS 'DELETE FROM v_dossier RETURNING 1'");
  const auto called = read_rows(*connection.source, "SELECT '1' AS finess, ecrit() AS subject");
  EXPECT_EQ(called.sentence(), "Source dui, query file_update: it would write (SQLSTATE 25006).");
  EXPECT_EQ(server_->query("SELECT count(*) FROM v_dossier"), "4\n");
}

TEST_F(Postgresql, IgnoresTheEnvironment) {
  setenv("PGOPTIONS", "-c search_path=ailleurs", 1);
  setenv("PGTZ", "Asia/Tokyo", 1);
  setenv("PGSERVICE", "inconnu", 1);
  EXPECT_EQ(rows(updates).size(), 2u);
}

TEST_F(Postgresql, NamesAMissingColumnOfTheResult) {
  const auto connection = opened(section());
  EXPECT_EQ(read_rows(*connection.source, "SELECT finess, dossier FROM v_dossier").sentence(),
            "Source dui, query file_update: it gives no column subject.");
}

TEST_F(Postgresql, TellsFaultsOfAQueryApart) {
  const auto connection = opened(section());
  const auto sentence = [&](const char* sql) { return read_rows(*connection.source, sql).sentence(); };
  EXPECT_EQ(sentence("SELECT finess, inconnue AS subject FROM v_dossier"),
            "Source dui, query file_update: a column that it names does not exist (SQLSTATE 42703).");
  EXPECT_EQ(sentence("SELECT finess, a AS subject FROM absente"),
            "Source dui, query file_update: a table or view that it names does not exist (SQLSTATE 42P01).");
  EXPECT_EQ(
      sentence("SELECT finess, dossier AS subject FROM v_dossier WHERE finess >= :since"),
      "Source dui, query file_update: it compares values of different types, or calls an unknown function "
      "(SQLSTATE 42883).");
  EXPECT_EQ(sentence("SELECT FROM WHERE"),
            "Source dui, query file_update: the server does not understand it (SQLSTATE 42601).");
  // The session is still good.
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 2u);
  EXPECT_TRUE(connection.source->open());
}

TEST_F(Postgresql, TellsAMissingRight) {
  const auto connection = opened(section("sans_droit"));
  const auto read = read_rows(*connection.source, updates);
  EXPECT_EQ(read.sentence(),
            "Source dui, query file_update: the account may not read what it names (SQLSTATE 42501).");
  EXPECT_EQ(read.error->kind, core::ErrorKind::refused);
}

TEST_F(Postgresql, NeverPassesOnTheServersWordsOrValues) {
  const auto connection = opened(section());
  const auto read =
      read_rows(*connection.source, "SELECT finess, 'Durand-Canari'::int AS subject FROM v_dossier");
  EXPECT_THAT(read.sentence(), HasSubstr("22P02"));
  EXPECT_THAT(read.sentence(), testing::Not(HasSubstr("Canari")));
  EXPECT_THAT(core::render(read.error->hint, core::Language::en), testing::Not(HasSubstr("Canari")));
}

TEST_F(Postgresql, EndsAQueryAtItsTimeLimit) {
  auto given = section();
  given.spec.timeout = 1s;
  const auto connection = opened(given);
  const auto read = read_rows(*connection.source, "SELECT '1' AS finess, 1 AS subject FROM pg_sleep(30)");
  EXPECT_EQ(read.sentence(),
            "Source dui, query file_update: it did not end within its time limit (SQLSTATE 57014).");
  EXPECT_EQ(read.error->kind, core::ErrorKind::transient);
}

TEST_F(Postgresql, EndsAQueryThatWaitsForALock) {
  server_->execute(
      "CREATE TABLE verrouillee (finess text, subject int); GRANT SELECT ON verrouillee TO jauge_lecture");
  std::thread holder([] { server_->execute("BEGIN; LOCK TABLE verrouillee; SELECT pg_sleep(4); COMMIT"); });
  const bool held = test_support::eventually([] {
    return server_->query(
               "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = "
               "'verrouillee'::regclass") == "1\n";
  });
  auto given = section();
  given.spec.timeout = 1s;  // the limit of locks is never above it
  const auto connection = opened(given);
  const auto read = read_rows(*connection.source, "SELECT finess, subject FROM verrouillee");
  holder.join();
  EXPECT_TRUE(held);
  EXPECT_EQ(read.error->kind, core::ErrorKind::transient);
  EXPECT_THAT(read.sentence(), testing::AnyOf(HasSubstr("55P03"), HasSubstr("57014")));
}

TEST_F(Postgresql, EndsAQueryThatIsCancelledFromAnotherThread) {
  const auto connection = opened(section());
  std::thread other([&] {
    test_support::eventually([] {
      return server_->query(
                 "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(25)%' AND state = "
                 "'active' AND usename = 'jauge_lecture'") == "1\n";
    });
    connection.cancel();
  });
  const auto begin = std::chrono::steady_clock::now();
  const auto read = read_rows(*connection.source, "SELECT '1' AS finess, 1 AS subject FROM pg_sleep(25)");
  other.join();
  EXPECT_THAT(read.sentence(), HasSubstr("57014"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s);
}

TEST_F(Postgresql, SaysThatItsConnectionIsLost) {
  const auto connection = opened(section());
  server_->query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'jauge_lecture'");
  const auto read = read_rows(*connection.source, updates);
  EXPECT_THAT(read.sentence(), HasSubstr("the connection was lost"));
  EXPECT_EQ(read.error->kind, core::ErrorKind::transient);
  EXPECT_FALSE(connection.source->open());
}

TEST_F(Postgresql, TellsAWrongPassword) {
  server_->execute("CREATE ROLE avec_secret LOGIN PASSWORD 'juste'");
  const TemporaryDirectory directory;
  test_support::write_file(directory / "secret", "faux\n");
  auto given = section();
  given.connection =
      "host=127.0.0.1 port=" + std::to_string(server_->port()) + " dbname=dui user=avec_secret";
  given.password = config::SecretRef{config::SecretRef::Kind::file, (directory / "secret").string()};
  const auto error = refusal(given);
  EXPECT_EQ(words(error), "Source dui: the server refused the account or its password (SQLSTATE 28P01).");
  EXPECT_EQ(error.kind, core::ErrorKind::refused);
  test_support::write_file(directory / "secret", "juste\n");
  EXPECT_TRUE(connectors::connect(given)->source->open());
}

TEST_F(Postgresql, TellsAMissingPassword) {
  auto given = section();
  given.connection =
      "host=127.0.0.1 port=" + std::to_string(server_->port()) + " dbname=dui user=jauge_lecture";
  EXPECT_THAT(words(refusal(given)), HasSubstr("refused the account or its password"));
}

TEST_F(Postgresql, TellsADatabaseThatDoesNotExist) {
  auto given = section();
  given.connection += " dbname=absente";
  EXPECT_EQ(words(refusal(given)), "Source dui: the database does not exist (SQLSTATE 3D000).");
}

TEST_F(Postgresql, TellsAServerThatCannotBeReached) {
  auto given = section();
  given.connection =
      "host=127.0.0.1 port=" + std::to_string(test_support::free_port()) + " dbname=dui user=x";
  const auto error = refusal(given);
  EXPECT_EQ(words(error), "Source dui: the server cannot be reached (SQLSTATE 08001).");
  EXPECT_EQ(error.kind, core::ErrorKind::transient);
}

TEST_F(Postgresql, TellsAServerWithoutTls) {
  auto given = section();
  given.connection = "host=127.0.0.1 port=" + std::to_string(server_->port()) + " dbname=dui user=x";
  given.tls = config::SourceSection::Tls::verify;
  EXPECT_EQ(words(refusal(given)), "Source dui: no trusted TLS connection could be made (SQLSTATE 08001).");
}

TEST_F(Postgresql, RefusesWhatItsConnectionMayNotHold) {
  for (const char* key : {"password", "sslmode", "service", "options", "passfile"}) {
    auto given = section();
    given.connection += std::string(" ") + key + "=x";
    EXPECT_EQ(words(refusal(given)), std::string("Source dui: its connection may not hold ") + key + ".");
  }
}

TEST_F(Postgresql, GivesOneValueForFreshness) {
  const auto connection = opened(section());
  const auto value = connection.source->read_value("SELECT max(maj_le) FROM v_dossier");
  ASSERT_TRUE(value);
  EXPECT_EQ(test_support::text_of(*value), "local:2026-11-01T00:00:00");
  const auto none = connection.source->read_value("SELECT maj_le FROM v_dossier WHERE false");
  ASSERT_TRUE(none);
  EXPECT_EQ(test_support::text_of(*none), "null");
}

class PostgresqlRights : public Postgresql {
 protected:
  /// "right on object: remedy", '!' before one that blocks.
  std::vector<std::string> grants(const std::string& user) {
    const auto connection = opened(section(user));
    const auto found = connection.source->excessive_grants();
    EXPECT_TRUE(found);
    std::vector<std::string> texts;
    for (const auto& grant : *found) {
      texts.push_back((grant.blocking ? "! " : "") + grant.right + " on " + grant.object + ": " +
                      grant.remedy);
    }
    return texts;
  }
  /// Those that block.
  std::vector<std::string> blocking(const std::string& user) {
    auto texts = grants(user);
    std::erase_if(texts, [](const std::string& text) { return text.front() != '!'; });
    return texts;
  }
};

TEST_F(PostgresqlRights, OfAReaderDoNotBlock) {
  EXPECT_THAT(blocking("jauge_lecture"), IsEmpty());
}

TEST_F(PostgresqlRights, ToCreateOnlyWarn) {
  EXPECT_THAT(grants("jauge_lecture"),
              Contains("TEMPORARY on DATABASE dui: REVOKE TEMPORARY ON DATABASE dui FROM PUBLIC"));
}

TEST_F(PostgresqlRights, ToWriteATableBlockWithTheRevokeToRun) {
  server_->execute(
      "CREATE ROLE r1 LOGIN; CREATE TABLE \"T 1\" (a int); GRANT USAGE ON SCHEMA public TO r1; GRANT INSERT, "
      "TRUNCATE, SELECT ON \"T 1\" TO r1");
  EXPECT_THAT(
      blocking("r1"),
      ElementsAre("! INSERT, TRUNCATE on public.\"T 1\": REVOKE INSERT, TRUNCATE ON public.\"T 1\" FROM r1"));
  server_->execute("REVOKE INSERT, TRUNCATE ON public.\"T 1\" FROM r1");
  EXPECT_THAT(blocking("r1"), IsEmpty());
}

TEST_F(PostgresqlRights, OnAColumnBlock) {
  server_->execute(
      "CREATE ROLE r2 LOGIN; CREATE TABLE t2 (a int, b int); GRANT USAGE ON SCHEMA public TO r2; GRANT "
      "UPDATE (b) "
      "ON t2 TO r2");
  EXPECT_THAT(blocking("r2"),
              ElementsAre("! UPDATE (b) on public.t2: REVOKE UPDATE (b) ON public.t2 FROM r2"));
  server_->execute("REVOKE UPDATE (b) ON public.t2 FROM r2");
  EXPECT_THAT(blocking("r2"), IsEmpty());
}

TEST_F(PostgresqlRights, ThroughPublicAndThroughARoleBlock) {
  server_->execute(
      "CREATE ROLE ecriture; CREATE ROLE r3 LOGIN NOINHERIT; GRANT ecriture TO r3; CREATE TABLE t3 (a int); "
      "CREATE TABLE t4 (a int); GRANT USAGE ON SCHEMA public TO ecriture, r3; GRANT DELETE ON t3 TO "
      "ecriture; "
      "GRANT DELETE ON t4 TO PUBLIC");
  EXPECT_THAT(blocking("r3"), ElementsAre("! DELETE on public.t3: REVOKE DELETE ON public.t3 FROM ecriture",
                                          "! DELETE on public.t4: REVOKE DELETE ON public.t4 FROM PUBLIC"));
  server_->execute("DROP TABLE t3, t4");
}

TEST_F(PostgresqlRights, InASchemaThatTheAccountCannotEnterDoNotCount) {
  server_->execute(
      "CREATE ROLE r4 LOGIN; CREATE SCHEMA clos; CREATE TABLE clos.t (a int); GRANT INSERT ON clos.t TO r4");
  EXPECT_THAT(blocking("r4"), IsEmpty());
}

TEST_F(PostgresqlRights, OfAnOwnerBlock) {
  server_->execute("CREATE ROLE r5 LOGIN; CREATE TABLE t5 (a int); ALTER TABLE t5 OWNER TO r5");
  EXPECT_THAT(blocking("r5"), ElementsAre("! OWNER on public.t5: ALTER TABLE public.t5 OWNER TO postgres"));
}

TEST_F(PostgresqlRights, OfASuperuserBlock) {
  EXPECT_THAT(blocking("postgres"), ElementsAre("! SUPERUSER on postgres: CREATE ROLE jauge_lecture LOGIN"));
  server_->execute("CREATE ROLE r6 LOGIN SUPERUSER");
  EXPECT_THAT(blocking("r6"), ElementsAre("! SUPERUSER on r6: ALTER ROLE r6 NOSUPERUSER"));
}

TEST_F(PostgresqlRights, ToWriteAllDataBlock) {
  server_->execute("CREATE ROLE r7 LOGIN; GRANT pg_write_all_data TO r7");
  EXPECT_THAT(blocking("r7"),
              ElementsAre("! INSERT, UPDATE, DELETE on pg_write_all_data: REVOKE pg_write_all_data FROM r7"));
}

TEST(PostgresqlTls, VerifiesTheServersCertificate) {
  const TemporaryDirectory directory;
  const test_support::Authority authority;
  const auto issued = authority.issue({.use = test_support::CertificateRequest::Use::tls_server});
  test_support::write_file(directory / "server.crt", issued.certificate);
  test_support::write_file(directory / "server.key", issued.key);
  test_support::write_file(directory / "ca.pem", authority.certificate());
  test_support::write_file(directory / "other.pem", test_support::Authority("Autre AC").certificate());
  test_support::write_file(directory / "secret", "juste");
  const PostgresqlServer server(
      {.tcp = true, .certificate = directory / "server.crt", .key = directory / "server.key"});
  server.execute("CREATE ROLE lecture LOGIN PASSWORD 'juste'");
  config::SourceSection given;
  given.spec.name = "dui";
  given.spec.type = "postgresql";
  given.connection = "host=127.0.0.1 port=" + std::to_string(server.port()) + " dbname=dui user=lecture";
  given.password = config::SecretRef{config::SecretRef::Kind::file, (directory / "secret").string()};
  given.tls = config::SourceSection::Tls::verify;
  given.tls_ca = directory / "ca.pem";
  const auto trusted = connectors::connect(given).value();
  ASSERT_TRUE(trusted.source->open());
  EXPECT_THAT(read_rows(*trusted.source,
                        "SELECT '1' AS finess, ssl::text AS subject FROM pg_stat_ssl WHERE pid = "
                        "pg_backend_pid()")
                  .rows,
              ElementsAre(HasSubstr("text:true")));
  given.tls_ca = directory / "other.pem";
  const auto other = connectors::connect(given)->source->open();
  ASSERT_FALSE(other);
  EXPECT_THAT(core::render(other.error().sentence, core::Language::en),
              HasSubstr("no trusted TLS connection"));
  given.tls_ca.clear();
  EXPECT_FALSE(connectors::connect(given)->source->open());
  given.tls = config::SourceSection::Tls::require;
  EXPECT_TRUE(connectors::connect(given)->source->open());
}

TEST(PostgresqlEncoding, GivesTheBytesOfADatabaseThatDoesNotSayItsEncoding) {
  const PostgresqlServer server({.encoding = "SQL_ASCII"});
  server.execute(
      "CREATE TABLE t (finess text, subject text); INSERT INTO t VALUES ('670000165', E'caf\\351'), "
      "('670000165', "
      "'bon')");
  config::SourceSection given;
  given.spec.name = "dui";
  given.spec.type = "postgresql";
  given.connection = server.connection("postgres");
  given.tls = config::SourceSection::Tls::off;
  const auto connection = connectors::connect(given).value();
  ASSERT_TRUE(connection.source->open());
  EXPECT_THAT(
      read_rows(*connection.source, "SELECT finess, subject FROM t").rows,
      ElementsAre("text:670000165 | text:caf\xe9 | null | null", "text:670000165 | text:bon | null | null"));
}

}  // namespace
}  // namespace jauge
