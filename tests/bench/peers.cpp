#include "tests/bench/peers.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tests/support/process.hpp"

namespace jauge::bench {
namespace {

using test_support::Process;
using test_support::TemporaryDirectory;

std::string peer_file(const std::string& name) {
  return std::string(JAUGE_SOURCE_DIR) + "/tests/bench/peers/" + name;
}

Figures lines_of(const std::string& text) {
  Figures figures;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) figures.insert(line);
  }
  return figures;
}

/// The establishments of the project: the DUI holds others.
std::string finess_numbers(const std::string& configuration) {
  static const std::regex line(R"(finess\s*=\s*"(\w{9})\")");
  std::string numbers;
  for (std::sregex_iterator found(configuration.begin(), configuration.end(), line), end; found != end;
       ++found) {
    numbers += (*found)[1].str() + "\n";
  }
  return numbers;
}

}  // namespace

std::vector<Peer> run_peers(const Dui& dui, core::Month first, core::Month last, int rounds) {
  const TemporaryDirectory directory;
  const auto numbers = (directory / "finess").string();
  test_support::write_file(numbers,
                           finess_numbers(test_support::read_file(dui.configuration(directory.path()))));
  Process sink({"/usr/bin/python3", peer_file("sink.py"), (directory / "port").string()},
               (directory / "sink.log").string());
  if (!test_support::eventually([&] { return std::filesystem::exists(directory / "port"); })) {
    throw std::runtime_error(test_support::read_file(directory / "sink.log"));
  }
  const auto url = fmt::format("http://127.0.0.1:{}/rapport", test_support::read_file(directory / "port"));
  const std::string begin = core::text(first.first_day());
  const std::string end = core::text(last.end());

  std::vector<std::pair<std::string, std::vector<std::string>>> commands{
      {"Python + psycopg2",
       {"/usr/bin/python3", peer_file("psycopg.py"), dui.connection(), begin, end, numbers}},
      {"psql + curl", {peer_file("psql_curl"), dui.connection(), begin, end, numbers, url}},
  };
  if (std::getenv("JAUGE_BENCH_NODE")) {
    commands.push_back({"DuckDB (Node) + psql COPY",
                        {"node", peer_file("duckdb.mjs"), dui.connection(), begin, end, numbers}});
  }
  std::vector<Peer> peers;
  for (const auto& [name, command] : commands) {
    const auto log = (directory / name).string();
    Peer peer{name, {}, 0, {}};
    std::vector<Cost> costs;
    const double before = dui.server_cpu();
    for (int round = 0; round < rounds; ++round) {
      costs.push_back(measure(command, log));
      if (costs.back().exit_code != 0) throw std::runtime_error(name + ": " + test_support::read_file(log));
    }
    peer.server_cpu = (dui.server_cpu() - before) / rounds;
    peer.cost = median(costs);
    peer.figures = lines_of(test_support::read_file(log));
    peers.push_back(std::move(peer));
  }
  return peers;
}

Figures jauge_figures(const std::string& configuration, core::Month first, core::Month last) {
  static const std::map<std::string, std::size_t> columns{{"dossiers-actifs", 0},  {"evenements-agenda", 1},
                                                          {"messages-mssante", 2}, {"documents-dmp", 3},
                                                          {"e-prescriptions", 4},  {"e-parcours", 5}};
  Figures figures;
  for (auto month = first; month <= last; month = month.next()) {
    const auto answer = test_support::run(
        {program("jauge"), "--config", configuration, "indicators", "--month", month.text(), "--json"});
    if (answer.exit_code != 0) throw std::runtime_error(answer.err);
    std::map<std::string, std::array<long, 6>> of;
    for (const auto& figure : nlohmann::json::parse(answer.out)) {
      const auto column = columns.find(figure.at("indicator").get<std::string>());
      if (column == columns.end() || figure.at("finess").is_null() || figure.at("window") != "mois") continue;
      of[figure.at("finess")][column->second] = figure.at("numerator").get<long>();
    }
    for (const auto& [finess, numbers] : of) {
      figures.insert(fmt::format("{},{},{}", finess, month.text(), fmt::join(numbers, ",")));
    }
  }
  return figures;
}

}  // namespace jauge::bench
