#include "sqlite/checksum_vfs.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>

#include "sqlite/backup.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/page_checksum.hpp"
#include "sqlite/transaction.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::sqlite {
namespace {

using core::ErrorKind;
using test_support::read_file;
using test_support::TemporaryDirectory;
using test_support::write_file;

constexpr Options own{.create = true, .exclusive = true, .checksums = true};

constexpr const char* schema =
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB NOT NULL) STRICT; CREATE INDEX i ON t (b);";
constexpr const char* fill =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
    "INSERT INTO t SELECT i, randomblob(200) FROM n; INSERT INTO t VALUES (1000, randomblob(9000));"
    "DELETE FROM t WHERE a BETWEEN 10 AND 40";
constexpr const char* digest = "SELECT group_concat(a || hex(b)) FROM (SELECT a, b FROM t ORDER BY a)";

Connection open(const std::filesystem::path& path) {
  auto connection = Connection::open(path, own);
  if (!connection) throw std::runtime_error(render(connection.error().sentence, core::Language::en));
  return std::move(*connection);
}

std::mt19937 generator(const char* what) {
  const char* given = std::getenv("JAUGE_SEED");
  const auto seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::cout << what << ": JAUGE_SEED=" << seed << "\n";
  return std::mt19937(seed);
}

/// Tests look at one byte in `stride`; JAUGE_STRIDE=1 looks at all.
std::size_t stride(std::size_t otherwise) {
  const char* given = std::getenv("JAUGE_STRIDE");
  return given != nullptr ? static_cast<std::size_t>(std::atoi(given)) : otherwise;
}

char changed(char byte, std::mt19937& random) {
  return static_cast<char>(byte ^ std::uniform_int_distribution<int>(1, 255)(random));
}

/// What is wrong with a file, from opening it to its last page; nothing when all of it is sound.
std::optional<ErrorKind> fault(const std::filesystem::path& path) {
  const auto connection = Connection::open(path, own);
  if (!connection) return connection.error().kind;
  const auto checked = connection->quick_check();
  if (!checked) return checked.error().kind;
  return std::nullopt;
}

std::string make_database(const std::filesystem::path& path) {
  const auto connection = open(path);
  if (!connection.execute(schema) || !connection.execute(fill)) throw std::runtime_error("not filled");
  return connection.text(digest).value().value();
}

TEST(ChecksumLayer, StoresAndReadsBack) {
  TemporaryDirectory directory;
  const auto before = make_database(directory / "a.db");
  const auto connection = open(directory / "a.db");
  EXPECT_TRUE(connection.integrity_check());
  EXPECT_EQ(connection.text(digest).value(), before);
}

TEST(ChecksumLayer, KeepsAFileThatStockSqliteReads) {
  TemporaryDirectory directory;
  const auto before = make_database(directory / "a.db");
  const auto connection = Connection::open(directory / "a.db", {.read_only = true});
  ASSERT_TRUE(connection);
  EXPECT_EQ(connection->text(digest).value(), before);
}

TEST(ChecksumLayer, SeesEveryChangedByte) {
  auto random = generator("SeesEveryChangedByte");
  TemporaryDirectory directory;
  make_database(directory / "a.db");
  const auto sound = read_file(directory / "a.db");
  const auto step = stride(211);
  for (std::size_t at = 0; at < sound.size(); at += step) {
    auto bytes = sound;
    bytes[at] = changed(bytes[at], random);
    write_file(directory / "b.db", bytes);
    ASSERT_EQ(fault(directory / "b.db"), ErrorKind::damaged) << "byte " << at;
  }
}

TEST(ChecksumLayer, SeesSwappedLostAndMissingPages) {
  TemporaryDirectory directory;
  make_database(directory / "a.db");
  const auto sound = read_file(directory / "a.db");
  ASSERT_GT(sound.size(), 5 * page_size);

  auto swapped = sound;
  std::swap_ranges(swapped.begin() + 2 * page_size, swapped.begin() + 3 * page_size,
                   swapped.begin() + 3 * page_size);
  write_file(directory / "b.db", swapped);
  EXPECT_EQ(fault(directory / "b.db"), ErrorKind::damaged);

  auto zeroed = sound;
  std::fill_n(zeroed.begin() + 3 * page_size, page_size, '\0');
  write_file(directory / "b.db", zeroed);
  EXPECT_EQ(fault(directory / "b.db"), ErrorKind::damaged);

  for (const std::size_t cut : {std::size_t{1}, page_size / 2, page_size, sound.size() / 2}) {
    write_file(directory / "b.db", sound.substr(0, sound.size() - cut));
    EXPECT_EQ(fault(directory / "b.db"), ErrorKind::damaged) << cut << " bytes less";
  }
}

TEST(ChecksumLayer, RefusesAFileWithoutChecksums) {
  TemporaryDirectory directory;
  {
    const auto plain = Connection::open(directory / "a.db", {.create = true});
    ASSERT_TRUE(plain && plain->execute(schema));
  }
  EXPECT_EQ(fault(directory / "a.db"), ErrorKind::damaged);
}

TEST(ChecksumLayer, TellsDamageWhileReadingThroughAStatement) {
  TemporaryDirectory directory;
  make_database(directory / "a.db");
  auto bytes = read_file(directory / "a.db");
  for (std::size_t page = 1; page < bytes.size() / page_size; ++page) bytes[page * page_size + 2000] ^= 1;
  write_file(directory / "a.db", bytes);
  const auto connection = Connection::open(directory / "a.db", own);
  ASSERT_TRUE(connection);
  const auto read = connection->text(digest);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::damaged);
}

TEST(ChecksumLayer, TakesNoPartOfAPageForAPage) {
  TemporaryDirectory directory;
  {
    // The value ends in the last page, which it does not fill: what is cut off are zeros.
    const auto connection = open(directory / "a.db");
    ASSERT_TRUE(
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB NOT NULL) STRICT;"
                           "INSERT INTO t VALUES (1, zeroblob(10000))"));
  }
  const auto sound = read_file(directory / "a.db");
  write_file(directory / "a.db", sound.substr(0, sound.size() - 100));
  const auto connection = Connection::open(directory / "a.db", own);
  ASSERT_TRUE(connection);
  const auto read = connection->text(digest);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::damaged);
}

// ── The journal of a crash ───────────────────────────────────────────────────────────────────────

/// Leaves `path` with a transaction that was killed after it had written pages of the file.
void crash_in_transaction(const std::filesystem::path& path) {
  const pid_t child = fork();
  if (child == 0) {
    const auto connection = open(path);
    // A cache of a few pages makes SQLite sync the journal and write the file before the commit.
    static_cast<void>(connection.execute("PRAGMA cache_size=4"));
    static_cast<void>(
        connection.execute("BEGIN IMMEDIATE; UPDATE t SET b = randomblob(200); DELETE FROM t WHERE a > 50;"
                           "INSERT INTO t SELECT a + 2000, randomblob(500) FROM t"));
    kill(getpid(), SIGKILL);
  }
  waitpid(child, nullptr, 0);
}

TEST(ChecksumLayer, RollsACrashBack) {
  TemporaryDirectory directory;
  const auto before = make_database(directory / "a.db");
  const auto bytes = read_file(directory / "a.db");
  crash_in_transaction(directory / "a.db");
  ASSERT_NE(read_file(directory / "a.db"), bytes);
  ASSERT_GT(read_file((directory / "a.db").string() + "-journal").size(), page_size);
  const auto connection = open(directory / "a.db");
  EXPECT_TRUE(connection.integrity_check());
  EXPECT_EQ(connection.text(digest).value(), before);
}

TEST(ChecksumLayer, NeverRollsADamagedJournalBack) {
  auto random = generator("NeverRollsADamagedJournalBack");
  TemporaryDirectory directory;
  const auto before = make_database(directory / "a.db");
  crash_in_transaction(directory / "a.db");
  const auto file = read_file(directory / "a.db");
  const auto journal = read_file((directory / "a.db").string() + "-journal");
  const auto step = stride(211);
  std::size_t seen = 0;
  // The first headers and the first records byte by byte, the rest by steps.
  for (std::size_t at = 0; at < journal.size(); at += at < 40 || (at >= 490 && at < 530) ? 1 : step) {
    auto bytes = journal;
    bytes[at] = changed(bytes[at], random);
    write_file(directory / "b.db", file);
    write_file((directory / "b.db").string() + "-journal", bytes);
    const auto connection = Connection::open(directory / "b.db", own);
    if (!connection) {
      ASSERT_EQ(connection.error().kind, ErrorKind::damaged) << "byte " << at;
      ++seen;
      continue;
    }
    ASSERT_TRUE(connection->integrity_check()) << "byte " << at;
    ASSERT_EQ(connection->text(digest).value(), before) << "byte " << at;
  }
  EXPECT_GT(seen, 0u);
}

TEST(ChecksumLayer, SurvivesAKillAtAnyTime) {
  TemporaryDirectory directory;
  const auto path = directory / "a.db";
  { ASSERT_TRUE(open(path).execute("CREATE TABLE a (n INTEGER); CREATE TABLE b (n INTEGER, x BLOB)")); }
  for (int round = 0; round < 20; ++round) {
    int progress[2];
    ASSERT_EQ(pipe(progress), 0);
    const pid_t child = fork();
    if (child == 0) {
      auto connection = open(path);
      static_cast<void>(connection.execute("PRAGMA cache_size=4"));
      while (true) {
        auto transaction = Transaction::begin(connection);
        static_cast<void>(connection.execute("INSERT INTO a VALUES (1)"));
        static_cast<void>(connection.execute("INSERT INTO b VALUES (1, randomblob(30000))"));
        static_cast<void>(
            connection.execute("DELETE FROM b WHERE rowid % 7 = 3; INSERT INTO b VALUES (0, NULL);"
                               "DELETE FROM a; INSERT INTO a SELECT sum(n) FROM b"));
        if (!transaction || !transaction->commit() || write(progress[1], "x", 1) != 1) _exit(1);
      }
    }
    char byte = 0;
    for (int i = 0; i <= round % 5; ++i) ASSERT_EQ(read(progress[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(progress[0]);
    close(progress[1]);
    const auto connection = open(path);
    ASSERT_TRUE(connection.integrity_check());
    ASSERT_EQ(connection.integer("SELECT sum(n) FROM a").value(),
              connection.integer("SELECT sum(n) FROM b").value());
  }
}

// ── Copies ───────────────────────────────────────────────────────────────────────────────────────

TEST(Backup, IsASoundCopy) {
  TemporaryDirectory directory;
  const auto before = make_database(directory / "a.db");
  {
    const auto connection = open(directory / "a.db");
    ASSERT_TRUE(backup(connection, directory / "copy.db", {}));
    ASSERT_TRUE(connection.execute("DELETE FROM t"));
    EXPECT_FALSE(std::filesystem::exists(directory / "copy.db.unfinished"));
  }
  const auto copy = open(directory / "copy.db");
  EXPECT_TRUE(copy.integrity_check());
  EXPECT_EQ(copy.text(digest).value(), before);
}

TEST(Backup, LeavesTheOldCopyWhenTheSourceIsDamaged) {
  TemporaryDirectory directory;
  make_database(directory / "a.db");
  auto bytes = read_file(directory / "a.db");
  bytes[bytes.size() - 100] ^= 1;
  write_file(directory / "a.db", bytes);
  write_file(directory / "copy.db", "old");
  const auto connection = open(directory / "a.db");
  const auto copied = backup(connection, directory / "copy.db", {});
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind, ErrorKind::damaged);
  EXPECT_EQ(read_file(directory / "copy.db"), "old");
  EXPECT_FALSE(std::filesystem::exists(directory / "copy.db.unfinished"));
}

TEST(Backup, NamesTheSourceWhereItHasLostItsEnd) {
  TemporaryDirectory directory;
  const auto path = directory / "a.db";
  {
    const auto plain = Connection::open(path, {.create = true});
    ASSERT_TRUE(plain && plain->execute(schema) && plain->execute(fill));
  }
  const auto connection = Connection::open(path, {.read_only = true});
  ASSERT_TRUE(connection);
  std::filesystem::resize_file(path, 2 * page_size);
  const auto copied = backup(*connection, directory / "copy.db", {});
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind, ErrorKind::damaged);
  EXPECT_EQ(copied.error().sentence.arguments, std::vector<std::string>{path.string()});
}

TEST(Backup, FailsWhereNoFileCanBeMade) {
  TemporaryDirectory directory;
  make_database(directory / "a.db");
  const auto connection = open(directory / "a.db");
  const auto copied = backup(connection, directory / "none" / "copy.db", {});
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind, ErrorKind::invalid);
}

TEST(PageChecksum, ChangesWithWhatWhereAndEveryWord) {
  const std::string page(4088, 'x');
  const auto sum = page_checksum(1, 1, page);
  EXPECT_NE(page_checksum(2, 1, page), sum);
  EXPECT_NE(page_checksum(1, 2, page), sum);
  auto other = page;
  std::swap(other[0], other[8]);
  EXPECT_EQ(page_checksum(1, 1, other), sum);
  other[8] = 'y';
  EXPECT_NE(page_checksum(1, 1, other), sum);
  std::swap(other[8], other[16]);
  EXPECT_NE(page_checksum(1, 1, other), sum);
}

}  // namespace
}  // namespace jauge::sqlite
