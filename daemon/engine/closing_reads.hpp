#pragma once
// The reads that freezing a month waits for: window months, states after its end, and the whole of it again.
// What is done is found in the store, so that a crash costs at most the read under way (indicators §2, §8).
#include <map>
#include <set>
#include <string>

#include "engine/read_plan.hpp"
#include "engine/reads.hpp"
#include "engine/settings.hpp"
#include "store/store.hpp"

namespace jauge::engine {

class ClosingReads {
 public:
  ClosingReads(const Settings& settings, store::Store& store, Reads& reads, core::Month first_month)
      : settings_(settings), store_(store), reads_(reads), first_month_(first_month) {}

  struct Wish {
    core::Month month;
    core::Instant not_before;  // a read begun earlier does not count
    bool accept = false;       // takes a re-read that lost more than half
    bool again = true;         // a failed read is tried again after a while, else once
    bool kept_only = false;    // the month was purged: only what can be read again
    WorkId work = 0;
  };
  enum class State { done, waiting, failed };

  /// Starts what is missing and can be started. `failed`: nothing is under way and something is missing.
  [[nodiscard]] core::Result<State> advance(const Wish& wish, core::Instant now);
  /// Forgets what was tried: the next wish begins anew.
  void reset();
  /// A read is due or under way for this source: polls wait.
  bool wants(std::string_view source) const { return wanted_.contains(source); }

 private:
  /// Each is tried on its own: a query that fails does not hold the others.
  enum class Part { windows, states, month };
  using Tasks = std::vector<core::ReadTask>;

  core::Result<Tasks> missing(Part part, const core::SourceSpec& source, const Wish& wish,
                              core::Instant now) const;
  core::Result<Tasks> missing_of_month(const core::SourceSpec& source, const Wish& wish,
                                       core::Instant now) const;
  core::Result<Tasks> missing_states(const core::SourceSpec& source, const Wish& wish,
                                     core::Instant now) const;
  core::Result<Tasks> missing_windows(const core::SourceSpec& source, const Wish& wish,
                                      core::Instant now) const;
  core::Result<State> advance_source(const core::SourceSpec& source, const Wish& wish, core::Instant now);

  const Settings& settings_;
  store::Store& store_;
  Reads& reads_;
  core::Month first_month_;
  std::map<std::pair<std::string, Part>, core::Instant> tried_;  // when it was started last
  std::set<std::string, std::less<>> wanted_;
};

}  // namespace jauge::engine
