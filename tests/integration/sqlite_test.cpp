#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "connectors/catalog.hpp"
#include "tests/support/process.hpp"
#include "tests/support/source_rows.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge {
namespace {

using namespace std::chrono_literals;
using test_support::read_rows;
using test_support::TemporaryDirectory;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* updates =
    "SELECT finess, dossier AS subject, maj_le AS at FROM v_dossier WHERE maj_le >= :since AND maj_le < "
    ":until ORDER BY "
    "dossier";

/// A program that writes a database of its own: the DUI.
class Writer {
 public:
  explicit Writer(const std::filesystem::path& path) { sqlite3_open(path.c_str(), &handle_); }
  ~Writer() { sqlite3_close(handle_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  void execute(const std::string& sql) {
    char* words = nullptr;
    ASSERT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &words), SQLITE_OK)
        << (words ? words : "");
  }

 private:
  sqlite3* handle_ = nullptr;
};

class Sqlite : public testing::Test {
 protected:
  Sqlite() {
    Writer(path_).execute(
        "CREATE TABLE v_dossier (finess TEXT, dossier INTEGER, maj_le TEXT);"
        "INSERT INTO v_dossier VALUES ('670000165', 7, '2026-10-05 13:00'), ('670000165', 8, "
        "'2026-10-31T23:59:59.5Z'),"
        "('670000165', 9, '2026-11-01'), ('670000165', 6, '2026-09-30 23:59'), ('670000165', 5, "
        "'2026-10-01')");
  }

  config::SourceSection section() const {
    config::SourceSection section;
    section.spec.name = "dui";
    section.spec.type = "sqlite";
    section.spec.zone = core::Zone::find("Europe/Paris").value();
    section.spec.timeout = 20s;
    section.connection = path_;
    return section;
  }

  connectors::Connection opened(const config::SourceSection& section) {
    auto connection = connectors::connect(section).value();
    const auto opened = connection.source->open();
    EXPECT_TRUE(opened) << core::render(opened.error().sentence, core::Language::en);
    return connection;
  }
  std::vector<std::string> rows(const std::string& sql) { return rows(sql, section()); }
  std::vector<std::string> rows(const std::string& sql, const config::SourceSection& given) {
    const auto connection = opened(given);
    const auto read = read_rows(*connection.source, sql);
    EXPECT_EQ(read.sentence(), "");
    return read.rows;
  }
  std::string cell(const std::string& expression) {
    const auto read = rows("SELECT '670000165' AS finess, 1 AS subject, " + expression + " AS at");
    return read.empty() ? "no row" : read.front().substr(std::string("text:670000165 | integer:1 | ").size());
  }
  static std::string refusal(const config::SourceSection& section) {
    const auto connection = connectors::connect(section).value();
    const auto opened = connection.source->open();
    return opened ? "It opened." : core::render(opened.error().sentence, core::Language::en);
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "dui.sqlite";
};

TEST_F(Sqlite, GivesTheRowsOfAWindowHoweverItsTextsAreWritten) {
  EXPECT_THAT(rows(updates), ElementsAre("text:670000165 | integer:5 | text:2026-10-01 | null",
                                         "text:670000165 | integer:7 | text:2026-10-05 13:00 | null",
                                         "text:670000165 | integer:8 | text:2026-10-31T23:59:59.5Z | null"));
}

TEST_F(Sqlite, TellsTheColumnsWhereThereIsNoRow) {
  const auto connection = opened(section());
  const auto read =
      read_rows(*connection.source,
                "SELECT finess, dossier AS subject, maj_le AS at FROM v_dossier WHERE maj_le < :since AND 0");
  EXPECT_TRUE(read.columns_told);
  EXPECT_TRUE(read.columns.at);
  EXPECT_FALSE(read.columns.until);
  EXPECT_THAT(read.rows, IsEmpty());
}

TEST_F(Sqlite, DecodesByStorageClass) {
  EXPECT_EQ(cell("5"), "integer:5 | null");
  EXPECT_EQ(cell("'5'"), "text:5 | null");
  EXPECT_EQ(cell("5.0"), "integer:5 | null");
  EXPECT_EQ(cell("5.5"), "unreadable | null");
  EXPECT_EQ(cell("9e999"), "unreadable | null");
  EXPECT_EQ(cell("x'0041'"), "unreadable | null");
  EXPECT_EQ(cell("NULL"), "null | null");
  EXPECT_EQ(cell("CAST(x'ff41' AS TEXT)"),
            "text:\xff"
            "A | null");
}

TEST_F(Sqlite, BindsEpochsWhereTheSourceSaysSo) {
  auto given = section();
  given.spec.time = core::TimeForm::epoch;
  EXPECT_THAT(rows("SELECT '1' AS finess, :since AS subject, :until AS at", given),
              ElementsAre("text:1 | integer:1790805600 | integer:1793487600 | null"));
}

TEST_F(Sqlite, ReadsAnotherQueryAfterOneThatWasEndedEarly) {
  const auto connection = opened(section());
  EXPECT_EQ(read_rows(*connection.source, "SELECT finess, dossier AS subject FROM v_dossier", 2).rows.size(),
            2u);
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 3u);
}

TEST_F(Sqlite, CannotWrite) {
  const auto connection = opened(section());
  EXPECT_EQ(
      read_rows(*connection.source, "DELETE FROM v_dossier RETURNING finess, dossier AS subject").sentence(),
      "Source dui, query file_update: it would write (SQLite 23).");
  EXPECT_EQ(read_rows(*connection.source, "ATTACH '/tmp/other' AS a").sentence(),
            "Source dui, query file_update: it would write (SQLite 23).");
  EXPECT_EQ(read_rows(*connection.source, updates).rows.size(), 3u);
}

TEST_F(Sqlite, LeavesTheFileAndItsFolderAsTheyWere) {
  struct stat before {};
  stat(path_.c_str(), &before);
  const auto content = test_support::read_file(path_);
  rows(updates);
  struct stat after {};
  stat(path_.c_str(), &after);
  EXPECT_EQ(test_support::read_file(path_), content);
  EXPECT_EQ(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_.path()), {}), 1);
}

TEST_F(Sqlite, HasNoRightsToTakeAway) {
  const auto connection = opened(section());
  EXPECT_TRUE(connection.source->excessive_grants()->empty());
}

TEST_F(Sqlite, SeesWhatAnotherProgramHasInItsWriteAheadLog) {
  Writer writer(path_);
  writer.execute("PRAGMA journal_mode = WAL; INSERT INTO v_dossier VALUES ('670000165', 4, '2026-10-02')");
  EXPECT_EQ(rows(updates).size(), 4u);
}

TEST_F(Sqlite, TellsAWriteAheadLogItCannotJoin) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become an account that may not write";
  Writer(path_).execute(
      "PRAGMA journal_mode = WAL; INSERT INTO v_dossier VALUES ('670000165', 4, '2026-10-02')");
  chmod(directory_.path().c_str(), 0755);
  chmod(path_.c_str(), 0644);
  const auto given = section();
  const auto said = directory_ / "said";
  test_support::write_file(said, "");
  chmod(said.c_str(), 0666);
  const pid_t child = fork();
  if (child == 0) {
    const passwd* nobody = getpwnam("nobody");
    if (setgroups(0, nullptr) != 0 || setgid(nobody->pw_gid) != 0 || setuid(nobody->pw_uid) != 0) _exit(1);
    std::FILE* file = std::fopen(said.c_str(), "w");
    std::fputs(refusal(given).c_str(), file);
    std::fclose(file);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(test_support::read_file(said),
            "Source dui: the file has a write-ahead log, which cannot be joined in a folder where the "
            "account may not write "
            "(SQLite 1544).");
}

TEST_F(Sqlite, TellsAFileWhoseLastChangeWasCutShort) {
  const auto copy = directory_ / "copie.sqlite";
  Writer writer(path_);
  writer.execute(
      "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; CREATE TABLE gros (t TEXT);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO gros "
      "SELECT "
      "hex(randomblob(500)) FROM n; UPDATE v_dossier SET maj_le = 'x'");
  std::filesystem::copy_file(path_, copy);
  std::filesystem::copy_file(path_.string() + "-journal", copy.string() + "-journal");
  auto given = section();
  given.connection = copy;
  EXPECT_EQ(
      refusal(given),
      "Source dui: the file holds an unfinished change, which only its own program can undo (SQLite 776).");
}

TEST_F(Sqlite, TellsAFileThatCannotBeOpened) {
  auto given = section();
  given.connection = directory_ / "absent.sqlite";
  EXPECT_EQ(refusal(given), "Source dui: the file cannot be opened (SQLite 14).");
  EXPECT_FALSE(std::filesystem::exists(given.connection));
  given.connection = directory_.path();
  EXPECT_EQ(refusal(given), "Source dui: the file cannot be opened (SQLite 10).");
}

TEST_F(Sqlite, TellsAFileThatIsNoDatabase) {
  auto given = section();
  given.connection = directory_ / "texte";
  test_support::write_file(given.connection, std::string(5000, 'a'));
  EXPECT_EQ(refusal(given), "Source dui: the file is no SQLite database, or it is damaged (SQLite 26).");
}

TEST_F(Sqlite, TakesAPathWithAnyCharacter) {
  auto given = section();
  given.connection = directory_ / "d%u#i?mode=rw&x= é.sqlite";
  std::filesystem::rename(path_, given.connection);
  EXPECT_EQ(rows(updates, given).size(), 3u);
}

TEST_F(Sqlite, TellsFaultsOfAQueryApart) {
  const auto connection = opened(section());
  const auto sentence = [&](const char* sql) { return read_rows(*connection.source, sql).sentence(); };
  EXPECT_EQ(sentence("SELECT finess, inconnue AS subject FROM v_dossier"),
            "Source dui, query file_update: a column that it names does not exist (SQLite 1).");
  EXPECT_EQ(sentence("SELECT finess, a AS subject FROM absente"),
            "Source dui, query file_update: a table or view that it names does not exist (SQLite 1).");
  EXPECT_EQ(sentence("SELECT FROM WHERE"),
            "Source dui, query file_update: the server does not understand it (SQLite 1).");
  EXPECT_EQ(sentence("SELECT finess, dossier FROM v_dossier"),
            "Source dui, query file_update: it gives no column subject.");
}

TEST_F(Sqlite, TellsAFileThatIsLocked) {
  Writer writer(path_);
  writer.execute("BEGIN EXCLUSIVE");
  EXPECT_EQ(refusal(section()), "Source dui: the file is locked by another program (SQLite 5).");
}

TEST_F(Sqlite, EndsAQueryAtItsTimeLimit) {
  auto given = section();
  given.spec.timeout = 1s;
  const auto connection = opened(given);
  const auto read =
      read_rows(*connection.source,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT '1' AS finess, "
                "count(*) AS subject FROM n");
  EXPECT_EQ(read.sentence(),
            "Source dui, query file_update: it did not end within its time limit (SQLite 9).");
}

TEST_F(Sqlite, EndsAQueryThatIsCancelledFromAnotherThread) {
  const auto connection = opened(section());
  std::atomic<bool> ended{false};
  std::thread other([&] {
    // An interrupt before the statement runs is lost: it is given until it has told.
    while (!ended) {
      connection.cancel();
      test_support::pause_briefly();
    }
  });
  const auto read =
      read_rows(*connection.source,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT '1' AS finess, "
                "count(*) AS subject FROM n");
  ended = true;
  other.join();
  EXPECT_THAT(read.sentence(), HasSubstr("SQLite 9"));
}

TEST_F(Sqlite, RefusesAValueAboveItsLimit) {
  const auto connection = opened(section());
  const auto read =
      read_rows(*connection.source, "SELECT '1' AS finess, CAST(zeroblob(20000000) AS TEXT) AS subject");
  EXPECT_EQ(read.sentence(), "Source dui, query file_update: a row is too large (SQLite 18).");
}

TEST_F(Sqlite, GivesOneValueForFreshness) {
  const auto connection = opened(section());
  EXPECT_EQ(test_support::text_of(connection.source->read_value("SELECT max(maj_le) FROM v_dossier").value()),
            "text:2026-11-01");
  EXPECT_EQ(test_support::text_of(connection.source->read_value("SELECT 1 FROM v_dossier WHERE 0").value()),
            "null");
}

}  // namespace
}  // namespace jauge
