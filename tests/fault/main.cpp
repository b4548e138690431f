// jauge-fault: the campaigns of faults, whole (./dev fault).
#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

#include "tests/fault/flips.hpp"
#include "tests/fault/ground.hpp"
#include "tests/fault/power_loss.hpp"

namespace {

using namespace jauge::fault;

struct Tally {
  std::size_t points = 0;
  std::size_t struck = 0;
  std::size_t lost = 0;
  std::size_t doubled = 0;
  std::size_t damaged = 0;
  std::size_t invalid = 0;
};

void report(const std::string& side, const Outcome& outcome, std::map<std::string, Tally>& tallies) {
  auto& tally = tallies[side + " " + std::string(name_of(outcome.point.kind))];
  ++tally.points;
  if (outcome.struck) ++tally.struck;
  if (outcome.verdict.lost) ++tally.lost;
  if (outcome.verdict.doubled) ++tally.doubled;
  if (outcome.verdict.damaged) ++tally.damaged;
  if (outcome.verdict.invalid) ++tally.invalid;
  if (!outcome.verdict.well())
    fmt::print("✗ {} {} : {}\n", side, outcome.point.text(), outcome.verdict.detail);
}

/// Strikes every point, several at a time; whether all went well.
bool strike_all(const std::string& side, std::size_t count, unsigned workers) {
  const bool of_receiver = side == "receiver";
  std::vector<Point> points;
  {
    Ground ground;
    const auto all = of_receiver ? ground.receiver_points() : ground.points();
    fmt::print("{} : {} points\n", side, all.size());
    points = sample(all, count);
  }
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::map<std::string, Tally> tallies;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < workers; ++i) {
    threads.emplace_back([&] {
      std::unique_ptr<Ground> ground;
      for (std::size_t of_ground = 0;; ++of_ground) {
        const auto at = next++;
        if (at >= points.size()) return;
        if (of_ground % 200 == 0) ground = std::make_unique<Ground>();  // a receiver that holds few reports
        const auto outcome = of_receiver ? ground->strike_receiver(points[at]) : ground->strike(points[at]);
        const std::lock_guard lock(mutex);
        report(side, outcome, tallies);
        if ((at + 1) % 100 == 0) fmt::print("{} / {}\n", at + 1, points.size());
        std::fflush(stdout);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  Tally all;
  fmt::print("\n{:<20}{:>8}{:>10}{:>8}{:>10}{:>10}{:>10}\n", "", "points", "atteints", "perdus", "doublés",
             "abîmés", "accusés ✗");
  for (const auto& [name, tally] : tallies) {
    fmt::print("{:<20}{:>8}{:>10}{:>8}{:>10}{:>10}{:>10}\n", name, tally.points, tally.struck, tally.lost,
               tally.doubled, tally.damaged, tally.invalid);
    all.lost += tally.lost + tally.doubled + tally.damaged + tally.invalid;
  }
  return all.lost == 0;
}

int usage() {
  fmt::print(stderr,
             "usage : ./dev fault [calls [N] | receiver [N] | power [N] | flips | --point sorte:appel:rang "
             "[sorte:appel:rang]]\n");
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count > 1 ? arguments[1] : "all";
  const std::size_t limit = count > 2 ? static_cast<std::size_t>(std::atoll(arguments[2])) : 0;
  const unsigned workers = 2 * std::max(1U, std::thread::hardware_concurrency());  // they mostly wait
  if (what == "--point" && count > 2) {
    const auto point = Point::parse(arguments[2]);
    if (!point) return usage();
    const auto outcome = Ground().strike(*point, count > 3 ? Point::parse(arguments[3]) : std::nullopt);
    fmt::print("{} : code {}, {} {}\n{}", point->text(), outcome.exit_code,
               outcome.verdict.well() ? "bien" : "✗", outcome.verdict.detail, outcome.words);
    return outcome.verdict.well() ? 0 : 1;
  }
  constexpr std::size_t every = std::size_t(-1);
  bool well = true;
  if (what == "calls" || what == "all")
    well = strike_all("jauged", limit > 0 ? limit : every, workers) && well;
  if (what == "receiver" || what == "all")
    well = strike_all("receiver", limit > 0 ? limit : every, workers) && well;
  if (what == "power" || what == "all") well = lose_power(limit > 0 ? limit : 10000) && well;
  if (what == "flips" || what == "all") well = flip_every_byte() && well;
  if (what != "flips" && what != "calls" && what != "receiver" && what != "power" && what != "all")
    return usage();
  return well ? 0 : 1;
}
