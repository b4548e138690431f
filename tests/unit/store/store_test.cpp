#include "store/store.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>

#include "store/packed.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace jauge::store {
namespace {

using core::ErrorKind;
using test_support::read_file;
using test_support::write_file;

core::Batch batch_of(const core::Finess& establishment, core::Month month, int size) {
  core::Batch batch{establishment, month, {}};
  for (int i = 0; i < size; ++i) {
    batch.members.push_back(
        {key(static_cast<std::uint8_t>(i / 256), static_cast<std::uint8_t>(i % 256)), 20000 + i % 28});
  }
  return batch;
}

TEST_F(StoreTest, KeepsWhatWasWrittenAfterReopening) {
  ASSERT_TRUE(store->members.add("dui", "file_update", batch_of(tilleuls, month, 100)));
  reopen();
  EXPECT_EQ(store->members.count(tilleuls, month, "file_update", "dui").value(), 100u);
}

TEST_F(StoreTest, RefusesASecondOwner) {
  const auto second = Store::open(path(), {.project = "PAI-1"});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::refused);
}

TEST_F(StoreTest, RefusesAnotherProject) {
  store.reset();
  const auto other = Store::open(path(), {.project = "PAI-2"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::invalid);
}

TEST_F(StoreTest, MakesNoFileWhereNoneIsWanted) {
  const auto path = directory / "other" / "jauge.db";
  std::filesystem::create_directory(path.parent_path());
  const auto opened = Store::open(path, {.project = "PAI-1", .create = false});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::invalid);
  EXPECT_TRUE(std::filesystem::is_empty(path.parent_path()));
}

TEST_F(StoreTest, RefusesAFileOfAnotherApplicationAndLeavesItAsItIs) {
  store.reset();
  const auto path = directory / "other.db";
  {
    const auto foreign = sqlite::Connection::open(path, {.create = true});
    ASSERT_TRUE(foreign && foreign->execute("CREATE TABLE patients (name TEXT); PRAGMA user_version = 1"));
  }
  const auto before = read_file(path);
  auto opened = Store::open(path, {.project = "PAI-1"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::invalid);
  EXPECT_EQ(read_file(path), before);

  write_file(path, "not a database");
  opened = Store::open(path, {.project = "PAI-1"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::invalid);
}

TEST_F(StoreTest, TellsAFileOfZerosAsDamagedAndLeavesItAsItIs) {
  store.reset();
  const auto path = directory / "zeros.db";
  const std::string zeros(8192, '\0');
  write_file(path, zeros);
  const auto opened = Store::open(path, {.project = "PAI-1"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::damaged);
  EXPECT_EQ(read_file(path), zeros);
}

TEST_F(StoreTest, UndoesAFailedTransactionWhole) {
  const auto done = store->transaction([&]() -> core::Result<void> {
    auto added = store->members.add("dui", "file_update", batch_of(tilleuls, month, 10));
    if (!added) return core::Failure(added.error());
    if (auto noted = store->meta.set("a", "b"); !noted) return noted;
    return core::fail(ErrorKind::cancelled, core::msg("stopped"));
  });
  EXPECT_FALSE(done);
  EXPECT_FALSE(store->members.has_members(month).value());
  EXPECT_FALSE(store->meta.get("a").value());
}

TEST_F(StoreTest, RemembersTheLatestInstantOnly) {
  EXPECT_FALSE(store->meta.last_instant().value());
  ASSERT_TRUE(store->meta.note_instant(now));
  ASSERT_TRUE(store->meta.note_instant(now - std::chrono::hours(40)));
  EXPECT_EQ(store->meta.last_instant().value(), now);
  ASSERT_TRUE(store->meta.note_instant(now + std::chrono::microseconds(1)));
  reopen();
  EXPECT_EQ(store->meta.last_instant().value(), now + std::chrono::microseconds(1));
}

TEST_F(StoreTest, LogsEventsNewestFirst) {
  ASSERT_TRUE(store->audit.append({now, "closure", "2026-10 r0", ""}));
  ASSERT_TRUE(store->audit.append({now, "deposit", "2026-10 r0 44", "PAI numérique"}));
  const auto events = store->audit.list(10).value();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0], (AuditEvent{now, "deposit", "2026-10 r0 44", "PAI numérique"}));
  EXPECT_EQ(store->audit.list(1).value().size(), 1u);
}

TEST_F(StoreTest, ChangesNothingThatWasFrozenSealedReceiptedOrLogged) {
  const auto report = add_report(month, 0);
  ASSERT_TRUE(store->sealed.insert(report, "container", now));
  ASSERT_TRUE(store->deliveries.insert_receipt(report, {"receipt", now}));
  ASSERT_TRUE(store->deliveries.record_deposit(report, {"ref", now, now}));
  ASSERT_TRUE(store->audit.append({now, "closure", "", ""}));
  store.reset();
  auto connection = sqlite::Connection::open(path(), {.exclusive = true, .checksums = true});
  ASSERT_TRUE(connection);
  for (const auto* script :
       {"DELETE FROM receipt", "DELETE FROM deposit", "DELETE FROM sealed", "DELETE FROM report",
        "DELETE FROM closure", "DELETE FROM event", "UPDATE closure SET reason = 'x'",
        "UPDATE report SET html = x'00'", "UPDATE sealed SET sealed_at = 0",
        "UPDATE receipt SET bytes = x'00'", "UPDATE deposit SET reference = 'x'",
        "UPDATE event SET code = 'x'",
        "REPLACE INTO sealed SELECT report, x'00', sha256, sealed_at FROM sealed",
        "REPLACE INTO receipt SELECT report, x'00', sha256, received_at FROM receipt",
        "REPLACE INTO closure SELECT month, revision, frozen_at, 'x', content, sha256 FROM closure"}) {
    const auto done = connection->execute(script);
    ASSERT_FALSE(done) << script;
    EXPECT_EQ(done.error().kind, ErrorKind::refused) << script;
  }
}

// ── Damage ───────────────────────────────────────────────────────────────────────────────────────

TEST_F(StoreTest, FindsASoundStoreSound) {
  ASSERT_TRUE(store->check());
  const auto report = add_report(month, 0);
  add_report(month, 1);
  add_report(month, 1, "11");
  ASSERT_TRUE(store->sealed.insert(report, "container", now));
  ASSERT_TRUE(store->deliveries.insert_receipt(report, {"receipt", now}));
  ASSERT_TRUE(store->keys.obtain(month, now));
  EXPECT_TRUE(store->check());
}

TEST_F(StoreTest, SeesEveryChangedByteOfItsFile) {
  const char* given = std::getenv("JAUGE_SEED");
  const auto seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::cout << "JAUGE_SEED=" << seed << "\n";
  std::mt19937 random(seed);
  ASSERT_TRUE(store->members.add("dui", "file_update", batch_of(tilleuls, month, 200)));
  ASSERT_TRUE(store->sealed.insert(add_report(month, 0), std::string(6000, 'c'), now));
  store.reset();
  const auto sound = read_file(path());
  const auto step = sound.size() / 97;
  for (std::size_t at = std::uniform_int_distribution<std::size_t>(0, step)(random); at < sound.size();
       at += step) {
    auto bytes = sound;
    bytes[at] = static_cast<char>(bytes[at] ^ std::uniform_int_distribution<int>(1, 255)(random));
    write_file(path(), bytes);
    const auto opened = Store::open(path(), {.project = "PAI-1"});
    ASSERT_FALSE(opened) << "byte " << at;
    ASSERT_EQ(opened.error().kind, ErrorKind::damaged) << "byte " << at;
  }
}

/// The same, for what no page checksum can see: a program that wrote well what it should not have written.
TEST_F(StoreTest, SeesContentThatIsNotWhatItsDigestSays) {
  const auto report = add_report(month, 0);
  ASSERT_TRUE(store->sealed.insert(report, "container", now));
  ASSERT_TRUE(store->deliveries.insert_receipt(report, {"receipt", now}));
  add_report(month, 1);
  add_report(month, 2);
  store.reset();
  const auto sound = read_file(path());
  for (const auto* script :
       {"DROP TRIGGER closure_no_update; UPDATE closure SET content = packed('other')",
        "DROP TRIGGER closure_no_update; UPDATE closure SET content = x'00'",
        "DROP TRIGGER closure_no_update; UPDATE closure SET content = CAST(content || x'00' AS BLOB)",
        "DROP TRIGGER report_no_update; UPDATE report SET json = packed('other') WHERE id = 1",
        "DROP TRIGGER report_no_update; UPDATE report SET csv = packed('other') WHERE id = 1",
        "DROP TRIGGER report_no_update; UPDATE report SET html = packed('other') WHERE id = 1",
        "DROP TRIGGER report_no_update; UPDATE report SET previous = zeroblob(32) WHERE id = 2",
        "DROP TRIGGER report_no_update; UPDATE report SET previous = zeroblob(32) WHERE sequence > 1",
        "DROP TRIGGER report_no_update; UPDATE report SET sequence = 7 WHERE id = 3",
        "DROP TRIGGER sealed_no_update; UPDATE sealed SET container = packed('other')",
        "DROP TRIGGER sealed_no_update; UPDATE sealed SET container = x'00'",
        "DROP TRIGGER receipt_no_update; UPDATE receipt SET bytes = x'00'"}) {
    write_file(path(), sound);
    {
      const auto connection = sqlite::Connection::open(path(), {.exclusive = true, .checksums = true});
      ASSERT_TRUE(connection && define_packed(*connection) && connection->execute(script)) << script;
    }
    const auto opened = Store::open(path(), {.project = "PAI-1"});
    ASSERT_FALSE(opened) << script;
    EXPECT_EQ(opened.error().kind, ErrorKind::damaged) << script;
    auto quick = Store::open(path(), {.project = "PAI-1", .checking = Checking::quick});
    ASSERT_TRUE(quick) << script;
    EXPECT_FALSE((*quick)->check()) << script;
  }
  write_file(path(), sound);
  reopen();
  EXPECT_TRUE(store->check());
}

// ── Crashes and full disks ───────────────────────────────────────────────────────────────────────

TEST_F(StoreTest, LeavesAllOrNothingWhenKilledInATransaction) {
  store.reset();
  for (int round = 0; round < 6; ++round) {
    int progress[2];
    ASSERT_EQ(pipe(progress), 0);
    const pid_t child = fork();
    if (child == 0) {
      auto own = Store::open(path(), {.project = "PAI-1"});
      if (!own) _exit(1);
      for (int i = 0;; ++i) {
        const auto done = (*own)->transaction([&]() -> core::Result<void> {
          const core::Month of = month + (round * 500 + i);
          auto first = (*own)->members.add("dui", "file_update", batch_of(tilleuls, of, 3000));
          if (!first) return core::Failure(first.error());
          if (write(progress[1], "x", 1) != 1) _exit(1);
          auto second = (*own)->members.add("dui", "file_update", batch_of(erables, of, 3000));
          if (!second) return core::Failure(second.error());
          return {};
        });
        if (!done) _exit(1);
      }
    }
    char byte = 0;
    for (int i = 0; i <= round; ++i) ASSERT_EQ(read(progress[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(progress[0]);
    close(progress[1]);
    reopen();
    ASSERT_TRUE(store->check());
    const auto months = store->members.months().value();
    EXPECT_GE(months.size(), static_cast<std::size_t>(round));
    for (const auto of : months) {
      EXPECT_EQ(store->members.count(tilleuls, of, "file_update", "dui").value(), 3000u);
      EXPECT_EQ(store->members.count(erables, of, "file_update", "dui").value(), 3000u);
      ASSERT_TRUE(store->members.purge(of));
    }
    store.reset();
  }
}

TEST_F(StoreTest, SaysThatTheDiskIsFullAndKeepsTheStateBefore) {
  ASSERT_TRUE(store->members.add("dui", "file_update", batch_of(tilleuls, month, 100)));
  store.reset();
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    auto own = Store::open(path(), {.project = "PAI-1"});
    if (!own) _exit(1);
    const rlimit limit{300'000, 300'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const auto added = (*own)->members.add("dui", "file_update", batch_of(erables, month, 50000));
    if (added || added.error().kind != ErrorKind::transient) _exit(2);
    if (added.error().sentence.id != "No room is left on the disk for {0}.") _exit(3);
    if ((*own)->members.count(erables, month, "file_update", "dui").value() != 0) _exit(4);
    if (!(*own)->members.add("dui", "file_update", batch_of(erables, month, 10))) _exit(5);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  reopen();
  EXPECT_TRUE(store->check());
  EXPECT_EQ(store->members.count(tilleuls, month, "file_update", "dui").value(), 100u);
  EXPECT_EQ(store->members.count(erables, month, "file_update", "dui").value(), 10u);
}

}  // namespace
}  // namespace jauge::store
