// ./dev bench scaling: is the time linear in the events, and do two cores serve two sources?
#include <fmt/format.h>
#include <sched.h>

#include <cstdlib>
#include <stdexcept>

#include "tests/bench/dui.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/results.hpp"

namespace {

using namespace jauge;

bench::Cost load(const std::string& configuration, const std::filesystem::path& directory) {
  const auto log = (directory / "log").string();
  const auto cost = bench::measure({bench::program("jauged"), "--config", configuration, "--once"}, log);
  if (cost.exit_code != 0) throw std::runtime_error(test_support::read_file(log));
  return cost;
}

void linear(bench::Results& results, const std::vector<std::string>& grappe, int copies, int rounds) {
  const bench::Dui dui("postgresql", grappe);
  if (copies > 1) {
    // More persons in the same establishments, in the order of time as a DUI fills.
    dui.execute(fmt::format(
        "DROP INDEX ecriture_ecrit_le_idx, agenda_debut_idx;"
        "CREATE TABLE e AS SELECT finess, dossier || '-' || n AS dossier, ecrit_le, technique "
        "FROM ecriture, generate_series(1, {0}) n ORDER BY ecrit_le;"
        "CREATE TABLE a AS SELECT finess, dossier || '-' || n AS dossier, debut, annule "
        "FROM agenda, generate_series(1, {0}) n ORDER BY debut;"
        "DROP TABLE ecriture, agenda; ALTER TABLE e RENAME TO ecriture; ALTER TABLE a RENAME TO agenda;"
        "CREATE INDEX ON ecriture (ecrit_le); CREATE INDEX ON agenda (debut); GRANT SELECT ON ecriture, "
        "agenda TO lecture;"
        "VACUUM ANALYZE ecriture; VACUUM ANALYZE agenda;",
        copies));
  }
  std::vector<bench::Cost> costs;
  bench::BareRead bare = dui.read_bare();
  for (int round = 0; round < rounds; ++round) {
    const test_support::TemporaryDirectory directory;
    costs.push_back(load(dui.configuration(directory.path()), directory.path()));
    const auto again = dui.read_bare();
    if (again.wall < bare.wall) bare = again;
  }
  const auto cost = bench::median(costs);
  const auto millions = static_cast<double>(bare.rows) / 1e6;
  results.add(fmt::format("10^{} événements", bare.rows < 500'000     ? 5
                                              : bare.rows < 5'000'000 ? 6
                                                                      : 7),
              {{"rows", bare.rows},
               {"seconds", cost.wall},
               {"us_per_event", cost.wall / millions},
               {"cpu_us_per_event", cost.cpu / millions},
               {"ratio", cost.wall / bare.wall},
               {"rss_mib", cost.peak_mib}});
}

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const auto begin = text.find(from);
  const auto end = text.find(to);
  if (begin == std::string::npos || end == std::string::npos)
    throw std::runtime_error("not in the configuration");
  return text.substr(begin, end - begin);
}

std::string replaced(std::string text, const std::string& old_text, const std::string& new_text) {
  const auto at = text.find(old_text);
  if (at == std::string::npos) throw std::runtime_error("not in the configuration: " + old_text);
  return text.replace(at, old_text.size(), new_text);
}

/// `source`, for the establishments that `text` names.
std::string answering_for(const std::string& source, const std::string& establishments) {
  std::string list;
  constexpr std::string_view mark = "finess      = ";
  for (auto at = establishments.find(mark); at != std::string::npos; at = establishments.find(mark, at + 1)) {
    list += (list.empty() ? "" : ", ") + establishments.substr(at + mark.size(), 11);
  }
  return replaced(source, "[source.query]", "establishments = [" + list + "]\n[source.query]");
}

/// One installation that reads both.
std::string both(const bench::Dui& one, const bench::Dui& other, const std::filesystem::path& directory) {
  const auto second = test_support::read_file(other.configuration(directory));
  const auto path = one.configuration(directory);
  const auto first = test_support::read_file(path);
  const auto first_places = between(first, "[[establishment]]", "[[source]]");
  const auto second_places = between(second, "[[establishment]]", "[[source]]");
  const auto first_source = between(first, "[[source]]", "[store]");
  const auto second_source =
      replaced(between(second, "[[source]]", "[store]"), "name       = \"dui\"", "name       = \"dui2\"");
  test_support::write_file(path, replaced(first, first_source, answering_for(first_source, first_places)) +
                                     "\n" + second_places + answering_for(second_source, second_places));
  return path;
}

void use_cores(const bench::Dui& one, const bench::Dui& other, int cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int core = 0; core < cores; ++core) CPU_SET(static_cast<std::size_t>(core), &set);
  // What they start from now on keeps to it.
  for (const pid_t process : {0, one.server(), other.server()}) {
    if (sched_setaffinity(process, sizeof set, &set) != 0) throw std::runtime_error("sched_setaffinity");
  }
}

void two_sources(bench::Results& results) {
  const auto half = [](const char* seed) {
    return std::vector<std::string>{"--seed",   seed, "--establishments", "70",  "--persons", "145",
                                    "--months", "12", "--activity",       "0.45"};
  };
  const bench::Dui one("postgresql", half("11"));
  const bench::Dui other("postgresql", half("12"));
  std::vector<bench::Cost> costs[2];
  for (int round = 0; round < 3; ++round) {
    for (const int cores : {1, 2}) {
      use_cores(one, other, cores);
      const test_support::TemporaryDirectory directory;
      costs[cores - 1].push_back(load(both(one, other, directory.path()), directory.path()));
    }
  }
  const auto alone = bench::median(costs[0]);
  const auto together = bench::median(costs[1]);
  results.add(
      "deux sources",
      {{"one_core_s", alone.wall}, {"two_cores_s", together.wall}, {"gain", alone.wall / together.wall}});
}

}  // namespace

int main() {
  bench::Results results("scaling");
  const bool quick = std::getenv("JAUGE_BENCH_QUICK") != nullptr;
  two_sources(results);
  auto small = bench::distinct_grappe();
  small[3] = "14";
  linear(results, small, 1, 5);
  linear(results, bench::distinct_grappe(), 1, 3);
  if (!quick) linear(results, bench::distinct_grappe(), 10, 1);
  return 0;
}
