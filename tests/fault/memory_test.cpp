// Memory that runs out (row 6): at the Nth allocation of SQLite, and for the whole daemon.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "store/store.hpp"
#include "tests/fault/ground.hpp"

namespace jauge::fault {
namespace {

sqlite3_mem_methods real_memory;
long allocations_left = -1;  // -1: no end

void* failing_allocation(int size) {
  if (allocations_left == 0) return nullptr;
  if (allocations_left > 0) --allocations_left;
  return real_memory.xMalloc(size);
}

void* failing_reallocation(void* old, int size) {
  if (allocations_left == 0) return nullptr;
  if (allocations_left > 0) --allocations_left;
  return real_memory.xRealloc(old, size);
}

/// SQLite with an allocator that can be told to fail.
class FailingMemory {
 public:
  FailingMemory() {
    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
    auto failing = real_memory;
    failing.xMalloc = failing_allocation;
    failing.xRealloc = failing_reallocation;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    sqlite3_initialize();
  }
  ~FailingMemory() {
    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_MALLOC, &real_memory);
  }
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;
};

const store::Options options{.project = "PAI-OOM-1"};

core::Result<void> work(store::Store& store, int turn) {
  return store.transaction([&]() -> core::Result<void> {
    core::Batch batch{*core::Finess::parse("670000165"), core::Month(2026, 10), {}};
    for (std::uint8_t i = 0; i < 40; ++i)
      batch.members.push_back(
          {core::Key{static_cast<std::uint8_t>(turn / 256), static_cast<std::uint8_t>(turn), i}, 20000});
    if (auto added = store.members.add("dui", "file_update", batch); !added)
      return core::Failure(added.error());
    return store.audit.append({core::Instant{}, "turn", std::to_string(turn), ""});
  });
}

TEST(Memory, ThatEndsAtAnyAllocationLeavesAllOrNothing) {
  const FailingMemory memory;
  const test_support::TemporaryDirectory directory;
  const auto path = directory / "jauge.db";
  ASSERT_TRUE(store::Store::open(path, options));
  std::uint64_t done = 0;
  int failures = 0;
  for (int turn = 0;; ++turn) {
    ASSERT_LT(turn, 3000);
    bool told = false;
    {
      allocations_left = turn < 40 ? turn : turn + (turn - 40) * 25;
      auto opened = store::Store::open(path, options);
      if (opened) told = work(**opened, turn).has_value();
      const bool ran_out = allocations_left == 0;
      allocations_left = -1;
      if (!ran_out) {
        EXPECT_TRUE(told);
        break;
      }
      ++failures;
      if (!opened) {
        EXPECT_NE(opened.error().kind, core::ErrorKind::damaged) << "turn " << turn;
      }
    }
    if (told) ++done;
    auto store = store::Store::open(path, options);
    ASSERT_TRUE(store) << "turn " << turn;
    const auto count =
        (*store)
            ->members.count(*core::Finess::parse("670000165"), core::Month(2026, 10), "file_update", "dui")
            .value();
    ASSERT_EQ(count % 40, 0U) << "turn " << turn;
    ASSERT_EQ((*store)->audit.list(10000).value().size(), count / 40) << "turn " << turn;
    ASSERT_GE(count / 40, done) << "turn " << turn;
    done = count / 40;
  }
  EXPECT_GT(failures, 50);
}

TEST(Memory, ThatJaugedMayNotHaveEndsTheRunAndNothingElse) {
  Ground ground;
  for (const auto* megabytes : {"15", "25", "40"}) {
    const auto of = ground.make_case();
    const auto limit = std::string("--as=") + megabytes + "000000";
    EXPECT_NE(ground.run_jauged(of, {"prlimit", limit}).exit_code, 0) << megabytes;
    const auto verdict = ground.recover(of);
    EXPECT_TRUE(verdict.well()) << megabytes << ": " << verdict.detail;
  }
}

}  // namespace
}  // namespace jauge::fault
