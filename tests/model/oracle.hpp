#pragma once
// What must become of every report, told from the contract alone: the answer table, the delays, the order.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/report_table.hpp"
#include "tests/model/faults.hpp"

namespace jauge::model {

class Oracle {
 public:
  enum class State { pending, receipted, refused, conflict, deposited };
  struct Report {
    int sequence = 1;
    core::Digest json;
    std::optional<core::Digest> container;  // once sealed
    State state = State::pending;
    int attempts = 0;
    std::optional<core::Instant> not_before;  // of the next attempt; none: at once, within the spread
    std::optional<core::Instant> not_after;
  };

  /// One attempt was made and settled at `now`, having heard this.
  void attempted(const store::ReportKey& key, const std::vector<Heard>& heard, core::Instant now);
  void pushed(core::Instant now);
  void deposited(const store::ReportKey& key) { reports.at(key).state = State::deposited; }
  /// Throws when an attempt for `key` at `now` is out of order or too early.
  void may_attempt(const store::ReportKey& key, core::Instant now) const;

  std::map<store::ReportKey, Report> reports;
  /// First write wins: the container that the receiver holds, or nothing.
  std::map<store::ReportKey, core::Digest> held;
};

[[noreturn]] void violated(const std::string& what);
void demand(bool holds, const std::string& what);
std::string name_of(const store::ReportKey& key);

}  // namespace jauge::model
