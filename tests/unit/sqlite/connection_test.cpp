#include "sqlite/connection.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "sqlite/lock.hpp"
#include "sqlite/statement.hpp"
#include "sqlite/transaction.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::sqlite {
namespace {

using core::ErrorKind;
using test_support::TemporaryDirectory;

constexpr Options own{.create = true, .exclusive = true, .checksums = true};

Connection open(const std::filesystem::path& path, const Options& options = own) {
  auto connection = Connection::open(path, options);
  if (!connection) throw std::runtime_error(connection.error().sentence.id);
  return std::move(*connection);
}

std::int64_t number(const Connection& connection, std::string_view sql) {
  return connection.integer(sql).value().value();
}

/// Exit code of `work` in a child process of its own.
template <class Work>
int in_child(Work work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST(Connection, SetsAndReadsBackEveryDurabilitySetting) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  EXPECT_EQ(connection.text("PRAGMA journal_mode").value(), "truncate");
  EXPECT_EQ(connection.text("PRAGMA synchronous").value(), "3");
  EXPECT_EQ(connection.text("PRAGMA locking_mode").value(), "exclusive");
  EXPECT_EQ(connection.text("PRAGMA foreign_keys").value(), "1");
  EXPECT_EQ(connection.text("PRAGMA trusted_schema").value(), "0");
  EXPECT_EQ(connection.text("PRAGMA cell_size_check").value(), "1");
  EXPECT_EQ(connection.text("PRAGMA secure_delete").value(), "1");
  EXPECT_EQ(connection.text("PRAGMA recursive_triggers").value(), "1");
  EXPECT_EQ(connection.text("PRAGMA temp_store").value(), "2");
  EXPECT_EQ(connection.text("PRAGMA mmap_size").value().value_or("0"), "0");
}

TEST(Connection, RefusesToTurnTheJournalOff) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  static_cast<void>(connection.execute("PRAGMA journal_mode=OFF"));
  EXPECT_EQ(connection.text("PRAGMA journal_mode").value(), "truncate");
}

TEST(Connection, RefusesToHaveItsSchemaEdited) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  ASSERT_TRUE(connection.execute("CREATE TABLE t (a INTEGER) STRICT"));
  static_cast<void>(connection.execute("PRAGMA writable_schema=ON"));
  EXPECT_FALSE(connection.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a)'"));
}

TEST(Connection, MakesAFileThatOnlyItsOwnerMayRead) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  ASSERT_TRUE(connection.execute("CREATE TABLE t (a INTEGER) STRICT"));
  struct stat status {};
  ASSERT_EQ(stat((directory / "a.db").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST(Connection, FailsInvalidOnAMissingFile) {
  TemporaryDirectory directory;
  const auto connection = Connection::open(directory / "a.db", {.read_only = true});
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().kind, ErrorKind::invalid);
}

TEST(Connection, FailsInvalidOnAMissingDirectory) {
  TemporaryDirectory directory;
  const auto connection = Connection::open(directory / "none" / "a.db", own);
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().kind, ErrorKind::invalid);
}

TEST(Connection, FailsDamagedOnAFileThatIsNoDatabase) {
  TemporaryDirectory directory;
  test_support::write_file(directory / "a.db", std::string(10000, 'x'));
  const auto connection = Connection::open(directory / "a.db", {.read_only = true});
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().kind, ErrorKind::damaged);
}

/// A database in memory has no journal on the disk: what makes a store durable does not hold.
TEST(Connection, RefusesAFileThatDoesNotTakeItsSettings) {
  const auto connection = Connection::open(":memory:", {});
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().kind, ErrorKind::invalid);
  EXPECT_EQ(connection.error().sentence.arguments,
            (std::vector<std::string>{":memory:", "PRAGMA journal_mode=TRUNCATE"}));
}

TEST(Connection, TakesAFileThatIsThereAlready) {
  TemporaryDirectory directory;
  test_support::write_file(directory / "a.db", "");
  EXPECT_TRUE(open(directory / "a.db").execute("CREATE TABLE t (a INTEGER) STRICT"));
  EXPECT_TRUE(
      open(directory / "a.db", {.read_only = true, .create = true}).integer("SELECT count(*) FROM t"));
}

TEST(Connection, HasNoPagesToVerifyWithoutChecksums) {
  TemporaryDirectory directory;
  EXPECT_TRUE(open(directory / "a.db", {.create = true}).verify_pages());
}

TEST(Connection, FindsAnIndexThatIsNotThatOfItsTable) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  ASSERT_TRUE(
      connection.execute("CREATE TABLE t (a INTEGER, b INTEGER) STRICT; CREATE INDEX i ON t (a);"
                         "INSERT INTO t VALUES (1, 2)"));
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
  ASSERT_TRUE(
      connection.execute("PRAGMA writable_schema=ON;"
                         "UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (b)' WHERE name = 'i'"));
  ASSERT_TRUE(connection.execute("PRAGMA writable_schema=RESET"));
  const auto checked = connection.integrity_check();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, ErrorKind::damaged);
}

TEST(Connection, FindsAPageThatIsNoPartOfATree) {
  TemporaryDirectory directory;
  const auto path = directory / "a.db";
  { ASSERT_TRUE(open(path, {.create = true}).execute("CREATE TABLE t (a INTEGER) STRICT")); }
  auto bytes = test_support::read_file(path);
  ASSERT_EQ(bytes.size(), 8192u);
  bytes[4096] = '\x7f';  // what kind of page it is
  test_support::write_file(path, bytes);
  const auto connection = open(path, {});
  for (const auto& checked : {connection.quick_check(), connection.integrity_check()}) {
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind, ErrorKind::damaged);
  }
}

TEST(Connection, TellsAFunctionThatItCannotDefine) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  const auto same = [](std::string_view text) { return std::string(text); };
  EXPECT_TRUE(connection.define("same", same));
  EXPECT_EQ(connection.text("SELECT same('a')").value(), "a");
  const std::string too_long(256, 'f');
  EXPECT_FALSE(connection.define(too_long.c_str(), same));
}

TEST(Connection, KeepsOtherConnectionsOutWhenExclusive) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  ASSERT_TRUE(connection.execute("CREATE TABLE t (a INTEGER) STRICT"));
  const auto second = Connection::open(directory / "a.db", own);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::transient);
}

TEST(Connection, WritesNothingWhenReadOnly) {
  TemporaryDirectory directory;
  { ASSERT_TRUE(open(directory / "a.db").execute("CREATE TABLE t (a INTEGER) STRICT")); }
  const auto before = test_support::read_file(directory / "a.db");
  {
    const auto connection = open(directory / "a.db", {.read_only = true, .checksums = true});
    EXPECT_FALSE(connection.execute("INSERT INTO t VALUES (1)"));
    EXPECT_FALSE(connection.execute("CREATE TEMP TABLE u (a INTEGER)"));
    EXPECT_EQ(number(connection, "SELECT count(*) FROM t"), 0);
  }
  EXPECT_EQ(test_support::read_file(directory / "a.db"), before);
}

TEST(Connection, LeavesTheSettingsOfAForeignFileAlone) {
  TemporaryDirectory directory;
  {
    const auto foreign = open(directory / "a.db", {.create = true});
    ASSERT_TRUE(foreign.execute("CREATE TABLE t (a INTEGER); PRAGMA journal_mode=WAL"));
  }
  const auto connection = open(directory / "a.db", {.read_only = true});
  EXPECT_EQ(connection.text("PRAGMA journal_mode").value(), "wal");
}

TEST(Connection, KeepsTriggersInForceAgainstReplace) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  ASSERT_TRUE(
      connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT;"
                         "CREATE TRIGGER kept BEFORE DELETE ON t BEGIN SELECT raise(ABORT, 'kept'); END;"
                         "INSERT INTO t VALUES (1, 'old')"));
  const auto replaced = connection.execute("REPLACE INTO t VALUES (1, 'new')");
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().kind, ErrorKind::refused);
  EXPECT_EQ(connection.text("SELECT b FROM t").value(), "old");
}

TEST(Connection, NamesNoValueInItsErrors) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  ASSERT_TRUE(connection.execute("CREATE TABLE t (a TEXT PRIMARY KEY CHECK (a <> 'secret')) STRICT"));
  const auto done = connection.execute("INSERT INTO t VALUES ('secret')");
  ASSERT_FALSE(done);
  const auto text =
      render(done.error().sentence, core::Language::en) + render(done.error().hint, core::Language::en);
  EXPECT_EQ(text.find("secret"), std::string::npos);
}

TEST(Connection, FindsRowsWithoutTheirParent) {
  TemporaryDirectory directory;
  const auto connection = open(directory / "a.db");
  ASSERT_TRUE(
      connection.execute("CREATE TABLE p (a INTEGER PRIMARY KEY) STRICT;"
                         "CREATE TABLE c (p INTEGER REFERENCES p (a)) STRICT;"
                         "PRAGMA foreign_keys=OFF; INSERT INTO c VALUES (7); PRAGMA foreign_keys=ON"));
  EXPECT_TRUE(connection.quick_check());
  const auto checked = connection.integrity_check();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, ErrorKind::damaged);
}

TEST(Connection, TellsAFullDiskAndKeepsWhatWasThere) {
  TemporaryDirectory directory;
  const auto path = directory / "a.db";
  {
    ASSERT_TRUE(open(path).execute("CREATE TABLE t (b BLOB) STRICT; INSERT INTO t VALUES (zeroblob(20000))"));
  }
  const int code = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{200000, 200000};
    setrlimit(RLIMIT_FSIZE, &limit);
    auto connection = open(path);
    const auto filled = in_transaction(connection, [&]() -> core::Result<void> {
      for (int i = 0; i < 100; ++i) {
        if (auto done = connection.execute("INSERT INTO t VALUES (randomblob(20000))"); !done) return done;
      }
      return {};
    });
    if (filled) return 1;
    if (filled.error().kind != ErrorKind::transient) return 2;
    if (filled.error().sentence.id != "No room is left on the disk for {0}.") return 3;
    if (number(connection, "SELECT count(*) FROM t") != 1) return 4;
    if (!connection.execute("INSERT INTO t VALUES (zeroblob(10))")) return 5;
    return 0;
  });
  EXPECT_EQ(code, 0);
  const auto connection = open(path);
  EXPECT_TRUE(connection.integrity_check());
  EXPECT_EQ(number(connection, "SELECT count(*) FROM t"), 2);
}

TEST(FileLock, IsHeldByOneOnly) {
  TemporaryDirectory directory;
  {
    const auto lock = FileLock::acquire(directory / "jauge.lock");
    ASSERT_TRUE(lock);
    const auto second = FileLock::acquire(directory / "jauge.lock");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::refused);
  }
  EXPECT_TRUE(FileLock::acquire(directory / "jauge.lock"));
}

TEST(FileLock, IsHeldByWhoeverItIsHandedTo) {
  TemporaryDirectory directory;
  auto first = FileLock::acquire(directory / "first.lock").value();
  {
    auto second = FileLock::acquire(directory / "second.lock").value();
    second = std::move(first);
    EXPECT_FALSE(FileLock::acquire(directory / "first.lock"));
  }
  EXPECT_TRUE(FileLock::acquire(directory / "first.lock"));
}

TEST(FileLock, GoesWithItsProcess) {
  TemporaryDirectory directory;
  const int code = in_child([&] {
    const auto lock = FileLock::acquire(directory / "jauge.lock");
    kill(getpid(), SIGKILL);
    return 0;
  });
  EXPECT_EQ(code, 128 + SIGKILL);
  EXPECT_TRUE(FileLock::acquire(directory / "jauge.lock"));
}

TEST(FileLock, FailsInvalidWhereNoFileCanBeMade) {
  TemporaryDirectory directory;
  const auto lock = FileLock::acquire(directory / "none" / "jauge.lock");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace jauge::sqlite
