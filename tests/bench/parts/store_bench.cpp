// The store's work: members in, members out, sets compared.
#include <benchmark/benchmark.h>

#include <random>

#include "core/evaluate.hpp"
#include "core/set_algebra.hpp"
#include "store/store.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace jauge;

core::Batch batch_of(std::size_t members, std::uint64_t seed) {
  std::mt19937_64 dice(seed);
  core::Batch batch{*core::Finess::parse("670000165"), *core::Month::parse("2026-10"), {}};
  for (std::size_t i = 0; i < members; ++i) {
    core::Key key{};
    for (auto& byte : key) byte = static_cast<std::uint8_t>(dice());
    batch.members.push_back({key, 20'740});
  }
  std::ranges::sort(batch.members);
  return batch;
}

class OpenStore {
 public:
  OpenStore() : store_(std::move(*store::Store::open(directory_ / "jauge.db", {.project = "P"}))) {}
  store::Store* operator->() { return store_.get(); }

 private:
  test_support::TemporaryDirectory directory_;
  std::unique_ptr<store::Store> store_;
};

/// In sets of `range` members, a transaction for all of 50,000: the syncs are not what is measured.
void member_insert(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  std::uint64_t seed = 0;
  for (auto _ : state) {
    state.PauseTiming();
    OpenStore store;
    std::vector<core::Batch> batches;
    for (std::size_t done = 0; done < 50'000; done += size) batches.push_back(batch_of(size, ++seed));
    state.ResumeTiming();
    const auto stored = store->transaction([&]() -> core::Result<void> {
      for (std::size_t i = 0; i < batches.size(); ++i) {
        if (auto added = store->members.add("dui", "kind-" + std::to_string(i), batches[i]); !added)
          return core::Failure(added.error());
      }
      return {};
    });
    if (!stored) return state.SkipWithError("not stored");
  }
  state.SetItemsProcessed(state.iterations() * 50'000);
}
BENCHMARK(member_insert)->Arg(100)->Arg(10'000)->Unit(benchmark::kMillisecond);

/// The same members again: what an overlap costs.
void member_insert_again(benchmark::State& state) {
  OpenStore store;
  const auto batch = batch_of(10'000, 1);
  static_cast<void>(store->members.add("dui", "file_update", batch));
  for (auto _ : state) benchmark::DoNotOptimize(store->members.add("dui", "file_update", batch));
  state.SetItemsProcessed(state.iterations() * 10'000);
}
BENCHMARK(member_insert_again)->Unit(benchmark::kMillisecond);

void member_read(benchmark::State& state) {
  OpenStore store;
  const auto batch = batch_of(10'000, 1);
  static_cast<void>(store->members.add("dui", "file_update", batch));
  for (auto _ : state) {
    benchmark::DoNotOptimize(store->members.members(batch.establishment, batch.month, "file_update"));
  }
  state.SetItemsProcessed(state.iterations() * 10'000);
}
BENCHMARK(member_read)->Unit(benchmark::kMillisecond);

}  // namespace
