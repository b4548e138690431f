#include "store/month_keys.hpp"

#include <sys/stat.h>

#include <fstream>

#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

using core::ErrorKind;
using test_support::read_file;
using test_support::write_file;
namespace fs = std::filesystem;

class MonthKeysTest : public StoreTest {
 protected:
  fs::path file() const { return directory / "keys" / "2026-10"; }
  static unsigned mode(const fs::path& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? status.st_mode & 07777u : 0;
  }
  void put(const std::string& bytes, fs::perms permissions = fs::perms::owner_read) const {
    fs::remove(file());
    write_file(file(), bytes);
    fs::permissions(file(), permissions);
  }
};

TEST_F(MonthKeysTest, AreMadeOnceAndStay) {
  const auto made = store->keys.obtain(month, now).value();
  EXPECT_EQ(store->keys.obtain(month, now).value().bytes(), made.bytes());
  reopen();
  EXPECT_EQ(store->keys.obtain(month, now).value().bytes(), made.bytes());
  EXPECT_EQ(store->keys.load(month).value()->bytes(), made.bytes());
}

TEST_F(MonthKeysTest, DifferFromMonthToMonth) {
  EXPECT_NE(store->keys.obtain(month, now).value().bytes(),
            store->keys.obtain(month.next(), now).value().bytes());
}

TEST_F(MonthKeysTest, AreFilesThatOnlyTheirOwnerMayRead) {
  const auto made = store->keys.obtain(month, now).value();
  EXPECT_EQ(mode(file()), 0400u);
  EXPECT_EQ(mode(file().parent_path()), 0700u);
  EXPECT_EQ(read_file(file()), std::string(made.bytes().begin(), made.bytes().end()));
}

TEST_F(MonthKeysTest, AreNotInTheStoreItself) {
  const auto made = store->keys.obtain(month, now).value();
  store.reset();
  EXPECT_EQ(read_file(path()).find(std::string(made.bytes().begin(), made.bytes().end())), std::string::npos);
}

TEST_F(MonthKeysTest, AreNothingBeforeTheyWereMade) {
  EXPECT_FALSE(store->keys.load(month).value());
  EXPECT_TRUE(store->keys.months().value().empty());
}

TEST_F(MonthKeysTest, FailDamagedWhenAFileIsMissing) {
  ASSERT_TRUE(store->keys.obtain(month, now));
  fs::remove(file());
  EXPECT_EQ(store->keys.obtain(month, now).error().kind, ErrorKind::damaged);
  EXPECT_EQ(store->keys.load_all().error().kind, ErrorKind::damaged);
  EXPECT_EQ(store->check().error().kind, ErrorKind::damaged);
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(MonthKeysTest, FailDamagedWhenAFileIsNotTheOneKnown) {
  ASSERT_TRUE(store->keys.obtain(month, now));
  auto bytes = read_file(file());
  bytes[31] ^= 1;
  put(bytes);
  EXPECT_EQ(store->keys.obtain(month, now).error().kind, ErrorKind::damaged);
  put(bytes.substr(1));
  EXPECT_EQ(store->keys.obtain(month, now).error().kind, ErrorKind::damaged);
  put(bytes + "x");
  EXPECT_EQ(store->keys.load(month).error().kind, ErrorKind::damaged);
}

TEST_F(MonthKeysTest, AreNotReadFromAFileThatOthersMayRead) {
  ASSERT_TRUE(store->keys.obtain(month, now));
  fs::permissions(file(), fs::perms::owner_read | fs::perms::group_read);
  EXPECT_EQ(store->keys.obtain(month, now).error().kind, ErrorKind::invalid);
}

TEST_F(MonthKeysTest, AreAdoptedFromARunThatEndedBeforeTheyWereNoted) {
  {
    const auto undone = store->transaction([&]() -> core::Result<void> {
      if (auto key = store->keys.obtain(month, now); !key) return core::Failure(key.error());
      return core::fail(ErrorKind::cancelled, core::msg("stopped"));
    });
    ASSERT_FALSE(undone);
  }
  const auto bytes = read_file(file());
  const auto key = store->keys.obtain(month, now).value();
  EXPECT_EQ(bytes, std::string(key.bytes().begin(), key.bytes().end()));
}

TEST_F(MonthKeysTest, AreDestroyedForGood) {
  ASSERT_TRUE(store->keys.obtain(month, now));
  ASSERT_TRUE(store->keys.obtain(month.next(), now));
  // A second name for the file shows what became of its bytes.
  fs::create_hard_link(file(), directory / "seen");
  ASSERT_TRUE(store->keys.destroy(month, now));
  EXPECT_FALSE(fs::exists(file()));
  EXPECT_EQ(read_file(directory / "seen"), std::string(32, '\0'));
  EXPECT_FALSE(store->keys.load(month).value());
  EXPECT_EQ(store->keys.obtain(month, now).error().kind, ErrorKind::refused);
  EXPECT_EQ(store->keys.months().value(), std::vector{month.next()});
  EXPECT_TRUE(store->keys.destroy(month, now));
}

TEST_F(MonthKeysTest, EndADestructionThatACrashCutShort) {
  ASSERT_TRUE(store->keys.obtain(month, now));
  const auto bytes = read_file(file());
  ASSERT_TRUE(store->keys.destroy(month, now));
  put(bytes);
  reopen();
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(MonthKeysTest, AreNotDestroyedInsideATransaction) {
  ASSERT_TRUE(store->keys.obtain(month, now));
  const auto done = store->transaction([&] { return store->keys.destroy(month, now); });
  EXPECT_FALSE(done);
  EXPECT_TRUE(fs::exists(file()));
}

TEST_F(MonthKeysTest, ComeBackFromTheirBackup) {
  const auto made = store->keys.obtain(month, now).value();
  ASSERT_TRUE(store->keys.obtain(month.next(), now));
  const auto text = store->keys.export_text().value();
  EXPECT_EQ(text.size(), 2u * (7 + 1 + 64 + 1));
  fs::remove_all(file().parent_path());
  ASSERT_TRUE(MonthKeys::import_text(file().parent_path(), text));
  ASSERT_TRUE(MonthKeys::import_text(file().parent_path(), text));
  EXPECT_EQ(mode(file()), 0400u);
  EXPECT_EQ(store->keys.load_all().value().at(month).bytes(), made.bytes());
}

TEST_F(MonthKeysTest, AreNotReplacedByOthersFromABackup) {
  ASSERT_TRUE(store->keys.obtain(month, now));
  const auto other = "2026-10 " + std::string(64, 'a') + "\n";
  EXPECT_EQ(MonthKeys::import_text(file().parent_path(), other).error().kind, ErrorKind::refused);
  const std::string digits(64, 'a');
  for (const auto& wrong :
       {std::string("2026-13 "), std::string("2026-10 aa\n"), std::string("\n"), std::string("2026-10"),
        "2026-11:" + digits, "2026-13 " + digits, "2026-11 " + digits.substr(1) + "g"}) {
    EXPECT_EQ(MonthKeys::import_text(file().parent_path(), wrong).error().kind, ErrorKind::invalid) << wrong;
  }
}

}  // namespace
}  // namespace jauge::store
