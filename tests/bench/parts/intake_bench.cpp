// The reader's own work: keyed hashing, de-duplication, rows to members, frames.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "core/digest.hpp"
#include "core/frames.hpp"
#include "core/intake.hpp"
#include "core/member_table.hpp"
#include "tests/bench/parts/parts.hpp"

namespace {

using namespace jauge;

core::MonthKey month_key() {
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return core::MonthKey(bytes);
}

std::vector<std::string> file_ids(std::size_t count) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back(fmt::format("D000165-{:06}", i * 7919 % count));
  return ids;
}

void keyed_hash(benchmark::State& state) {
  core::KeyedHash hash(month_key());
  for (auto _ : state) benchmark::DoNotOptimize(hash("670000165", "dui", "D000165-00042"));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(keyed_hash);

/// As many rows as `range`, each file `repeats` times.
void deduplicate(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto ids = file_ids(rows / static_cast<std::size_t>(state.range(1)));
  for (auto _ : state) {
    core::MemberTable table;
    for (std::size_t row = 0; row < rows; ++row) table.add(0, ids[row % ids.size()], 20'000);
    benchmark::DoNotOptimize(table.size());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(deduplicate)->Args({100'000, 1})->Args({100'000, 50})->Unit(benchmark::kMillisecond);

/// Rows to sorted members, hashed: what a window costs beside its reading.
void intake(benchmark::State& state) {
  const auto& grappe = bench::parts_grappe();
  const auto& configuration = grappe.configuration();
  const auto& establishments = configuration.project.establishments;
  const auto& kind = *core::find_kind(configuration.kinds, "file_update");
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto ids = file_ids(rows / static_cast<std::size_t>(state.range(1)));
  const auto span = core::month_span(configuration.project, grappe.month());
  const std::map<core::Month, core::MonthKey> keys{{grappe.month(), month_key()}};
  const core::ReadTask task{kind.id, grappe.month(), span.begin, span.end};
  const auto begin = core::LocalTime(grappe.month().first_day()) + std::chrono::hours(12);
  for (auto _ : state) {
    core::Intake intake({.kind = kind,
                         .source = configuration.sources.front().spec,
                         .establishments = establishments,
                         .task = task,
                         .keys = keys,
                         .now = span.end});
    intake.columns({.at = true});
    for (std::size_t i = 0; i < rows; ++i) {
      core::Row row;
      row.finess = {core::Cell::Type::text, 0, establishments[i % establishments.size()].finess.text()};
      row.id = {core::Cell::Type::text, 0, ids[i % ids.size()]};
      row.at = {core::Cell::Type::local_time,
                (begin + std::chrono::minutes(i % 40'000)).time_since_epoch().count(),
                {}};
      intake.take(row);
    }
    benchmark::DoNotOptimize(intake.finish());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(intake)->Args({100'000, 1})->Args({100'000, 50})->Unit(benchmark::kMillisecond);

core::WindowRead window(std::size_t members) {
  core::WindowRead read;
  core::Batch batch{*core::Finess::parse("670000165"), *core::Month::parse("2026-10"), {}};
  for (std::size_t i = 0; i < members; ++i) {
    core::Key key{};
    for (std::size_t byte = 0; byte < 4; ++byte) key[byte] = static_cast<std::uint8_t>(i >> (24 - 8 * byte));
    batch.members.push_back({key, 20'740});
  }
  read.batches.push_back(std::move(batch));
  return read;
}

void frame_round_trip(benchmark::State& state) {
  const auto read = window(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    core::FrameDecoder decoder;
    decoder.feed(core::encode(read));
    benchmark::DoNotOptimize(decoder.next());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(frame_round_trip)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
