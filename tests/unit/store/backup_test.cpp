// Copies of a store and what comes back from them.
#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

using core::ErrorKind;
using test_support::read_file;
using test_support::write_file;

class BackupTest : public StoreTest {
 protected:
  /// A closed month with its report and receipt, an open one with members; each with its key.
  void fill() {
    const auto report = add_report(month, 0);
    ASSERT_TRUE(store->sealed.insert(report, "container", now));
    ASSERT_TRUE(store->deliveries.insert_receipt(report, {"receipt", now}));
    for (const auto of : {month, open_month}) {
      ASSERT_TRUE(store->keys.obtain(of, now));
      ASSERT_TRUE(store->members.add("dui", "file_update", {tilleuls, of, {{pseudonym, 20000}}}));
      ASSERT_TRUE(store->reads.record({"dui", "file_update", of, core::ReadPurpose::poll, now, now, now,
                                       std::chrono::milliseconds(5), std::nullopt}));
      ASSERT_TRUE(
          store->closing_reads.set(of, {"dui", "file_update", ClosingReadState::succeeded, now, false, {}}));
    }
  }
  std::uint64_t members(core::Month of) const {
    return store->members.count(tilleuls, of, "file_update", "dui").value();
  }
  bool was_read(core::Month of) const {
    return store->reads.last_success_until("dui", "file_update").value().has_value() ||
           store->closing_reads.get(of, "dui", "file_update").value().has_value();
  }
  bool holds_pseudonym(std::string_view name) const {
    const std::string bytes(pseudonym.begin(), pseudonym.end());
    return read_file(directory / name).find(bytes) != std::string::npos;
  }

  const core::Month open_month{2026, 11};
  const core::Key pseudonym{'o', 'n', 'e', '-', 'p', 'e', 'r', 's', 'o', 'n', '-', 'h', 'e', 'r', 'e', '!'};
};

using RestoreTest = BackupTest;

TEST_F(BackupTest, LeavesNoMemberBehindUnlessAsked) {
  fill();
  const auto without = store->backup(directory / "without.db", Members::left_out);
  ASSERT_TRUE(without);
  EXPECT_EQ(without->members, 0);
  EXPECT_EQ(without->closures, 1);
  EXPECT_EQ(without->receipts, 1);
  EXPECT_FALSE(holds_pseudonym("without.db"));
  const auto with = store->backup(directory / "with.db", Members::included);
  ASSERT_TRUE(with);
  EXPECT_EQ(with->members, 2);
  EXPECT_TRUE(holds_pseudonym("with.db"));
  EXPECT_EQ(members(open_month), 1u) << "the store itself keeps them";
}

/// Nothing may claim that an open month was read where its members are no longer there.
TEST_F(BackupTest, WithoutMembersClaimsNoReadOfAnOpenMonth) {
  fill();
  ASSERT_TRUE(store->backup(directory / "without.db", Members::left_out));
  store.reset();
  ASSERT_TRUE(restore(directory / "without.db", path(), {"PAI-1", "", now, ""}));
  reopen();
  EXPECT_TRUE(store->purges.get(month).value()) << "a closed month without members is a purged one";
  EXPECT_FALSE(store->purges.get(open_month).value());
  EXPECT_EQ(members(open_month), 0u);
  EXPECT_FALSE(was_read(open_month));
  EXPECT_TRUE(store->closing_reads.get(month, "dui", "file_update").value());
}

TEST_F(RestoreTest, TakesAClosedMonthWithoutMembersForPurged) {
  fill();
  ASSERT_TRUE(store->backup(directory / "without.db", Members::left_out));
  store.reset();
  ASSERT_TRUE(restore(directory / "without.db", path(), {"PAI-1", "", now, ""}));
  const auto connection = sqlite::Connection::open(path(), {.read_only = true, .checksums = true});
  const auto known = connection->integer("SELECT count(*) FROM sqlite_schema WHERE name = 'purge'").value();
  if (known == 0) GTEST_SKIP() << "this schema keeps no purges";
  EXPECT_EQ(connection->text("SELECT group_concat(month) FROM purge").value(), month.text());
}

TEST_F(BackupTest, HoldsNoKey) {
  fill();
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  const auto key = read_file(directory / "keys" / open_month.text());
  ASSERT_EQ(key.size(), 32u);
  EXPECT_EQ(read_file(directory / "backup.db").find(key), std::string::npos);
}

TEST_F(BackupTest, IsNotMadeOfADamagedStore) {
  fill();
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  const auto before = read_file(directory / "backup.db");
  auto bytes = read_file(path());
  bytes[bytes.size() - 100] ^= 1;
  store.reset();
  write_file(path(), bytes);
  auto damaged = Store::open(path(), {.project = "PAI-1"});
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().kind, ErrorKind::damaged);
  EXPECT_EQ(read_file(directory / "backup.db"), before);
}

TEST_F(BackupTest, IsNamedWhenTheStoreIsFoundDamaged) {
  fill();
  ASSERT_TRUE(store->backup(daily_backup_path(path()), Members::included));
  auto bytes = read_file(path());
  bytes[bytes.size() - 100] ^= 1;
  store.reset();
  write_file(path(), bytes);
  const auto damaged = Store::open(path(), {.project = "PAI-1"});
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().hint, core::msg("Check the disk, then restore the last backup: jauge restore {0}",
                                            daily_backup_path(path()).string()));
}

TEST_F(RestoreTest, GivesUpTheMembersOfMonthsWhoseKeyIsNowhere) {
  fill();
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  store.reset();
  std::filesystem::remove_all(directory / "keys");
  const auto restored = restore(directory / "backup.db", path(), {"PAI-1", "", now, ""});
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->lost_keys, (std::vector{month, open_month}));
  reopen();
  EXPECT_EQ(members(month) + members(open_month), 0u);
  EXPECT_FALSE(was_read(open_month));
  EXPECT_EQ(store->keys.obtain(month, now).error().kind, ErrorKind::refused) << "closed: as destroyed";
  EXPECT_TRUE(store->keys.obtain(open_month, now)) << "open: a new one";
  EXPECT_TRUE(store->check());
}

TEST_F(RestoreTest, BringsTheKeysBack) {
  fill();
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  const auto keys = store->keys.export_text().value();
  const auto known = store->keys.load(open_month).value();
  store.reset();
  std::filesystem::remove_all(directory / "keys");
  const auto restored = restore(directory / "backup.db", path(), {"PAI-1", keys, now, ""});
  ASSERT_TRUE(restored);
  EXPECT_TRUE(restored->lost_keys.empty());
  EXPECT_EQ(restored->held.members, 2);
  reopen();
  EXPECT_EQ(members(open_month), 1u);
  EXPECT_EQ(store->keys.load(open_month).value()->bytes(), known->bytes());
}

TEST_F(RestoreTest, RefusesToTakeAnotherKeyForTheRightOne) {
  fill();
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  store.reset();
  const auto file = directory / "keys" / open_month.text();
  std::filesystem::remove(file);
  write_file(file, std::string(32, 'k'));
  EXPECT_EQ(restore(directory / "backup.db", path(), {"PAI-1", "", now, ""}).error().kind,
            ErrorKind::damaged);
  EXPECT_EQ(read_file(file), std::string(32, 'k')) << "it may be the right one of another store";
}

TEST_F(RestoreTest, GivesNoKeyUpThatOthersMayRead) {
  fill();
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  store.reset();
  const auto old = read_file(path());
  const auto file = directory / "keys" / open_month.text();
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::group_read);
  const auto restored = restore(directory / "backup.db", path(), {"PAI-1", "", now, ""});
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().kind, ErrorKind::invalid);
  EXPECT_EQ(restored.error().hint, core::msg("Run: chmod 0400 {0}", file.string()));
  EXPECT_EQ(read_file(path()), old);
}

TEST_F(RestoreTest, TakesNoBackupOfTheKeysThatCannotBeRead) {
  fill();
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  store.reset();
  const auto old = read_file(path());
  const auto restored = restore(directory / "backup.db", path(), {"PAI-1", "no key\n", now, ""});
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().kind, ErrorKind::invalid);
  EXPECT_EQ(read_file(path()), old);
}

TEST_F(RestoreTest, IsNotedInTheJournal) {
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  store.reset();
  ASSERT_TRUE(restore(directory / "backup.db", path(), {"PAI-1", "", now, ""}));
  reopen();
  EXPECT_EQ(store->audit.list(1).value().at(0).code, "restauration");
  EXPECT_TRUE(store->meta.get("restored_at").value());
}

TEST_F(RestoreTest, PutsABackupInPlaceAndKeepsTheOldFile) {
  ASSERT_TRUE(store->meta.set("a", "before"));
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  ASSERT_TRUE(store->meta.set("a", "after"));
  EXPECT_EQ(restore(directory / "backup.db", path(), {"PAI-1", "", now, ""}).error().kind,
            ErrorKind::refused);
  store.reset();
  ASSERT_TRUE(restore(directory / "backup.db", path(), {"PAI-1", "", now, ""}));
  reopen();
  EXPECT_EQ(store->meta.get("a").value(), "before");
  EXPECT_TRUE(store->check());
  EXPECT_TRUE(std::filesystem::exists(path().string() + ".replaced"));
  EXPECT_FALSE(std::filesystem::exists(path().string() + ".incoming"));
}

TEST_F(RestoreTest, ReplacesADamagedStoreAndItsJournal) {
  ASSERT_TRUE(store->meta.set("a", "before"));
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  store.reset();
  write_file(path(), std::string(20000, 'x'));
  write_file(path().string() + "-journal", std::string(20000, 'y'));
  ASSERT_TRUE(restore(directory / "backup.db", path(), {"PAI-1", "", now, ""}));
  EXPECT_TRUE(std::filesystem::exists(path().string() + ".replaced-journal"));
  reopen();
  EXPECT_EQ(store->meta.get("a").value(), "before");
}

TEST_F(RestoreTest, MakesAStoreWhereThereWasNone) {
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  const auto elsewhere = directory / "new" / "jauge.db";
  std::filesystem::create_directory(elsewhere.parent_path());
  ASSERT_TRUE(restore(directory / "backup.db", elsewhere, {"PAI-1", "", now, ""}));
  EXPECT_TRUE(Store::open(elsewhere, {.project = "PAI-1", .create = false}));
}

TEST_F(RestoreTest, TakesNoDamagedOrForeignBackup) {
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  store.reset();
  const auto before = read_file(path());
  EXPECT_EQ(restore(directory / "backup.db", path(), {"PAI-2", "", now, ""}).error().kind,
            ErrorKind::invalid);
  auto bytes = read_file(directory / "backup.db");
  bytes[bytes.size() / 2] ^= 4;
  write_file(directory / "backup.db", bytes);
  EXPECT_EQ(restore(directory / "backup.db", path(), {"PAI-1", "", now, ""}).error().kind,
            ErrorKind::damaged);
  EXPECT_EQ(restore(directory / "none.db", path(), {"PAI-1", "", now, ""}).error().kind, ErrorKind::invalid);
  EXPECT_EQ(read_file(path()), before);
}

TEST_F(RestoreTest, TakesNoBackupOfAnotherProgramOrVersion) {
  for (const auto* other :
       {"PRAGMA application_id = 7", "PRAGMA user_version = 0", "PRAGMA user_version = 1000"}) {
    ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
    {
      auto copy = sqlite::Connection::open(directory / "backup.db", {.checksums = true});
      ASSERT_TRUE(copy && copy->execute(other)) << other;
    }
    store.reset();
    const auto before = read_file(path());
    const auto restored = restore(directory / "backup.db", path(), {"PAI-1", "", now, ""});
    ASSERT_FALSE(restored) << other;
    EXPECT_EQ(restored.error().kind, ErrorKind::invalid) << other;
    EXPECT_EQ(read_file(path()), before) << other;
    reopen();
  }
}

}  // namespace
}  // namespace jauge::store
