// A disk that fails at each of the calls an operation makes, in turn.
#include "tests/unit/sqlite/failing_disk.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "sqlite/backup.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/statement.hpp"
#include "sqlite/transaction.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::sqlite {
namespace {

using core::ErrorKind;
using test_support::read_file;
using test_support::write_file;

constexpr Options own{.create = true, .exclusive = true, .checksums = true};
constexpr const char* schema = "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB NOT NULL) STRICT";
constexpr const char* fill =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
    "INSERT INTO t SELECT i, randomblob(400) FROM n";
constexpr const char* change =
    "UPDATE t SET b = randomblob(500) WHERE a % 2 = 0; DELETE FROM t WHERE a > 50;"
    "INSERT INTO t SELECT a + 1000, randomblob(300) FROM t";
constexpr const char* digest = "SELECT group_concat(a || hex(b)) FROM (SELECT a, b FROM t ORDER BY a)";

Connection open(const std::filesystem::path& path) {
  auto connection = Connection::open(path, own);
  if (!connection) throw std::runtime_error(render(connection.error().sentence, core::Language::en));
  return std::move(*connection);
}

class FailingDisk : public testing::TestWithParam<Fault> {
 protected:
  void SetUp() override {
    const auto connection = open(path);
    ASSERT_TRUE(connection.execute(schema));
    ASSERT_TRUE(connection.execute(fill));
    content = connection.text(digest).value().value();
  }
  void TearDown() override { mend_disk(); }

  /// Lets the disk fail at each call of `work` in turn, until it makes no more of them. `prepare` makes what
  /// it works on before; `judge` looks at what is left, on a disk that is well again.
  template <class Subject, class Value>
  int fail_at_each_call(const std::function<Subject()>& prepare,
                        const std::function<core::Result<Value>(Subject&)>& work,
                        const std::function<void(const core::Result<Value>&)>& judge) {
    int failures = 0;
    // Densely at first: later calls are more of the same.
    for (long allowed = 0;; allowed += 1 + allowed / 16) {
      const testing::ScopedTrace trace(__FILE__, __LINE__, "failed after " + std::to_string(allowed));
      auto done = core::Result<Value>(Value{});
      {
        auto subject = prepare();
        fail_disk_after(allowed, GetParam());
        done = work(subject);
      }
      if (!mend_disk()) {
        EXPECT_TRUE(done);
        return failures;
      }
      if (!done) {
        ++failures;
        EXPECT_EQ(done.error().kind, ErrorKind::transient);
      }
      judge(done);
      if (HasFailure()) return failures;
    }
  }

  test_support::TemporaryDirectory directory;
  std::filesystem::path path = directory / "a.db";
  std::string content;
};

INSTANTIATE_TEST_SUITE_P(Of, FailingDisk, testing::Values(Fault::once, Fault::for_good),
                         [](const auto& one) { return one.param == Fault::once ? "OneCall" : "AllCalls"; });

TEST_P(FailingDisk, WhileAFileIsOpenedIsToldAndNoDamage) {
  const int failures = fail_at_each_call<int, bool>(
      [] { return 0; },
      [&](int&) -> core::Result<bool> {
        auto opened = Connection::open(path, own);
        if (!opened) return core::Failure(opened.error());
        return true;
      },
      [&](const core::Result<bool>&) { ASSERT_EQ(open(path).text(digest).value(), content); });
  EXPECT_GT(failures, 5);
}

TEST_P(FailingDisk, WhileRowsAreReadGivesNoWrongRow) {
  const int failures = fail_at_each_call<Connection, std::optional<std::string>>(
      [&] { return open(path); }, [](Connection& connection) { return connection.text(digest); },
      [&](const core::Result<std::optional<std::string>>& read) {
        if (read) {
          EXPECT_EQ(*read, content);
        }
      });
  EXPECT_GT(failures, 5);
}

TEST_P(FailingDisk, WhileATransactionIsWrittenLeavesAllOrNothing) {
  const auto sound = read_file(path);
  const int failures = fail_at_each_call<Connection, bool>(
      [&] {
        write_file(path, sound);
        auto connection = open(path);
        // A small cache makes SQLite write the file before the commit.
        EXPECT_TRUE(connection.execute("PRAGMA cache_size=4"));
        return connection;
      },
      [](Connection& connection) {
        return in_transaction(connection, [&]() -> core::Result<bool> {
          if (auto changed = connection.execute(change); !changed) return core::Failure(changed.error());
          return true;
        });
      },
      [&](const core::Result<bool>& done) {
        const auto connection = open(path);
        ASSERT_TRUE(connection.integrity_check());
        const auto rows = connection.integer("SELECT count(*) FROM t").value();
        // Where the last sync alone has failed, all of it is there all the same.
        ASSERT_TRUE(rows == 100 || (!done && rows == 60)) << *rows;
      });
  EXPECT_GT(failures, 15);
}

TEST_P(FailingDisk, WhileTheFileIsCheckedIsNoDamage) {
  ASSERT_TRUE(
      open(path).execute("CREATE TABLE c (a INTEGER NOT NULL REFERENCES t (a)) STRICT;"
                         "INSERT INTO c SELECT a FROM t"));
  for (const auto check : {&Connection::quick_check, &Connection::integrity_check}) {
    const int failures = fail_at_each_call<Connection, bool>(
        [&] {
          auto connection = open(path);
          // A small cache makes SQLite read a page each time it looks at it.
          EXPECT_TRUE(connection.execute("PRAGMA cache_size=4"));
          return connection;
        },
        [&](Connection& connection) -> core::Result<bool> {
          if (auto sound = (connection.*check)(); !sound) return core::Failure(sound.error());
          return true;
        },
        [](const core::Result<bool>& checked) { EXPECT_FALSE(checked); });
    EXPECT_GT(failures, 5);
  }
}

TEST_P(FailingDisk, WhileACopyIsMadeLeavesTheOneBefore) {
  const int failures = fail_at_each_call<Connection, bool>(
      [&] {
        write_file(directory / "copy.db", "the one before");
        return open(path);
      },
      [&](Connection& connection) -> core::Result<bool> {
        const BackupSteps steps{[](Connection& copy) { return copy.execute("DELETE FROM t WHERE a = 1"); },
                                {}};
        if (auto copied = backup(connection, directory / "copy.db", steps); !copied)
          return core::Failure(copied.error());
        return true;
      },
      [&](const core::Result<bool>& copied) {
        if (!copied) {
          EXPECT_EQ(read_file(directory / "copy.db"), "the one before");
        }
      });
  EXPECT_GT(failures, 15);
}

TEST_P(FailingDisk, WhileACrashIsRolledBackLosesNothing) {
  const pid_t child = fork();
  if (child == 0) {
    const auto connection = open(path);
    static_cast<void>(connection.execute("PRAGMA cache_size=4"));
    static_cast<void>(connection.execute("BEGIN IMMEDIATE"));
    static_cast<void>(connection.execute(change));
    kill(getpid(), SIGKILL);
  }
  waitpid(child, nullptr, 0);
  const auto file = read_file(path);
  const auto journal = read_file(path.string() + "-journal");
  ASSERT_GT(journal.size(), 4096u);
  const int failures = fail_at_each_call<int, bool>(
      [&] {
        write_file(path, file);
        write_file(path.string() + "-journal", journal);
        return 0;
      },
      [&](int&) -> core::Result<bool> {
        auto opened = Connection::open(path, own);
        if (!opened) return core::Failure(opened.error());
        return true;
      },
      [&](const core::Result<bool>&) {
        const auto connection = open(path);
        ASSERT_TRUE(connection.integrity_check());
        ASSERT_EQ(connection.text(digest).value(), content);
      });
  EXPECT_GT(failures, 15);
}

}  // namespace
}  // namespace jauge::sqlite
