#include "tests/bench/results.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace jauge::bench {

Results::~Results() {
  const char* const directory = std::getenv("JAUGE_BENCH_RESULTS");
  if (!directory) return;
  std::ofstream stream(std::string(directory) + "/" + name_ + ".json", std::ios::trunc);
  stream << lines_.dump(2) << '\n';
}

void Results::add(const std::string& line, nlohmann::ordered_json figures) {
  fmt::print("{:<12}{:<44}", name_, line);
  for (const auto& [column, figure] : figures.items()) {
    if (figure.is_number_float()) {
      fmt::print("  {}={:.3f}", column, figure.get<double>());
    } else if (figure.is_string()) {
      fmt::print("  {}={}", column, figure.get<std::string>());
    } else {
      fmt::print("  {}={}", column, figure.dump());
    }
  }
  fmt::print("\n");
  std::fflush(stdout);
  lines_[line] = std::move(figures);
}

}  // namespace jauge::bench
