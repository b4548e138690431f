// ./dev bench load: a year of a grappe from a database into a durable store, beside a bare read of the same
// rows.
#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

#include "sqlite/connection.hpp"
#include "tests/bench/dui.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/peers.hpp"
#include "tests/bench/results.hpp"

namespace {

using namespace jauge;

const int rounds = std::getenv("JAUGE_BENCH_WRAP") ? 1 : 5;

/// Members that a store holds.
std::int64_t members_of(const std::filesystem::path& store) {
  const auto opened = sqlite::Connection::open(store, {.read_only = true, .checksums = true});
  if (!opened) throw std::runtime_error("the store cannot be read");
  const auto count = opened->integer("SELECT count(*) FROM member");
  return count && *count ? **count : -1;
}

/// Loads once; with `figures`, what the loaded store then gives.
bench::Cost load_once(const bench::Dui& dui, bench::Figures* figures, std::int64_t& members) {
  const test_support::TemporaryDirectory directory;
  const auto configuration = dui.configuration(directory.path());
  const auto cost = bench::measure({bench::program("jauged"), "--config", configuration, "--once"},
                                   (directory / "log").string());
  if (cost.exit_code != 0) throw std::runtime_error(test_support::read_file(directory / "log"));
  members = members_of(directory / "jauge.db");
  if (figures) {
    const auto last = *core::Month::parse(bench::last_month());
    *figures = bench::jauge_figures(configuration, last - 11, last);
  }
  return cost;
}

/// True when all give the same figures.
bool compare(bench::Results& results, const bench::Dui& dui, const std::string& shape,
             const bench::Figures& figures) {
  const auto last = *core::Month::parse(bench::last_month());
  bool same = true;
  for (const auto& peer : bench::run_peers(dui, last - 11, last)) {
    same = same && peer.figures == figures;
    results.add(fmt::format("{}, {}", peer.name, shape), {{"seconds", peer.cost.wall},
                                                          {"cpu_s", peer.cost.cpu},
                                                          {"server_cpu_s", peer.server_cpu},
                                                          {"rss_mib", peer.cost.peak_mib},
                                                          {"figures", peer.figures.size()},
                                                          {"same", peer.figures == figures}});
  }
  return same;
}

bool load(bench::Results& results, const std::string& type, const std::string& shape,
          const std::vector<std::string>& grappe) {
  const bench::Dui dui(type, grappe);
  const bool with_peers = type == "postgresql" && rounds > 1;
  bench::Figures figures;
  std::vector<bench::BareRead> bares;
  double bare_server = 0;
  std::vector<bench::Cost> loads;
  std::int64_t members = 0;
  double server = 0;
  for (int round = 0; round < rounds; ++round) {
    double before = dui.server_cpu();
    bares.push_back(dui.read_bare());
    bare_server = dui.server_cpu() - before;
    before = dui.server_cpu();
    loads.push_back(load_once(dui, with_peers && round == 0 ? &figures : nullptr, members));
    server = dui.server_cpu() - before;
  }
  const auto middle = bench::median(loads);
  const auto bare = bench::median(bares);
  results.add(fmt::format("{}, {}", type, shape), {{"rows", bare.rows},
                                                   {"members", members},
                                                   {"bare_s", bare.wall},
                                                   {"seconds", middle.wall},
                                                   {"ratio", middle.wall / bare.wall},
                                                   {"cpu_s", middle.cpu},
                                                   {"server_cpu_s", server},
                                                   {"bare_server_cpu_s", bare_server},
                                                   {"rss_mib", middle.peak_mib}});
  return !with_peers || compare(results, dui, shape, figures);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string wanted_type = count > 1 ? arguments[1] : "";
  const std::string wanted_shape = count > 2 ? arguments[2] : "";
  const std::vector<std::pair<std::string, std::vector<std::string>>> shapes{
      {"distincts", bench::distinct_grappe()}, {"répétés", bench::repeating_grappe()}};
  bench::Results results("load");
  bool same = true;
  for (const char* type : {"postgresql", "mariadb"}) {
    if (!wanted_type.empty() && wanted_type != type) continue;
    for (const auto& [shape, grappe] : shapes) {
      if (wanted_shape.empty() || wanted_shape == shape) same = load(results, type, shape, grappe) && same;
    }
  }
  return same ? 0 : 1;
}
