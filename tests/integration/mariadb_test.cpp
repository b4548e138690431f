#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "connectors/catalog.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/mariadb_server.hpp"
#include "tests/support/source_rows.hpp"

namespace jauge {
namespace {

using namespace std::chrono_literals;
using test_support::MariadbServer;
using test_support::read_rows;
using test_support::TemporaryDirectory;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* base_sql = R"(
CREATE USER jauge_lecture@localhost;
CREATE USER sans_droit@localhost;
GRANT SHOW VIEW ON dui.* TO sans_droit@localhost;
CREATE TABLE v_dossier (finess VARCHAR(20), dossier BIGINT, maj_le DATETIME(6), vu_le TIMESTAMP(6) NULL);
SET time_zone = '+00:00';
INSERT INTO v_dossier VALUES ('670000165', 7, '2026-10-05 13:00', '2026-10-05 11:00'),
  ('670000165', 8, '2026-10-31 23:59:59.5', '2026-10-31 22:59:59.5'),
  ('670000165', 9, '2026-11-01', '2026-10-31 23:00'), ('670000165', 6, '2026-09-30 23:59', '2026-09-30 21:59');
GRANT SELECT ON dui.* TO jauge_lecture@localhost;
CREATE TABLE morceaux (texte LONGTEXT);
)";
constexpr const char* updates =
    "SELECT finess, dossier AS subject, maj_le AS at FROM v_dossier WHERE maj_le >= :since AND maj_le < "
    ":until ORDER BY "
    "dossier";
constexpr const char* seen =
    "SELECT finess, dossier AS subject, vu_le AS at FROM v_dossier WHERE vu_le >= :since AND vu_le < :until "
    "ORDER BY "
    "dossier";

config::SourceSection section_of(const MariadbServer& server, const std::string& user) {
  config::SourceSection section;
  section.spec.name = "dui";
  section.spec.type = "mariadb";
  section.spec.zone = core::Zone::find("Europe/Paris").value();
  section.spec.timeout = 20s;
  section.connection = server.connection(user);
  section.tls = config::SourceSection::Tls::off;
  return section;
}

class Mariadb : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<MariadbServer>(MariadbServer::Options{.tcp = true});
    server_->load_time_zone("Europe/Paris");
    server_->execute(base_sql);
  }
  static void TearDownTestSuite() { server_.reset(); }

  static config::SourceSection section(const std::string& user = "jauge_lecture") {
    return section_of(*server_, user);
  }

  /// An opened source.
  static connectors::Connection opened(const config::SourceSection& section) {
    auto connection = connectors::connect(section).value();
    const auto opened = connection.source->open();
    EXPECT_TRUE(opened) << core::render(opened.error().sentence, core::Language::en);
    return connection;
  }

  static core::Error refusal(const config::SourceSection& section) {
    const auto connection = connectors::connect(section).value();
    const auto opened = connection.source->open();
    return opened ? core::Error{core::ErrorKind::damaged, core::msg("It opened."), {}} : opened.error();
  }

  static std::vector<std::string> rows(const std::string& sql,
                                       const config::SourceSection& given = section()) {
    const auto connection = opened(given);
    const auto read = read_rows(*connection.source, sql);
    EXPECT_EQ(read.sentence(), "");
    return read.rows;
  }

  static std::string cell(const std::string& expression) {
    const auto read = rows("SELECT '670000165' AS finess, 1 AS subject, " + expression + " AS at");
    return read.empty() ? "no row" : read.front().substr(std::string("text:670000165 | integer:1 | ").size());
  }

  static std::string words(const core::Error& error) {
    return core::render(error.sentence, core::Language::en);
  }

  static std::unique_ptr<MariadbServer> server_;
};
std::unique_ptr<MariadbServer> Mariadb::server_;

TEST_F(Mariadb, GivesTheRowsOfAWindow) {
  EXPECT_THAT(rows(updates),
              ElementsAre("text:670000165 | integer:7 | local:2026-10-05T13:00:00 | null",
                          "text:670000165 | integer:8 | local:2026-10-31T23:59:59.500000 | null"));
}

TEST_F(Mariadb, GivesTimestampsAsInstantsWhereTheServerHasNoZones) {
  auto given = section();
  given.spec.zone = core::Zone::find("Europe/Berlin").value();
  // October has two offsets there: rows an hour around the window come too, decoded exactly.
  EXPECT_THAT(rows(seen, given),
              ElementsAre("text:670000165 | integer:6 | instant:2026-09-30T21:59:00Z | null",
                          "text:670000165 | integer:7 | instant:2026-10-05T11:00:00Z | null",
                          "text:670000165 | integer:8 | instant:2026-10-31T22:59:59.500000Z | null"));
}

TEST_F(Mariadb, TellsTheColumnsWhereThereIsNoRow) {
  const auto connection = opened(section());
  const auto read = read_rows(*connection.source,
                              "SELECT finess, dossier AS subject, maj_le AS at, maj_le AS until "
                              "FROM v_dossier WHERE maj_le >= :since AND 1 = 0");
  EXPECT_TRUE(read.columns_told);
  EXPECT_TRUE(read.columns.at);
  EXPECT_TRUE(read.columns.until);
  EXPECT_THAT(read.rows, IsEmpty());
}

TEST_F(Mariadb, ReadsAStateWithoutParameters) {
  const auto connection = opened(section());
  const auto read = read_rows(*connection.source, "SELECT finess, dossier AS subject FROM v_dossier; -- all");
  EXPECT_FALSE(read.columns.at);
  EXPECT_EQ(read.rows.size(), 4u);
}

TEST_F(Mariadb, ReadsAnotherQueryAfterOneThatWasEndedEarly) {
  const auto connection = opened(section());
  const auto first =
      read_rows(*connection.source, "SELECT '1' AS finess, seq AS subject FROM seq_1_to_50000000", 3);
  EXPECT_EQ(first.sentence(), "");
  EXPECT_EQ(first.rows.size(), 3u);
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 2u);
}

TEST_F(Mariadb, DecodesNumbers) {
  EXPECT_EQ(cell("CAST(-5 AS SIGNED)"), "integer:-5 | null");
  EXPECT_EQ(cell("9223372036854775807"), "integer:9223372036854775807 | null");
  EXPECT_EQ(cell("18446744073709551615"), "decimal:18446744073709551615 | null");
  EXPECT_EQ(cell("CAST(12.5 AS DECIMAL(10,3))"), "decimal:12.500 | null");
  EXPECT_EQ(cell("12e0"), "integer:12 | null");
  EXPECT_EQ(cell("1e300"), "unreadable | null");
}

TEST_F(Mariadb, DecodesTexts) {
  EXPECT_EQ(cell("'é'"), "text:é | null");
  EXPECT_EQ(cell("CONVERT('é' USING latin1)"), "text:é | null");
  EXPECT_EQ(cell("CAST('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' AS UUID)"),
            "uuid:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 | null");
  EXPECT_EQ(cell("x'00ff'"), "unreadable | null");
  EXPECT_EQ(cell("b'101'"), "unreadable | null");
  EXPECT_EQ(cell("NULL"), "null | null");
}

TEST_F(Mariadb, DecodesTimes) {
  EXPECT_EQ(cell("DATE '2026-10-01'"), "date:2026-10-01 | null");
  EXPECT_EQ(cell("TIMESTAMP '2026-10-01 00:30:00.25'"), "local:2026-10-01T00:30:00.250000 | null");
  EXPECT_EQ(cell("DATE '9999-12-31'"), "date:9999-12-31 | null");
  EXPECT_EQ(cell("TIME '10:00'"), "unreadable | null");
}

TEST_F(Mariadb, KeepsDaysThatDoNotExistApart) {
  server_->execute(
      "CREATE TABLE jours (j DATE, h DATETIME, t TIMESTAMP NULL); SET sql_mode = 'ALLOW_INVALID_DATES'; "
      "INSERT "
      "INTO jours VALUES ('0000-00-00', '0000-00-00', '0000-00-00'), ('2026-02-31', '2026-00-10', NULL)");
  EXPECT_THAT(rows("SELECT 1 AS finess, h AS subject, j AS at, t AS until FROM jours"),
              ElementsAre("integer:1 | unreadable | unreadable | unreadable",
                          "integer:1 | unreadable | unreadable | null"));
}

TEST_F(Mariadb, CutsALongKey) {
  const auto read = rows("SELECT '670000165' AS finess, REPEAT('a', 100000) AS subject");
  ASSERT_EQ(read.size(), 1u);
  EXPECT_GT(read.front().size(), 250u);
  EXPECT_LT(read.front().size(), 1000u);
}

TEST_F(Mariadb, RefusesARowAboveThePacketLimitAndReadsOn) {
  server_->execute("INSERT INTO morceaux VALUES (REPEAT('a', 10000000))");
  const auto connection = opened(section());
  const auto read = read_rows(*connection.source, "SELECT '1' AS finess, texte AS subject FROM morceaux");
  EXPECT_THAT(read.sentence(), HasSubstr("a row is too large"));
  EXPECT_EQ(read.error->kind, core::ErrorKind::invalid);
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 2u);
}

TEST_F(Mariadb, SkipsColumnsThatAreNotNeeded) {
  EXPECT_THAT(rows("SELECT dossier AS x, finess, 'b' AS y, dossier AS subject, maj_le AS z FROM v_dossier "
                   "WHERE dossier = 7"),
              ElementsAre("text:670000165 | integer:7 | null | null"));
}

TEST_F(Mariadb, SetsItsLimitsBeforeAnyQuery) {
  const auto setting = [&](const std::string& name) {
    return rows("SELECT '1' AS finess, @@" + name + " AS subject").at(0);
  };
  EXPECT_THAT(setting("max_statement_time"), HasSubstr("20"));
  EXPECT_THAT(setting("lock_wait_timeout"), HasSubstr("integer:5"));
  EXPECT_THAT(setting("innodb_lock_wait_timeout"), HasSubstr("integer:5"));
  EXPECT_THAT(setting("tx_read_only"), HasSubstr("integer:1"));
  EXPECT_THAT(setting("autocommit"), HasSubstr("integer:1"));
  EXPECT_THAT(setting("character_set_client"), HasSubstr("text:utf8mb4"));
}

TEST_F(Mariadb, TakesNoLimitOfRowsFromTheServer) {
  server_->execute("SET GLOBAL sql_select_limit = 1");
  const auto read = rows(updates);
  server_->execute("SET GLOBAL sql_select_limit = DEFAULT");
  EXPECT_EQ(read.size(), 2u);
}

TEST_F(Mariadb, CannotWriteEvenWhereTheAccountMay) {
  const auto connection = opened(section("root"));
  const auto inserted = read_rows(*connection.source, "INSERT INTO v_dossier VALUES ('1', 1, NOW(), NOW())");
  EXPECT_EQ(inserted.sentence(), "Source dui, query file_update: it would write (SQLSTATE 25006, 1792).");
  EXPECT_EQ(server_->query("SELECT COUNT(*) FROM v_dossier"), "4\n");
}

TEST_F(Mariadb, BindsEpochsAndTexts) {
  auto given = section();
  given.spec.time = core::TimeForm::epoch_ms;
  EXPECT_THAT(rows("SELECT '1' AS finess, :since AS subject, :until AS at", given),
              ElementsAre("text:1 | integer:1790805600000 | integer:1793487600000 | null"));
  given.spec.time = core::TimeForm::iso_space;
  EXPECT_THAT(rows("SELECT '1' AS finess, :since AS subject, :until AS at", given),
              ElementsAre("text:1 | text:2026-10-01 | text:2026-11-01 | null"));
}

TEST_F(Mariadb, NamesAMissingColumnOfTheResult) {
  const auto connection = opened(section());
  EXPECT_EQ(read_rows(*connection.source, "SELECT finess, dossier FROM v_dossier").sentence(),
            "Source dui, query file_update: it gives no column subject.");
}

TEST_F(Mariadb, TellsFaultsOfAQueryApart) {
  const auto connection = opened(section());
  const auto sentence = [&](const char* sql) { return read_rows(*connection.source, sql).sentence(); };
  EXPECT_EQ(sentence("SELECT finess, inconnue AS subject FROM v_dossier"),
            "Source dui, query file_update: a column that it names does not exist (SQLSTATE 42S22, 1054).");
  EXPECT_EQ(
      sentence("SELECT finess, a AS subject FROM absente"),
      "Source dui, query file_update: a table or view that it names does not exist (SQLSTATE 42S02, 1146).");
  EXPECT_EQ(sentence("SELECT FROM WHERE"),
            "Source dui, query file_update: the server does not understand it (SQLSTATE 42000, 1064).");
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 2u);
  EXPECT_TRUE(connection.source->open());
}

TEST_F(Mariadb, TellsAMissingRight) {
  const auto connection = opened(section("sans_droit"));
  const auto read = read_rows(*connection.source, updates);
  EXPECT_EQ(read.sentence(),
            "Source dui, query file_update: the account may not read what it names (SQLSTATE 42000, 1142).");
}

TEST_F(Mariadb, EndsAQueryAtItsTimeLimit) {
  auto given = section();
  given.spec.timeout = 1s;
  const auto connection = opened(given);
  const auto read =
      read_rows(*connection.source,
                "SELECT '1' AS finess, COUNT(*) AS subject FROM seq_1_to_1000000 a, seq_1_to_1000000 b");
  EXPECT_EQ(read.sentence(),
            "Source dui, query file_update: it did not end within its time limit (SQLSTATE 70100, 1969).");
  EXPECT_EQ(read.error->kind, core::ErrorKind::transient);
}

TEST_F(Mariadb, TakesNoRowOfAFunctionThatTheTimeLimitCutShort) {
  auto given = section();
  given.spec.timeout = 1s;
  const auto connection = opened(given);
  const auto read =
      read_rows(*connection.source, "SELECT '1' AS finess, BENCHMARK(2000000000, SHA2('a', 512)) AS subject");
  EXPECT_THAT(read.sentence(), HasSubstr("it did not end within its time limit"));
}

TEST_F(Mariadb, EndsAQueryThatIsCancelledFromAnotherThread) {
  const auto connection = opened(section());
  std::thread other([&] {
    test_support::eventually([] {
      return server_->query(
                 "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%seq_1_to_99999999 "
                 "a%' AND "
                 "user = 'jauge_lecture'") == "1\n";
    });
    connection.cancel();
  });
  const auto begin = std::chrono::steady_clock::now();
  const auto read =
      read_rows(*connection.source,
                "SELECT '1' AS finess, COUNT(*) AS subject FROM seq_1_to_99999999 a, seq_1_to_99999999 b");
  other.join();
  EXPECT_THAT(read.sentence(), HasSubstr("1317"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 19s);
}

TEST_F(Mariadb, SaysThatItsConnectionIsLost) {
  const auto connection = opened(section());
  server_->execute(
      "SELECT CONCAT('KILL ', id) INTO @k FROM information_schema.processlist WHERE user = 'jauge_lecture' "
      "LIMIT "
      "1; EXECUTE IMMEDIATE @k");
  const auto read = read_rows(*connection.source, updates);
  EXPECT_THAT(read.sentence(), HasSubstr("the connection was lost"));
  EXPECT_EQ(read.error->kind, core::ErrorKind::transient);
  EXPECT_FALSE(connection.source->open());
}

TEST_F(Mariadb, SaysThatItsConnectionIsLostAmongTheRows) {
  const auto connection = opened(section());
  std::size_t count = 0;
  const core::Query query{
      "file_update", "SELECT '1' AS finess, REPEAT('a', 100) AS subject FROM seq_1_to_5000000", {}, {}};
  const auto read = connection.source->read(
      query, [](core::Columns) {},
      [&](const core::Row&) {
        if (++count == 1) {
          server_->execute(
              "SELECT CONCAT('KILL ', id) INTO @k FROM information_schema.processlist WHERE user = "
              "'jauge_lecture' LIMIT 1; EXECUTE IMMEDIATE @k");
        }
        return true;
      });
  ASSERT_FALSE(read);
  EXPECT_THAT(words(read.error()), HasSubstr("the connection was lost"));
  EXPECT_LT(count, 5'000'000u);
}

TEST_F(Mariadb, TellsAWrongPassword) {
  server_->execute(
      "CREATE USER avec_secret@127.0.0.1 IDENTIFIED BY 'juste'; GRANT SELECT ON dui.* TO "
      "avec_secret@127.0.0.1");
  const TemporaryDirectory directory;
  test_support::write_file(directory / "secret", "faux\n");
  auto given = section();
  given.connection =
      "host=127.0.0.1 port=" + std::to_string(server_->port()) + " dbname=dui user=avec_secret";
  given.password = config::SecretRef{config::SecretRef::Kind::file, (directory / "secret").string()};
  const auto error = refusal(given);
  EXPECT_EQ(words(error),
            "Source dui: the server refused the account or its password (SQLSTATE 28000, 1045).");
  EXPECT_EQ(error.kind, core::ErrorKind::refused);
  test_support::write_file(directory / "secret", "juste\n");
  EXPECT_TRUE(connectors::connect(given)->source->open());
}

TEST_F(Mariadb, TellsADatabaseThatDoesNotExist) {
  auto given = section("root");
  given.connection += " dbname=absente";
  EXPECT_EQ(words(refusal(given)), "Source dui: the database does not exist (SQLSTATE 42000, 1049).");
}

TEST_F(Mariadb, TellsAServerThatCannotBeReached) {
  auto given = section();
  given.connection =
      "host=127.0.0.1 port=" + std::to_string(test_support::free_port()) + " dbname=dui user=x";
  const auto error = refusal(given);
  EXPECT_EQ(words(error), "Source dui: the server cannot be reached (SQLSTATE HY000, 2002).");
  EXPECT_EQ(error.kind, core::ErrorKind::transient);
  given.connection = "socket=/nonexistent dbname=dui user=x";
  EXPECT_THAT(words(refusal(given)), HasSubstr("the server cannot be reached"));
}

TEST_F(Mariadb, TellsAServerWithoutTls) {
  server_->execute("CREATE USER tls_voulu@127.0.0.1");
  auto given = section();
  given.connection = "host=127.0.0.1 port=" + std::to_string(server_->port()) + " dbname=dui user=tls_voulu";
  given.tls = config::SourceSection::Tls::verify;
  EXPECT_THAT(words(refusal(given)), HasSubstr("no trusted TLS connection could be made"));
}

TEST_F(Mariadb, TellsAConnectionItCannotRead) {
  for (const char* connection : {"", "dbname=dui user=x", "socket=/s user=x", "socket=/s dbname=d",
                                 "host=h socket=/s dbname=d user=x", "host=h port=abc dbname=d user=x"}) {
    auto given = section();
    given.connection = connection;
    EXPECT_EQ(words(refusal(given)), "Source dui: its connection cannot be read.") << connection;
  }
}

TEST_F(Mariadb, GivesOneValueForFreshness) {
  const auto connection = opened(section());
  const auto value = connection.source->read_value("SELECT MAX(maj_le) FROM v_dossier");
  ASSERT_TRUE(value);
  EXPECT_EQ(test_support::text_of(*value), "local:2026-11-01T00:00:00");
  const auto instant = connection.source->read_value("SELECT MAX(vu_le) FROM v_dossier");
  ASSERT_TRUE(instant);
  EXPECT_EQ(test_support::text_of(*instant), "local:2026-11-01T00:00:00");
  const auto none = connection.source->read_value("SELECT maj_le FROM v_dossier WHERE 1 = 0");
  ASSERT_TRUE(none);
  EXPECT_EQ(test_support::text_of(*none), "null");
}

class MariadbRights : public Mariadb {
 protected:
  /// "right on object: remedy", '!' before one that blocks.
  static std::vector<std::string> grants(const std::string& user) {
    const auto connection = opened(section(user));
    const auto found = connection.source->excessive_grants();
    EXPECT_TRUE(found);
    std::vector<std::string> texts;
    for (const auto& grant : *found) texts.push_back((grant.blocking ? "! " : "") + grant.remedy);
    return texts;
  }
};

TEST_F(MariadbRights, OfAReaderAreNotExcessive) {
  EXPECT_THAT(grants("jauge_lecture"), IsEmpty());
}

TEST_F(MariadbRights, ToWriteATableBlockWithTheRevokeToRun) {
  server_->execute(
      "CREATE USER r1@localhost; GRANT SELECT, INSERT, UPDATE (dossier), CREATE ON v_dossier TO "
      "r1@localhost; GRANT "
      "DROP ON dui.* TO r1@localhost");
  const auto found = grants("r1");
  EXPECT_THAT(found, UnorderedElementsAre(
                         "! REVOKE DROP ON `dui`.* FROM `r1`@`localhost`",
                         "! REVOKE INSERT, UPDATE (`dossier`) ON `dui`.`v_dossier` FROM `r1`@`localhost`",
                         "REVOKE CREATE ON `dui`.`v_dossier` FROM `r1`@`localhost`"));
  for (const auto& remedy : found) server_->execute(remedy.substr(remedy.find("REVOKE")));
  EXPECT_THAT(grants("r1"), IsEmpty());
}

TEST_F(MariadbRights, ThroughARoleBlockEvenWhereItIsNotTheDefault) {
  server_->execute(
      "CREATE USER r2@localhost; GRANT SELECT ON dui.* TO r2@localhost; CREATE ROLE ecriture; CREATE ROLE "
      "au_dessus; "
      "GRANT DELETE ON dui.v_dossier TO ecriture; GRANT ecriture TO au_dessus; GRANT au_dessus TO "
      "r2@localhost");
  EXPECT_THAT(grants("r2"), ElementsAre("! REVOKE DELETE ON `dui`.`v_dossier` FROM `ecriture`"));
}

TEST_F(MariadbRights, OfEverythingBlock) {
  server_->execute("CREATE USER r3@localhost; GRANT ALL ON *.* TO r3@localhost");
  EXPECT_THAT(grants("r3"),
              ElementsAre("! REVOKE ALL PRIVILEGES ON *.* FROM `r3`@`localhost`; GRANT SELECT ON *.* TO "
                          "`r3`@`localhost`"));
}

TEST_F(Mariadb, SetsTheSessionsZoneToThatOfTheSource) {
  EXPECT_THAT(rows("SELECT '1' AS finess, @@time_zone AS subject"),
              ElementsAre(HasSubstr("text:Europe/Paris")));
  EXPECT_THAT(rows(seen),
              ElementsAre("text:670000165 | integer:7 | local:2026-10-05T13:00:00 | null",
                          "text:670000165 | integer:8 | local:2026-10-31T23:59:59.500000 | null"));
}

TEST(MariadbTls, VerifiesTheServersCertificate) {
  const TemporaryDirectory directory;
  const test_support::Authority authority;
  const auto issued = authority.issue({.use = test_support::CertificateRequest::Use::tls_server});
  test_support::write_file(directory / "server.crt", issued.certificate);
  test_support::write_file(directory / "server.key", issued.key);
  test_support::write_file(directory / "ca.pem", authority.certificate());
  test_support::write_file(directory / "other.pem", test_support::Authority("Autre AC").certificate());
  const MariadbServer server(
      {.tcp = true, .certificate = directory / "server.crt", .key = directory / "server.key"});
  server.execute("CREATE USER lecture@127.0.0.1 REQUIRE SSL; GRANT SELECT ON dui.* TO lecture@127.0.0.1");
  auto given = section_of(server, "lecture");
  given.connection = "host=127.0.0.1 port=" + std::to_string(server.port()) + " dbname=dui user=lecture";
  given.tls = config::SourceSection::Tls::verify;
  given.tls_ca = directory / "ca.pem";
  const auto trusted = connectors::connect(given).value();
  const auto opened = trusted.source->open();
  ASSERT_TRUE(opened) << core::render(opened.error().sentence, core::Language::en);
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

}  // namespace
}  // namespace jauge
