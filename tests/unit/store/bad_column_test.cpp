// Columns that hold what no program of ours writes, behind sound page checksums.
#include <functional>

#include "store/packed.hpp"
#include "tests/support/refused_statements.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

using test_support::RefusedStatements;

class BadColumnTest : public StoreTest {
 protected:
  BadColumnTest() {
    reopen();
    connection = RefusedStatements::last_opened();
  }
  void SetUp() override {
    report = add_report(month, 0);
    ASSERT_TRUE(store->sealed.insert(report, "container", now));
    ASSERT_TRUE(store->deliveries.set(report, {}));
    ASSERT_TRUE(store->deliveries.insert_receipt(report, {"receipt", now}));
    ASSERT_TRUE(store->closing_reads.set(
        month, {"dui", "k", ClosingReadState::incoherent, now, false, {tilleuls, erables}}));
    ASSERT_TRUE(store->late.add({month, "k", "dui", tilleuls, 3}));
    ASSERT_TRUE(store->purges.note(month, now));
    ASSERT_TRUE(store->members.add("dui", "k", {tilleuls, month, {{key(1), 20000}}}));
    ASSERT_TRUE(store->keys.obtain(month, now));
    ASSERT_TRUE(store->meta.note_instant(now));
    const core::Error failure{core::ErrorKind::transient, core::msg("No answer."), {}};
    ASSERT_TRUE(store->reads.record(
        {"dui", "k", month, core::ReadPurpose::poll, now, now, now, std::chrono::milliseconds(5), failure}));
    core::Fates fates;
    fates.late = {{month, 4}};
    fates.establishments[tilleuls] = {95, {{"cle-vide", 2}}};
    ASSERT_TRUE(store->fates.replace(month, "dui", "k", fates));
  }
  void execute(const std::string& script) const {
    ASSERT_EQ(sqlite3_exec(connection, script.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << script << ": " << sqlite3_errmsg(connection);
  }
  /// Runs `script`, past every rule of the schema, for as long as `read` runs.
  template <class Read>
  void expect_damage(const std::string& script, const Read& read) const {
    EXPECT_TRUE(read()) << "before " << script;
    execute("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; BEGIN");
    execute(script);
    const auto done = read();
    execute("ROLLBACK; PRAGMA ignore_check_constraints = OFF; PRAGMA foreign_keys = ON");
    ASSERT_FALSE(done) << script;
    EXPECT_EQ(done.error().kind, core::ErrorKind::damaged) << script;
  }

  RefusedStatements watcher;
  sqlite3* connection = nullptr;
  ReportId report = 0;
};

TEST_F(BadColumnTest, OfAMonthIsDamage) {
  expect_damage("UPDATE purge SET month = '2026-13'", [&] { return store->purges.months(); });
  expect_damage("UPDATE month_key SET month = '2026/10'", [&] { return store->keys.months(); });
}

TEST_F(BadColumnTest, OfAnInstantIsDamage) {
  expect_damage(
      "ALTER TABLE purge RENAME TO kept; CREATE TABLE purge (month, purged_at);"
      "INSERT INTO purge SELECT month, 'soon' FROM kept",
      [&] { return store->purges.get(month); });
  for (const auto* text : {"soon", "12 h", "99999999999999999999"}) {
    expect_damage(std::string("UPDATE meta SET value = '") + text + "' WHERE name = 'last_instant'",
                  [&] { return store->meta.last_instant(); });
  }
}

TEST_F(BadColumnTest, OfAnEstablishmentIsDamage) {
  expect_damage("UPDATE late SET establishment = 'Tilleuls'", [&] { return store->late.list(); });
  expect_damage("UPDATE closing_read SET incoherent = '670000165 Erables'",
                [&] { return store->closing_reads.list(month); });
  expect_damage("UPDATE fate SET establishment = 'Tilleuls' WHERE establishment <> '' AND fate = 'read'",
                [&] { return store->fates.get(month); });
}

TEST_F(BadColumnTest, OfARegionIsDamage) {
  expect_damage("DROP TRIGGER report_no_update; UPDATE report SET region = 'Alsace'",
                [&] { return store->reports.list(); });
}

TEST_F(BadColumnTest, OfANumberIsDamage) {
  expect_damage("UPDATE late SET count = -1, establishment = ''; UPDATE fate SET count = -1",
                [&] { return store->fates.get(month); });
  expect_damage("UPDATE delivery SET attempts = 3000000000", [&] { return store->deliveries.get(report); });
  expect_damage("UPDATE delivery SET attempts = -3000000000", [&] { return store->deliveries.get(report); });
}

TEST_F(BadColumnTest, OfAWordIsDamage) {
  expect_damage("UPDATE closing_read SET state = 'tried'", [&] { return store->closing_reads.list(month); });
  expect_damage("UPDATE delivery SET outcome = 'lost'", [&] { return store->deliveries.get(report); });
  expect_damage("UPDATE delivery SET settled = 'lost'", [&] { return store->deliveries.get(report); });
  expect_damage("UPDATE read SET failure = 'odd'", [&] { return store->reads.recent(1); });
  expect_damage("UPDATE read SET purpose = 'odd'", [&] { return store->reads.recent(1); });
  expect_damage("UPDATE fate SET reason = 'soon' WHERE fate = 'late'",
                [&] { return store->fates.get(month); });
}

TEST_F(BadColumnTest, OfAMemberIsDamage) {
  const auto members = [&] { return store->members.members(tilleuls, month, "k"); };
  expect_damage("UPDATE member SET key = x'00'", members);
  expect_damage("UPDATE member SET day = 3000000000", members);
  expect_damage("UPDATE member SET day = -3000000000", members);
}

TEST_F(BadColumnTest, OfADigestIsDamage) {
  expect_damage("UPDATE month_key SET check_value = x'00'", [&] { return store->keys.load(month); });
  expect_damage("DROP TRIGGER report_no_update; UPDATE report SET json_sha256 = x'00'",
                [&] { return store->reports.last(region("44")); });
}

TEST_F(BadColumnTest, BesideItsDigestIsDamage) {
  std::string other = "x'";
  for (const char byte : packed("other")) other += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  other += '\'';
  // No stream at all, and a sound stream of other bytes.
  for (const std::string& bytes : {std::string("x'00'"), other}) {
    expect_damage("DROP TRIGGER closure_no_update; UPDATE closure SET content = " + bytes,
                  [&] { return store->closures.latest(month); });
    for (const std::string document : {"json", "csv", "html"}) {
      expect_damage("DROP TRIGGER report_no_update; UPDATE report SET " + document + " = " + bytes,
                    [&] { return store->reports.documents(report); });
    }
    expect_damage("DROP TRIGGER sealed_no_update; UPDATE sealed SET container = " + bytes,
                  [&] { return store->sealed.container(report); });
  }
  expect_damage("DROP TRIGGER receipt_no_update; UPDATE receipt SET bytes = x''",
                [&] { return store->deliveries.receipt(report); });
}

}  // namespace
}  // namespace jauge::store
