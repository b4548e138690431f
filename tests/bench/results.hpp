#pragma once
// Figures of a run: told at once, and kept as JSON for `./dev bench --report`.
#include <nlohmann/json.hpp>
#include <string>

namespace jauge::bench {

/// The file is $JAUGE_BENCH_RESULTS/<name>.json, written when this goes; none without that variable.
class Results {
 public:
  explicit Results(std::string name) : name_(std::move(name)) {}
  ~Results();
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  /// One line of a table: figures by column. Prints it, too.
  void add(const std::string& line, nlohmann::ordered_json figures);

 private:
  std::string name_;
  nlohmann::ordered_json lines_ = nlohmann::ordered_json::object();
};

}  // namespace jauge::bench
