#include "sqlite/statement.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "sqlite/transaction.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::sqlite {
namespace {

using core::ErrorKind;

class StatementTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(connection.execute("CREATE TABLE t (i INTEGER, t TEXT, b BLOB, r REAL) STRICT"));
  }
  std::int64_t rows() const { return connection.integer("SELECT count(*) FROM t").value().value(); }

  test_support::TemporaryDirectory directory;
  Connection connection = std::move(
      *Connection::open(directory / "a.db", {.create = true, .exclusive = true, .checksums = true}));
};

class TransactionTest : public StatementTest {};

/// Lets a savepoint be made and released, not undone.
int refuse_rollback_to(void*, int action, const char* operation, const char*, const char*, const char*) {
  return action == SQLITE_SAVEPOINT && std::string_view(operation) == "ROLLBACK" ? SQLITE_DENY : SQLITE_OK;
}

TEST_F(StatementTest, GivesBackWhatWasBound) {
  const std::string text("caf\xc3\xa9\0!", 7);
  const std::string bytes("\0\xff\x01", 3);
  auto insert = connection.prepare("INSERT INTO t VALUES (?1, ?2, ?3, 1.5)").value();
  ASSERT_TRUE(insert.bind_all(INT64_MIN, text, Blob(bytes)).run());
  auto select = connection.prepare("SELECT i, t, b, r FROM t").value();
  ASSERT_TRUE(select.step().value());
  EXPECT_EQ(select.integer(0), INT64_MIN);
  EXPECT_EQ(select.text(1), text);
  EXPECT_EQ(select.blob(2), bytes);
  EXPECT_EQ(select.real(3), 1.5);
  EXPECT_EQ(select.type(0), Statement::Type::integer);
  EXPECT_EQ(select.type(1), Statement::Type::text);
  EXPECT_EQ(select.type(2), Statement::Type::blob);
  EXPECT_EQ(select.type(3), Statement::Type::real);
  EXPECT_EQ(select.column_name(1), "t");
  EXPECT_FALSE(select.step().value());
}

TEST_F(StatementTest, TellsNullFromEmpty) {
  auto insert = connection.prepare("INSERT INTO t VALUES (?1, ?2, ?3, NULL)").value();
  ASSERT_TRUE(insert.bind_all(std::optional<int>(), std::string_view(), Blob(std::string_view())).run());
  auto select = connection.prepare("SELECT i, t, b, r FROM t").value();
  ASSERT_TRUE(select.step().value());
  EXPECT_TRUE(select.is_null(0));
  EXPECT_EQ(select.type(1), Statement::Type::text);
  EXPECT_EQ(select.type(2), Statement::Type::blob);
  EXPECT_TRUE(select.is_null(3));
}

TEST_F(StatementTest, RunsAgainAfterItsEnd) {
  auto insert = connection.prepare("INSERT INTO t (i) VALUES (?1)").value();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(insert.bind(1, i).run());
  EXPECT_EQ(rows(), 3);
}

TEST_F(StatementTest, RunsToTheEndOfItsRows) {
  auto select = connection.prepare("SELECT 1 UNION ALL SELECT 2 ORDER BY 1").value();
  ASSERT_TRUE(select.run());
  ASSERT_TRUE(select.step().value());
  EXPECT_EQ(select.integer(0), 1) << "begun again";
}

TEST_F(StatementTest, TellsAParameterThatIsNotThere) {
  auto insert = connection.prepare("INSERT INTO t (i) VALUES (?1)").value();
  EXPECT_FALSE(insert.bind(1, 1).bind(2, 2).run());
  EXPECT_EQ(rows(), 0);
}

TEST_F(StatementTest, TellsSuchAParameterOfEachType) {
  auto insert = connection.prepare("INSERT INTO t (i) VALUES (?1)").value();
  EXPECT_FALSE(insert.bind(2, std::string_view("two")).run());
  insert.clear();
  EXPECT_FALSE(insert.bind(2, Blob(std::string_view("two"))).run());
  insert.clear();
  EXPECT_FALSE(insert.bind_null(2).run());
  insert.clear();
  EXPECT_TRUE(insert.bind(1, 1).run());
}

TEST_F(StatementTest, ReadsNullAsAnEmptyText) {
  ASSERT_TRUE(connection.execute("INSERT INTO t VALUES (NULL, NULL, NULL, NULL)"));
  auto select = connection.prepare("SELECT t, b FROM t").value();
  ASSERT_TRUE(select.step().value());
  EXPECT_EQ(select.text(0), "");
  EXPECT_EQ(select.blob(1), "");
  EXPECT_EQ(select.column_name(7), "");
  EXPECT_EQ(select.column_count(), 2);
}

TEST_F(StatementTest, EndsCancelledWhenItsConnectionIsInterrupted) {
  ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (1), (2), (3)"));
  auto select = connection.prepare("SELECT i FROM t").value();
  ASSERT_TRUE(select.step().value());
  connection.interrupt();
  const auto next = select.step();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().kind, ErrorKind::cancelled);
}

TEST_F(StatementTest, IsKeptOnceHoweverManyAreOnLoan) {
  constexpr std::string_view sql = "INSERT INTO t (i) VALUES (?1)";
  {
    auto one = connection.keep(sql).value();
    auto other = connection.keep(sql).value();
    auto moved = std::move(one);
    ASSERT_TRUE(moved->bind(1, 1).run());
    ASSERT_TRUE(other->bind(1, 2).run());
  }
  auto again = connection.keep(sql).value();
  ASSERT_TRUE(again->run());
  EXPECT_EQ(connection.text("SELECT group_concat(ifnull(i, 'null')) FROM t").value(), "1,2,null")
      << "what was bound is forgotten";
}

TEST_F(StatementTest, IsAbsentWhereTheFirstValueIsNullOrThereIsNoRow) {
  EXPECT_EQ(connection.integer("SELECT i FROM t").value(), std::nullopt);
  EXPECT_EQ(connection.text("SELECT t FROM t").value(), std::nullopt);
  ASSERT_TRUE(connection.execute("INSERT INTO t VALUES (NULL, NULL, NULL, NULL)"));
  EXPECT_EQ(connection.integer("SELECT i FROM t").value(), std::nullopt);
  EXPECT_EQ(connection.text("SELECT t FROM t").value(), std::nullopt);
  EXPECT_FALSE(connection.integer("SELECT x FROM t"));
}

TEST_F(StatementTest, TellsAValueOfAnotherTypeThanItsColumn) {
  auto insert = connection.prepare("INSERT INTO t (i) VALUES (?1)").value();
  const auto done = insert.bind(1, std::string_view("one")).run();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::refused);
}

TEST_F(StatementTest, KnowsItsParametersByName) {
  auto select =
      connection.prepare("SELECT * FROM t WHERE i >= :since AND i < :until AND r <> :since").value();
  EXPECT_EQ(select.parameter_count(), 2);
  EXPECT_EQ(select.parameter_index(":until"), 2);
  EXPECT_EQ(select.parameter_index(":other"), 0);
  EXPECT_TRUE(select.is_read_only());
}

TEST_F(StatementTest, FailsInvalidOnWrongSql) {
  const auto statement = connection.prepare("SELEC 1");
  ASSERT_FALSE(statement);
  EXPECT_EQ(statement.error().kind, ErrorKind::invalid);
}

TEST_F(TransactionTest, RollsBackUnlessCommitted) {
  {
    auto transaction = Transaction::begin(connection).value();
    ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (1)"));
  }
  EXPECT_EQ(rows(), 0);
  {
    auto transaction = Transaction::begin(connection).value();
    ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (1)"));
    ASSERT_TRUE(transaction.commit());
  }
  EXPECT_EQ(rows(), 1);
}

TEST_F(TransactionTest, UndoesOnlyItsOwnPartInsideAnother) {
  auto outer = Transaction::begin(connection).value();
  ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (1)"));
  {
    auto inner = Transaction::begin(connection).value();
    ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (2)"));
  }
  {
    auto inner = Transaction::begin(connection).value();
    ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (3)"));
    ASSERT_TRUE(inner.commit());
  }
  ASSERT_TRUE(outer.commit());
  EXPECT_EQ(connection.text("SELECT group_concat(i) FROM t").value(), "1,3");
}

TEST_F(TransactionTest, IsNotOutlivedByACommittedPartOfIt) {
  {
    auto outer = Transaction::begin(connection).value();
    auto inner = Transaction::begin(connection).value();
    ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (3)"));
    ASSERT_TRUE(inner.commit());
  }
  EXPECT_EQ(rows(), 0);
}

TEST_F(TransactionTest, RunsNothingMoreOnceSqliteHasRolledItBack) {
  ASSERT_TRUE(connection.execute("CREATE TABLE u (a INTEGER PRIMARY KEY ON CONFLICT ROLLBACK) STRICT"));
  {
    auto transaction = Transaction::begin(connection).value();
    ASSERT_TRUE(connection.execute("INSERT INTO u VALUES (1)"));
    ASSERT_FALSE(connection.execute("INSERT INTO u VALUES (1)"));
    ASSERT_FALSE(connection.in_transaction());
    EXPECT_FALSE(connection.execute("INSERT INTO t (i) VALUES (1)"));
    EXPECT_FALSE(connection.prepare("INSERT INTO t (i) VALUES (1)").value().run());
    EXPECT_FALSE(Transaction::begin(connection));
    EXPECT_FALSE(transaction.commit());
  }
  EXPECT_EQ(rows(), 0);
  EXPECT_TRUE(connection.execute("INSERT INTO t (i) VALUES (1)"));
}

TEST_F(TransactionTest, IsGivenUpWholeWhereAPartOfItCannotBeUndone) {
  sqlite3_set_authorizer(connection.handle(), refuse_rollback_to, nullptr);
  {
    auto outer = Transaction::begin(connection).value();
    ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (1)"));
    {
      auto inner = Transaction::begin(connection).value();
      ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (2)"));
    }
    const auto committed = outer.commit();
    ASSERT_FALSE(committed);
  }
  EXPECT_EQ(rows(), 0);
  sqlite3_set_authorizer(connection.handle(), nullptr, nullptr);
  auto next = Transaction::begin(connection).value();
  ASSERT_TRUE(connection.execute("INSERT INTO t (i) VALUES (3)"));
  EXPECT_TRUE(next.commit());
  EXPECT_EQ(rows(), 1);
}

TEST_F(TransactionTest, KeepsTheResultOfItsWork) {
  const auto good = in_transaction(connection, [&]() -> core::Result<int> {
    if (auto done = connection.execute("INSERT INTO t (i) VALUES (1)"); !done)
      return core::Failure(done.error());
    return 42;
  });
  EXPECT_EQ(good.value(), 42);
  const auto bad = in_transaction(connection, [&]() -> core::Result<int> {
    if (auto done = connection.execute("INSERT INTO t (i) VALUES (2)"); !done)
      return core::Failure(done.error());
    return core::fail(ErrorKind::cancelled, core::msg("stopped"));
  });
  EXPECT_EQ(bad.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(rows(), 1);
}

}  // namespace
}  // namespace jauge::sqlite
