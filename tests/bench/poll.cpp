// ./dev bench poll: a poll that finds nothing new, one that finds 10,000 rows, over stores of 1, 10 and 100
// months.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

#include "tests/bench/dui.hpp"
#include "tests/bench/installed.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/peers.hpp"
#include "tests/bench/results.hpp"

namespace {

using namespace jauge;

constexpr int rounds = 30;
constexpr int peer_rounds = 10;  // the server's processor is counted by hundredths of a second

double cpu_of_usage(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

nlohmann::ordered_json polls(const bench::Dui& dui, bench::Installed& installed, int count) {
  std::vector<double> times;
  const double server = dui.server_cpu();
  const double daemon = cpu_of_usage(RUSAGE_SELF);
  const double reader = cpu_of_usage(RUSAGE_CHILDREN);
  for (int round = 0; round < count; ++round) {
    times.push_back(bench::timed([&] { installed.poll(); }));
    installed.settle();
  }
  std::ranges::sort(times);
  return {{"ms", times[times.size() / 2] * 1e3},
          {"best_ms", times.front() * 1e3},
          {"daemon_cpu_ms", (cpu_of_usage(RUSAGE_SELF) - daemon) / count * 1e3},
          {"reader_cpu_ms", (cpu_of_usage(RUSAGE_CHILDREN) - reader) / count * 1e3},
          {"server_cpu_ms", (dui.server_cpu() - server) / count * 1e3}};
}

/// As many rows as given, a minute old: half of them writes in known files, half messages.
void add_rows(const bench::Dui& dui, int rows) {
  dui.execute(fmt::format(
      "INSERT INTO ecriture SELECT finess, dossier, localtimestamp - interval '1 minute', 0 FROM "
      "(SELECT DISTINCT finess, dossier FROM sejour) s, generate_series(1, 20) LIMIT {0};"
      "INSERT INTO mssante SELECT (SELECT min(finess) FROM sejour), 'N-' || clock_timestamp() || n, "
      "localtimestamp - interval '1 minute' FROM generate_series(1, {0}) n",
      rows / 2));
}

}  // namespace

int main() {
  bench::Results results("poll");
  for (const int months : {1, 10, 100}) {
    const bench::Dui dui(
        "postgresql",
        {"--seed", "3", "--establishments", "15", "--persons", "60", "--months", std::to_string(months)},
        bench::this_month());
    dui.execute("ALTER DATABASE dui SET TimeZone = 'Europe/Paris'");
    const test_support::TemporaryDirectory directory;
    bench::Installed installed(dui.configuration(directory.path()));
    installed.poll();
    installed.settle();
    const auto size = static_cast<double>(std::filesystem::file_size(directory / "jauge.db")) / (1 << 20);
    auto nothing = polls(dui, installed, rounds);
    nothing["store_mib"] = size;
    results.add(fmt::format("rien de neuf, {} mois", months), nothing);
    add_rows(dui, 10'000);
    results.add(fmt::format("10 000 lignes neuves, {} mois", months), polls(dui, installed, 1));
    // What others ask of the server for the same month.
    const auto month = *core::Month::parse(bench::this_month());
    for (const auto& peer : bench::run_peers(dui, month, month, peer_rounds)) {
      results.add(fmt::format("{}, {} mois", peer.name, months),
                  {{"ms", peer.cost.wall * 1e3}, {"server_cpu_ms", peer.server_cpu * 1e3}});
    }
  }
  return 0;
}
