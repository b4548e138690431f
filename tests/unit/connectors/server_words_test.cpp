// What servers say, read without a server: error codes, grants.
#include <gtest/gtest.h>

#include "connectors/mariadb/error_number.hpp"
#include "connectors/mariadb/grants.hpp"
#include "connectors/mariadb/link.hpp"
#include "connectors/postgresql/decode.hpp"
#include "connectors/postgresql/sqlstate.hpp"

namespace jauge::connectors {
namespace {

TEST(Sqlstate, IsReadFromAFailedConnectionWhateverTheLanguage) {
  EXPECT_EQ(postgresql::find_sqlstate("connection to server at \"h\", port 5432 failed: FATAL:  28P01\n"),
            "28P01");
  EXPECT_EQ(postgresql::find_sqlstate("connexion impossible : FATAL:  3D000\n"), "3D000");
  EXPECT_EQ(postgresql::find_sqlstate("connection refused\n"), "");
  EXPECT_EQ(postgresql::find_sqlstate("FATAL:  password of durand\n"), "");
}

TEST(Sqlstate, TellsItsCause) {
  EXPECT_EQ(postgresql::connection_cause("28P01"), Cause::account);
  EXPECT_EQ(postgresql::connection_cause("53300"), Cause::busy);
  EXPECT_EQ(postgresql::query_cause("42703"), Cause::no_column);
  EXPECT_EQ(postgresql::query_cause("42601"), Cause::syntax);
  EXPECT_EQ(postgresql::query_cause("57P01"), Cause::lost);
  EXPECT_EQ(postgresql::query_cause("57014"), Cause::time_limit);
  EXPECT_EQ(postgresql::query_cause("XX000"), Cause::other);
}

TEST(PostgresqlNames, AreQuotedSoThatTheyStayNames) {
  EXPECT_EQ(postgresql::quoted("a\"b"), "\"a\"\"b\"");
}

TEST(MariadbErrors, TellTheirCause) {
  EXPECT_EQ(mariadb::connection_cause(1045), Cause::account);
  EXPECT_EQ(mariadb::connection_cause(2002), Cause::unreachable);
  EXPECT_EQ(mariadb::query_cause(1054), Cause::no_column);
  EXPECT_EQ(mariadb::query_cause(1146), Cause::no_table);
  EXPECT_EQ(mariadb::query_cause(1969), Cause::time_limit);
  EXPECT_EQ(mariadb::query_cause(2013), Cause::lost);
}

TEST(MariadbGrants, OfAReaderAreNotExcessive) {
  for (const char* line :
       {"GRANT USAGE ON *.* TO `jauge`@`localhost` IDENTIFIED BY PASSWORD '*0123'",
        "GRANT SELECT, SHOW VIEW ON `dui`.* TO `jauge`@`localhost`", "GRANT `lecture` TO `jauge`@`localhost`",
        "GRANT EXECUTE ON PROCEDURE `dui`.`p` TO `jauge`@`localhost`",
        "SET DEFAULT ROLE `r` FOR `jauge`@`localhost`"}) {
    EXPECT_TRUE(mariadb::excessive(line).empty()) << line;
  }
}

TEST(MariadbGrants, ThatWriteATableBlockAndComeWithTheirRevoke) {
  const auto grants = mariadb::excessive(
      "GRANT SELECT, INSERT, UPDATE (`a`, `b ON c`), CREATE ON `dui`.`v TO w` TO `jauge`@`%` WITH GRANT "
      "OPTION");
  ASSERT_EQ(grants.size(), 2u);
  EXPECT_TRUE(grants[0].blocking);
  EXPECT_EQ(grants[0].object, "`dui`.`v TO w`");
  EXPECT_EQ(grants[0].right, "INSERT, UPDATE (`a`, `b ON c`)");
  EXPECT_EQ(grants[0].remedy, "REVOKE INSERT, UPDATE (`a`, `b ON c`) ON `dui`.`v TO w` FROM `jauge`@`%`");
  EXPECT_FALSE(grants[1].blocking);
  EXPECT_EQ(grants[1].remedy, "REVOKE CREATE ON `dui`.`v TO w` FROM `jauge`@`%`");
}

TEST(MariadbGrants, OfEverythingAreTakenBackAndReadingGivenAgain) {
  const auto grants = mariadb::excessive("GRANT ALL PRIVILEGES ON `dui`.* TO `jauge`@`localhost`");
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_TRUE(grants[0].blocking);
  EXPECT_EQ(grants[0].remedy,
            "REVOKE ALL PRIVILEGES ON `dui`.* FROM `jauge`@`localhost`; GRANT SELECT ON `dui`.* TO "
            "`jauge`@`localhost`");
}

TEST(MariadbOffsets, AreWrittenAsTheServerReadsThem) {
  using namespace std::chrono_literals;
  EXPECT_EQ(mariadb::offset_text(2h), "+02:00");
  EXPECT_EQ(mariadb::offset_text(0h), "+00:00");
  EXPECT_EQ(mariadb::offset_text(-(3h + 30min)), "-03:30");
}

}  // namespace
}  // namespace jauge::connectors
