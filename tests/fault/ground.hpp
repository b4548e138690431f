#pragma once
// Where a month is closed, sealed, sent and receipted again and again by the real programs, each time by a
// project of its own, with one fault; and what must hold afterwards.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/fault/system_calls.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::fault {

/// What was found wrong after a fault and two clean runs.
struct Verdict {
  bool lost = false;     // a closing, a report or a receipt is missing, or a figure differs
  bool doubled = false;  // the ARS or the store holds one twice, or two documents for one report
  bool damaged = false;  // the store is not sound
  bool invalid = false;  // a receipt does not verify
  std::string detail;
  bool well() const { return !lost && !doubled && !damaged && !invalid; }
};

struct Outcome {
  Point point;
  int exit_code = 0;   // of the run with the fault
  std::string words;   // what it said
  bool struck = true;  // false: the run ended before the call was made that often
  Verdict verdict;
};

/// A project of its own: its configuration and its store.
struct Case {
  std::string project;
  std::filesystem::path directory;
  std::filesystem::path configuration() const { return directory / "jauge.toml"; }
  std::filesystem::path store() const { return directory / "jauge.db"; }
};

class Ground {
 public:
  /// Makes a small DUI and starts a receiver. Throws when that fails.
  Ground();

  /// The points of jauged, from the opening of the store to the end.
  std::vector<Point> points();
  /// jauged with the fault, then two clean runs, then the verdict. `again`: a fault in the first of the two
  /// runs, which is then followed by two more.
  Outcome strike(const Point& point, const std::optional<Point>& again = std::nullopt);

  /// The points of the receiver while it takes the reports.
  std::vector<Point> receiver_points();
  /// The receiver with the fault while a sound jauged sends, then a sound receiver and two clean runs.
  Outcome strike_receiver(const Point& point);

  Case make_case();
  /// `jauged --once --month`, with these words before it.
  test_support::Finished run_jauged(const Case& of, const std::vector<std::string>& before) const;
  test_support::Finished run_jauge(const Case& of, const std::vector<std::string>& verb) const;
  /// jauged as a service; its log is "log" in the case's directory.
  std::unique_ptr<test_support::Process> start_jauged(const Case& of,
                                                      const std::vector<std::string>& before) const;
  /// Two clean runs and the verdict.
  Verdict recover(const Case& of);

 private:
  void start_receiver(const std::vector<std::string>& before);
  Verdict judge(const Case& of);

  test_support::TemporaryDirectory directory_;
  int port_ = 0;
  std::unique_ptr<test_support::Process> receiver_;
  std::string configuration_;
  int cases_ = 0;
  std::map<std::string, std::string> expected_;  // rapport.csv by month
};

}  // namespace jauge::fault
