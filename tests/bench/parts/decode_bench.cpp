// Row decoding, engine by engine: what the client library gives into cells, and through the intake.
#include <benchmark/benchmark.h>
#include <libpq-fe.h>

#include <bit>
#include <memory>

#include "connectors/catalog.hpp"
#include "connectors/mariadb/fields.hpp"
#include "connectors/postgresql/decode.hpp"
#include "tests/bench/parts/parts.hpp"

namespace {

using namespace jauge;

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};

std::string big_endian(std::int64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> shift);
  return bytes;
}

void postgresql_row(benchmark::State& state) {
  using connectors::postgresql::Column;
  constexpr Oid text = 25;
  constexpr Oid timestamp = 1114;
  const std::unique_ptr<PGresult, Clear> result(PQmakeEmptyPGresult(nullptr, PGRES_SINGLE_TUPLE));
  std::string names[] = {"finess", "dossier", "ecrit_le"};
  PGresAttDesc columns[3] = {};
  for (int i = 0; i < 3; ++i) {
    columns[i].name = names[i].data();
    columns[i].format = 1;
    columns[i].typid = i == 2 ? timestamp : text;
  }
  PQsetResultAttrs(result.get(), 3, columns);
  std::string values[] = {"670000165", "D000165-00042", big_endian(845'000'000'000'000)};
  for (int i = 0; i < 3; ++i)
    PQsetvalue(result.get(), 0, i, values[i].data(), static_cast<int>(values[i].size()));
  const Column decoders[] = {{"finess", text, -1}, {"dossier", text, -1}, {"ecrit_le", timestamp, -1}};
  for (auto _ : state) {
    for (int i = 0; i < 3; ++i) benchmark::DoNotOptimize(decoders[i].decode(result.get(), i));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(postgresql_row);

void mariadb_row(benchmark::State& state) {
  MYSQL_FIELD columns[3] = {};
  for (auto& column : columns) {
    column.type = MYSQL_TYPE_VAR_STRING;
    column.charsetnr = 45;  // utf8mb4_general_ci
  }
  columns[2].type = MYSQL_TYPE_DATETIME;
  columns[2].charsetnr = 63;
  connectors::mariadb::Fields fields(columns, 3, {0, 1, 2}, std::nullopt);
  // What mysql_stmt_fetch() writes.
  const std::string texts[] = {"670000165", "D000165-00042"};
  for (int i = 0; i < 2; ++i) {
    texts[i].copy(static_cast<char*>(fields.binds()[i].buffer), texts[i].size());
    *fields.binds()[i].length = texts[i].size();
  }
  MYSQL_TIME time{};
  time.year = 2026;
  time.month = 10;
  time.day = 12;
  time.hour = 14;
  time.time_type = MYSQL_TIMESTAMP_DATETIME;
  *static_cast<MYSQL_TIME*>(fields.binds()[2].buffer) = time;
  for (auto _ : state) {
    for (std::size_t i = 0; i < 3; ++i) benchmark::DoNotOptimize(fields.cell(i));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(mariadb_row);

/// A whole reading, file to cells, by the source of that type.
void read_file_source(benchmark::State& state, const std::string& type) {
  const auto& grappe = bench::parts_grappe();
  const auto section = grappe.section(type);
  std::int64_t rows = 0;
  for (auto _ : state) {
    auto connection = connectors::connect(section);
    if (!connection || !connection->source->open()) return state.SkipWithError("not opened");
    const auto read = connection->source->read(
        grappe.query(section), [](core::Columns) {},
        [&](const core::Row& row) {
          benchmark::DoNotOptimize(row);
          ++rows;
          return true;
        });
    if (!read) return state.SkipWithError("not read");
  }
  if (rows == 0) return state.SkipWithError("no row");
  state.SetItemsProcessed(rows);
}
BENCHMARK_CAPTURE(read_file_source, sqlite, std::string("sqlite"))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_file_source, csv, std::string("csv"))->Unit(benchmark::kMillisecond);

}  // namespace
