#include "store/migrations.hpp"

#include <gtest/gtest.h>

#include "tests/support/refused_statements.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::store {
namespace {

using core::ErrorKind;

constexpr Migration steps[] = {
    {1,
     "PRAGMA application_id = 0x4a415547; CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"
     "PRAGMA user_version = 1;"},
    {2, "ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT 'two'; PRAGMA user_version = 2;"},
    {3, "CREATE TABLE b (z INTEGER) STRICT; INSERT INTO b SELECT x FROM a; PRAGMA user_version = 3;"},
};

class Migrations : public testing::Test {
 protected:
  sqlite::Connection open(std::string_view name = "a.db") const {
    return std::move(
        *sqlite::Connection::open(directory / name, {.create = true, .exclusive = true, .checksums = true}));
  }
  test_support::TemporaryDirectory directory;
};

TEST_F(Migrations, AreNumberedWithoutGap) {
  const auto all = migrations();
  ASSERT_FALSE(all.empty());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].version, static_cast<int>(i) + 1);
}

TEST_F(Migrations, TakeANewFileToTheLastVersion) {
  auto connection = open();
  ASSERT_TRUE(migrate(connection, migrations()));
  EXPECT_EQ(connection.integer("PRAGMA application_id").value(), application_id);
  EXPECT_EQ(connection.integer("PRAGMA user_version").value(),
            static_cast<std::int64_t>(migrations().size()));
  EXPECT_TRUE(connection.integrity_check());
}

TEST_F(Migrations, UpgradeFromEveryVersionToTheSameSchema) {
  auto whole = open("whole.db");
  ASSERT_TRUE(migrate(whole, steps));
  constexpr const char* schema =
      "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
  for (std::size_t from = 0; from <= std::size(steps); ++from) {
    auto connection = open("from" + std::to_string(from) + ".db");
    ASSERT_TRUE(migrate(connection, std::span(steps).first(from)));
    ASSERT_TRUE(migrate(connection, steps)) << "from " << from;
    EXPECT_EQ(connection.text(schema).value(), whole.text(schema).value()) << "from " << from;
    EXPECT_EQ(connection.text("SELECT x || y || z FROM a JOIN b ON x = z").value(), "1two1");
    EXPECT_EQ(connection.integer("PRAGMA user_version").value(), 3);
  }
}

TEST_F(Migrations, LeaveTheVersionBeforeAFailedStep) {
  auto connection = open();
  ASSERT_TRUE(migrate(connection, std::span(steps).first(1)));
  constexpr Migration broken[] = {
      steps[0], steps[1], {3, "CREATE TABLE c (x INTEGER) STRICT; INSERT INTO none VALUES (1)"}};
  EXPECT_FALSE(migrate(connection, broken));
  EXPECT_EQ(connection.integer("PRAGMA user_version").value(), 1) << "all the steps or none";
  EXPECT_FALSE(connection.integer("SELECT y FROM a"));
  EXPECT_EQ(connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'c'").value(), 0);
  EXPECT_TRUE(migrate(connection, steps));
}

TEST_F(Migrations, LeaveNothingOfAStepThatIsRefusedHalfway) {
  test_support::RefusedStatements refusals;
  auto connection = open();
  for (long allowed = 0;; ++allowed) {
    refusals.refuse_after(allowed, connection.handle());
    const auto done = migrate(connection, std::span(steps).first(1));
    if (!refusals.stop()) {
      EXPECT_TRUE(done);
      EXPECT_GT(allowed, 5);
      return;
    }
    ASSERT_FALSE(done) << "refused after " << allowed;
    ASSERT_EQ(connection.integer("SELECT count(*) FROM sqlite_schema").value(), 0) << "after " << allowed;
    ASSERT_EQ(connection.integer("PRAGMA user_version").value(), 0) << "refused after " << allowed;
  }
}

TEST_F(Migrations, RefuseAStepThatForgetsItsVersion) {
  auto connection = open();
  constexpr Migration forgetful[] = {steps[0], {2, "CREATE TABLE c (x INTEGER) STRICT"}};
  EXPECT_FALSE(migrate(connection, forgetful));
  EXPECT_EQ(connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'c'").value(), 0);
}

TEST_F(Migrations, RefuseALaterVersion) {
  auto connection = open();
  ASSERT_TRUE(migrate(connection, steps));
  const auto older = migrate(connection, std::span(steps).first(2));
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().kind, ErrorKind::invalid);
}

TEST_F(Migrations, RefuseAnotherApplication) {
  auto connection = open();
  ASSERT_TRUE(connection.execute("PRAGMA application_id = 7; PRAGMA user_version = 1"));
  const auto other = migrate(connection, steps);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::invalid);

  auto anonymous = open("b.db");
  ASSERT_TRUE(anonymous.execute("CREATE TABLE t (a INTEGER)"));
  EXPECT_FALSE(migrate(anonymous, steps));

  auto numbered = open("c.db");
  ASSERT_TRUE(numbered.execute("PRAGMA user_version = 1"));
  EXPECT_FALSE(migrate(numbered, steps));

  auto unnumbered = open("d.db");
  ASSERT_TRUE(unnumbered.execute("PRAGMA application_id = 0x4a415547"));
  EXPECT_FALSE(migrate(unnumbered, steps));
}

}  // namespace
}  // namespace jauge::store
