// Files beside the store on a disk that fails: the months' keys, and what a restoration moves.
#include <sys/stat.h>

#include "store/key_file.hpp"
#include "tests/support/failing_calls.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

using core::ErrorKind;
using core::Result;
using test_support::fail_call;
using test_support::read_file;
using test_support::stop_failing;
namespace fs = std::filesystem;

class FailingFile : public StoreTest {
 protected:
  void TearDown() override { stop_failing(); }

  /// Lets each system call of `work` fail in turn, after `prepare`. It tells each; `judge` looks at what is
  /// left.
  template <class Prepare, class Work, class Judge>
  void fail_each_call(const Prepare& prepare, const Work& work, const Judge& judge) {
    for (const auto call : test_support::calls_that_can_fail) {
      for (long allowed = 0;; ++allowed) {
        prepare();
        fail_call(call, allowed, EIO);
        const auto done = work();
        if (!stop_failing()) break;
        ASSERT_FALSE(done) << call << ", call " << allowed;
        judge(call);
      }
    }
  }

  const fs::path keys = directory / "keys";
  const fs::path file = keys / "2026-10";
  const KeyBytes key{1, 2, 3};
};

TEST_F(FailingFile, LeavesAKeyWholeOrNotThere) {
  for (const auto& before : {keys, file}) {
    const auto clear = [&] { fs::remove_all(before); };
    const auto write = [&] { return write_key_file(file, key); };
    fail_each_call(clear, write, [&](std::string_view call) {
      const auto there = read_key_file(file);
      ASSERT_TRUE(there) << call;
      if (*there) {
        ASSERT_EQ(**there, key) << call;
      }
      ASSERT_TRUE(write_key_file(file, key)) << call;
      ASSERT_EQ(read_key_file(file).value(), key) << call;
      ASSERT_FALSE(fs::exists(file.string() + ".new")) << call;
    });
  }
}

TEST_F(FailingFile, NeverGivesAWrongKey) {
  ASSERT_TRUE(write_key_file(file, key));
  fail_each_call([] {}, [&] { return read_key_file(file); }, [](std::string_view) {});
}

TEST_F(FailingFile, LeavesADestructionToBeDoneAgain) {
  for (const auto* call : {"chmod", "open", "write", "fsync", "unlink"}) {
    ASSERT_TRUE(write_key_file(file, key));
    fail_call(call, 0, EIO);
    ASSERT_FALSE(destroy_key_file(file)) << call;
    stop_failing();
    ASSERT_TRUE(destroy_key_file(file)) << call;
    ASSERT_FALSE(fs::exists(file)) << call;
  }
}

TEST_F(FailingFile, IsWrittenOnAfterASignal) {
  fail_call("write", 0, EINTR);
  EXPECT_TRUE(write_key_file(file, key));
  EXPECT_TRUE(stop_failing());
  EXPECT_EQ(read_key_file(file).value(), key);
}

TEST_F(FailingFile, IsToldAsAFullDiskOrAQuota) {
  for (const int error : {ENOSPC, EDQUOT, EFBIG}) {
    fail_call("write", 0, error);
    const auto written = write_key_file(file, key);
    stop_failing();
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::transient);
    EXPECT_FALSE(fs::exists(file.string() + ".new"));
  }
}

TEST_F(FailingFile, OfANewStoreIsToldAsAFullDiskOrAQuota) {
  for (const int error : {ENOSPC, EDQUOT}) {
    fail_call("open", 0, error);
    const auto opened = sqlite::Connection::open(directory / "new.db", {.create = true});
    EXPECT_TRUE(stop_failing());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::transient);
    EXPECT_FALSE(fs::exists(directory / "new.db"));
  }
}

TEST_F(FailingFile, IsNoPlaceForKeysWhereOthersMayRead) {
  fs::create_directory(keys);
  fs::permissions(keys, fs::perms::owner_all | fs::perms::group_read);
  const auto written = write_key_file(file, key);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::invalid);
  EXPECT_EQ(written.error().hint, core::msg("Run: chmod 0700 {0}", keys.string()));
}

TEST_F(FailingFile, IsNoKeyUnlessItIsAPlainFile) {
  ASSERT_TRUE(write_key_file(keys / "other", key));
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
  EXPECT_EQ(read_key_file(file).error().kind, ErrorKind::damaged);
}

TEST_F(FailingFile, GivesNoKeyWithoutChance) {
  fail_call("getrandom", 0, ENOSYS);
  const auto made = store->keys.obtain(month, now);
  stop_failing();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::transient);
  EXPECT_FALSE(store->keys.load(month).value());
  EXPECT_TRUE(store->keys.obtain(month, now));
}

TEST_F(FailingFile, OfAKeyIsToldByWhatNeedsIt) {
  const auto fails = [&](const char* call, const std::function<bool()>& work) {
    fail_call(call, 0, EIO);
    const bool done = work();
    EXPECT_TRUE(stop_failing()) << call;
    EXPECT_FALSE(done) << call;
  };
  fails("open", [&] { return store->keys.obtain(month, now).has_value(); });
  fails("mkdir", [&] { return store->keys.obtain(month, now).has_value(); });
  ASSERT_TRUE(store->keys.obtain(month, now));
  fails("open", [&] { return store->keys.obtain(month, now).has_value(); });
  fails("open", [&] { return store->keys.load(month).has_value(); });
  fails("open", [&] { return store->keys.export_text().has_value(); });
  const auto text = store->keys.export_text().value();
  fails("open", [&] { return MonthKeys::import_text(keys, text).has_value(); });
  fails("mkdir", [&] { return MonthKeys::import_text(directory / "elsewhere", text).has_value(); });
  fails("chmod", [&] { return store->keys.destroy(month, now).has_value(); });
  fails("chmod", [&] { return store->keys.finish_destructions().has_value(); });
  store.reset();
  fails("chmod", [&] { return Store::open(path(), {.project = "PAI-1"}).has_value(); });
  reopen();
}

TEST_F(FailingFile, OfARestorationLeavesTheOldStore) {
  ASSERT_TRUE(store->keys.obtain(month, now));
  ASSERT_TRUE(store->backup(directory / "backup.db", Members::included));
  store.reset();
  const auto old = read_file(path());
  const auto restored = [&] {
    return restore(directory / "backup.db", path(), {"PAI-1", "", now, "backup.db"});
  };
  for (const auto* call : {"link", "flock"}) {
    fail_call(call, 0, EIO);
    ASSERT_FALSE(restored()) << call;
    stop_failing();
    ASSERT_EQ(read_file(path()), old) << call;
  }
  // Its copy takes its name first, then the old journal is put aside, then the copy takes the store's.
  for (const long allowed : {0, 1, 2}) {
    fail_call("rename", allowed, EIO);
    ASSERT_FALSE(restored()) << allowed;
    EXPECT_TRUE(stop_failing());
    ASSERT_EQ(read_file(path()), old) << allowed;
  }
  EXPECT_TRUE(restored());
  reopen();
  EXPECT_TRUE(store->check());
}

TEST_F(FailingFile, OfAStoreThatCannotBeReadIsNotTakenForAnotherApplications) {
  store.reset();
  fail_call("read", 0, EIO);
  const auto opened = Store::open(path(), {.project = "PAI-1"});
  stop_failing();
  EXPECT_TRUE(opened) << "the bytes are SQLite's to judge";
}

}  // namespace
}  // namespace jauge::store
