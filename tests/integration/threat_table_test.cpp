// Each row of the table of input threats that concerns databases and files, with its outcome: real servers
// and files, through the source and the intake, up to the fates of the rows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "connectors/catalog.hpp"
#include "core/intake.hpp"
#include "tests/support/mariadb_server.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/silent_proxy.hpp"
#include "tests/support/source_rows.hpp"

namespace jauge {
namespace {

using namespace std::chrono_literals;
using std::chrono::year;
using test_support::MariadbServer;
using test_support::PostgresqlServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const core::Zone paris = *core::Zone::find("Europe/Paris");
constexpr const char* finess = "670000165";

/// What a query of instants, or of intervals, gives for one month.
struct Outcome {
  core::Fates fates;
  std::size_t members = 0;
  std::string said;  // of the read, when it fails
  std::map<std::string, std::uint64_t> refused() const {
    auto counts = fates.unattributed;
    for (const auto& [name, of] : fates.establishments) {
      for (const auto& [reason, count] : of.refused) counts[reason] += count;
    }
    return counts;
  }
};

Outcome outcome(const config::SourceSection& section, const std::string& query,
                core::Shape shape = core::Shape::instant,
                core::Month month = *core::Month::parse("2026-10")) {
  Outcome outcome;
  auto connection = connectors::connect(section).value();
  if (const auto opened = connection.source->open(); !opened) {
    outcome.said = core::render(opened.error().sentence, core::Language::en);
    return outcome;
  }
  core::FactKind kind;
  kind.id = "file_update";
  kind.shape = shape;
  core::Establishment establishment;
  establishment.finess = *core::Finess::parse(finess);
  establishment.zone = paris;
  const std::vector establishments{establishment};
  const core::ReadTask task{"file_update", month, paris.start_of(month.first_day()),
                            paris.start_of(month.end())};
  const std::map<core::Month, core::MonthKey> keys{{month, core::MonthKey(std::array<std::uint8_t, 32>{1})}};
  core::Intake intake({.kind = kind,
                       .source = section.spec,
                       .establishments = establishments,
                       .task = task,
                       .keys = keys,
                       .now = task.until + 24h,
                       .time = section.spec.time.value_or(core::TimeForm::timestamp)});
  const auto read = connection.source->read(
      {"file_update", query, paris.to_local(task.since), paris.to_local(task.until), task.until + 24h,
       task.since, task.until},
      [&](core::Columns columns) { intake.columns(columns); },
      [&](const core::Row& row) {
        intake.take(row);
        return true;
      });
  if (!read) outcome.said = core::render(read.error().sentence, core::Language::en);
  const auto window = intake.finish();
  outcome.fates = window.fates;
  for (const auto& batch : window.batches) outcome.members += batch.members.size();
  return outcome;
}

class ThreatTable : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    postgresql_ = std::make_unique<PostgresqlServer>(PostgresqlServer::Options{.tcp = true});
    postgresql_->execute(
        "CREATE ROLE lecture LOGIN PASSWORD 'x'; CREATE ROLE ecrivain LOGIN; CREATE TABLE t (a int); INSERT "
        "INTO t VALUES "
        "(1); GRANT SELECT ON t TO lecture; GRANT SELECT, UPDATE ON t TO ecrivain");
    mariadb_ = std::make_unique<MariadbServer>();
    mariadb_->execute(
        "CREATE USER lecture@localhost; CREATE TABLE t (a DATE); SET sql_mode = ''; INSERT INTO t VALUES "
        "('2026-02-31'); "
        "GRANT SELECT ON dui.* TO lecture@localhost");
  }
  static void TearDownTestSuite() {
    postgresql_.reset();
    mariadb_.reset();
  }

  static config::SourceSection section(const char* type, const std::string& connection) {
    config::SourceSection section;
    section.spec.name = "dui";
    section.spec.ids = "dui";
    section.spec.type = type;
    section.spec.zone = paris;
    section.spec.timeout = 20s;
    section.connection = connection;
    section.tls = config::SourceSection::Tls::off;
    return section;
  }
  static config::SourceSection postgresql(const std::string& user = "lecture") {
    return section("postgresql", postgresql_->connection(user));
  }
  static config::SourceSection mariadb() { return section("mariadb", mariadb_->connection("lecture")); }

  /// Rows of a drop folder with one file for October.
  Outcome of_csv(const std::string& content,
                 config::CsvSection::Encoding encoding = config::CsvSection::Encoding::utf8) {
    auto csv = section("csv", "");
    csv.csv.directory = directory_.path().string();
    csv.csv.ready = config::CsvSection::Ready::rename;
    csv.csv.encoding = encoding;
    csv.csv.files["file_update"] = {
        "*.csv", {{"finess", "finess"}, {"subject", "subject"}, {"at", "at"}}, {}};
    std::ofstream(directory_ / "x_2026-10-01_2026-11-01.csv", std::ios::binary) << "finess;subject;at\n"
                                                                                << content;
    return outcome(csv, "");
  }

  /// One instant of PostgreSQL.
  static Outcome instant(const std::string& at) {
    return outcome(postgresql(), "SELECT '670000165' AS finess, 1 AS subject, " + at + " AS at");
  }

  test_support::TemporaryDirectory directory_;
  static std::unique_ptr<PostgresqlServer> postgresql_;
  static std::unique_ptr<MariadbServer> mariadb_;
};
std::unique_ptr<PostgresqlServer> ThreatTable::postgresql_;
std::unique_ptr<MariadbServer> ThreatTable::mariadb_;

TEST_F(ThreatTable, ReadOnlySwitchesOfADatabaseAreNotReliedUpon) {
  // The switch can be turned back by a statement: a query is one statement, and rights are what decides.
  EXPECT_THAT(outcome(postgresql("ecrivain"),
                      "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; UPDATE t SET a = 2")
                  .said,
              HasSubstr("more than one statement"));
  EXPECT_THAT(
      outcome(postgresql("ecrivain"),
              "WITH x AS (SELECT set_config('transaction_read_only', 'off', true)), y AS (UPDATE t SET a = 2 "
              "RETURNING a) SELECT '670000165' AS finess, a AS subject, now() AS at FROM y, x")
          .said,
      testing::Not(""));
  const auto connection = connectors::connect(postgresql("ecrivain")).value();
  ASSERT_TRUE(connection.source->open());
  const auto grants = connection.source->excessive_grants();
  ASSERT_TRUE(grants);
  EXPECT_TRUE(std::ranges::any_of(*grants, [](const core::Grant& grant) {
    return grant.blocking && grant.remedy == "REVOKE UPDATE ON public.t FROM ecrivain";
  }));
  EXPECT_EQ(postgresql_->query("SELECT a FROM t"), "1\n");
}

TEST_F(ThreatTable, ATimeoutThatAnswersGivesNoRow) {
  auto limited = mariadb();
  limited.spec.timeout = 1s;
  const auto cut = outcome(
      limited, "SELECT '670000165' AS finess, BENCHMARK(1000000000, SHA2('x', 512)) AS subject, NOW() AS at");
  EXPECT_THAT(cut.said, HasSubstr("did not end within its time limit"));
}

TEST_F(ThreatTable, SqlValuesThatAreNoDatesAreRefusedByReason) {
  const auto reason = [](const std::string& at) {
    const auto refused = instant(at).refused();
    return refused.empty() ? "taken" : refused.begin()->first;
  };
  EXPECT_EQ(reason("'infinity'::timestamp"), "instant-infini");
  EXPECT_EQ(reason("'-infinity'::date"), "instant-infini");
  EXPECT_EQ(reason("'NaN'::float8"), "instant-illisible");
  EXPECT_EQ(reason("1e300::float8"), "instant-illisible");
  EXPECT_EQ(reason("timestamp '0044-03-15 BC'"), "avant-2000");
  EXPECT_EQ(instant("timestamp '99999-01-01'").fates.future, 1u);
  EXPECT_EQ(outcome(mariadb(), "SELECT '670000165' AS finess, 1 AS subject, a AS at FROM t").refused().size(),
            1u);
}

TEST_F(ThreatTable, BytesOfAnotherEncodingAreRefusedOrTheirFileIs) {
  EXPECT_THAT(of_csv("670000165;Ren\xE9;2026-10-05\n").said, HasSubstr("is refused"));
  EXPECT_EQ(of_csv("670000165;Ren\xE9;2026-10-05\n", config::CsvSection::Encoding::windows1252).members, 1u);
  EXPECT_THAT(of_csv(std::string("670000165;a\0b;2026-10-05\n", 25)).said, HasSubstr("is refused"));
  EXPECT_EQ(of_csv("670000165;a\x01"
                   "b;2026-10-05\n")
                .refused()
                .size(),
            1u);
  // A mark from right to left is a character like any other; a byte order mark at the file's begin is none.
  EXPECT_EQ(of_csv("670000165;a\u202Eb;2026-10-05\n").members, 1u);
}

TEST_F(ThreatTable, DatesBelongToTheirLocalMonthWhateverTheClocksDo) {
  // October 2026 in Paris has 745 hours.
  EXPECT_EQ(instant("timestamptz '2026-09-30 22:00Z'").members, 1u);
  EXPECT_EQ(instant("timestamptz '2026-10-31 22:59:59Z'").members, 1u);
  EXPECT_EQ(instant("timestamptz '2026-10-31 23:00Z'").fates.outside_window, 1u);
  EXPECT_EQ(instant("timestamp '2026-10-25 02:30'").members, 1u);  // twice on that day
  EXPECT_EQ(instant("timestamp '1999-12-31'").refused().count("avant-2000"), 1u);
  // The clocks change on the month's last day.
  const auto march = *core::Month::parse("2024-03");
  const auto last =
      outcome(postgresql(), "SELECT '670000165' AS finess, 1 AS subject, timestamp '2024-03-31 02:30' AS at",
              core::Shape::instant, march);
  EXPECT_EQ(last.members, 1u);
  const auto stay = [](const char* from, const char* to) {
    return outcome(
        postgresql(),
        fmt::format("SELECT '670000165' AS finess, 1 AS subject, date '{}' AS at, date '{}' AS until", from,
                    to),
        core::Shape::interval);
  };
  EXPECT_EQ(stay("2026-10-31", "2026-10-31").members, 1u);
  EXPECT_EQ(stay("2026-10-31", "2999-12-31").members, 1u);
  EXPECT_EQ(stay("2026-10-05", "2026-10-01").refused().size(), 1u);
  EXPECT_EQ(stay("1899-12-31", "2026-10-01").refused().size(), 1u);
}

TEST_F(ThreatTable, DuplicatesAreOneMember) {
  const auto twice = of_csv("670000165;7;2026-10-05\n670000165;7;2026-10-06\n670000165; 7 ;2026-10-07\n");
  EXPECT_EQ(twice.members, 1u);
  EXPECT_EQ(twice.fates.taken, 3u);
}

TEST_F(ThreatTable, AFinessIsNineCharactersOrGetsItsZeroBackOrIsRefused) {
  const auto read = of_csv(
      "70000165;7;2026-10-05\n6700001650;8;2026-10-05\n670000165 ;9;2026-10-05\n2A0000014;1;2026-10-05\n");
  EXPECT_EQ(read.fates.corrected, 1u);
  EXPECT_THAT(read.refused(), ElementsAre(Pair("finess-malforme", 2u)));
  EXPECT_EQ(read.fates.outside, 2u);
  EXPECT_EQ(read.fates.first_refused_row, 2u);
}

TEST_F(ThreatTable, AServerThatGoesSilentIsLeftAtItsTimeLimit) {
  const test_support::SilentProxy proxy;
  auto silent =
      section("postgresql", fmt::format("host=127.0.0.1 port={} dbname=dui user=lecture", proxy.port()));
  silent.spec.timeout = 1s;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(outcome(silent, "SELECT 1").said, HasSubstr("cannot be reached"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

TEST_F(ThreatTable, HugeRowsAreCutOrRefused) {
  const auto huge =
      outcome(postgresql(), "SELECT '670000165' AS finess, repeat('x', 50000000) AS subject, now() AS at");
  EXPECT_EQ(huge.refused().size(), 1u);
  EXPECT_THAT(
      outcome(mariadb(), "SELECT '670000165' AS finess, REPEAT('x', 3000000) AS subject, NOW() AS at").said,
      HasSubstr("a row is too large"));
  EXPECT_THAT(of_csv("670000165;" + std::string(2'000'000, 'x') + ";2026-10-05\n").said,
              HasSubstr("is refused"));
}

TEST_F(ThreatTable, ACsvCellIsAKeyAndNothingElse) {
  // Cells are hashed, never written again: a formula stays a key.
  EXPECT_EQ(of_csv("670000165;=cmd();2026-10-05\n").members, 1u);
  EXPECT_THAT(of_csv("670000165;\"7\n").said, HasSubstr("is refused"));
  EXPECT_THAT(of_csv("670000165;7").said, HasSubstr("is refused"));
}

TEST_F(ThreatTable, AnOdbcDriverThatIsNotThereEndsOnlyItsSource) {
  EXPECT_THAT(outcome(section("odbc", "Driver=Nulle Part"), "SELECT 1").said,
              HasSubstr("driver or data source"));
}

}  // namespace
}  // namespace jauge
