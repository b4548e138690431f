#pragma once
// How far a set can be trusted: completeness and coverage from the history of reads (indicators §5).
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/month.hpp"

namespace jauge::core {

enum class History { kept, overwritten, state };

/// A successful read of one (source, kind): the window it covered, and the instant up to which it is true.
struct ReadSpan {
  Instant since;
  Instant until;
  auto operator<=>(const ReadSpan&) const = default;
};

/// Whether one of `spans` holds the whole of [since, until).
bool covers(std::span<const ReadSpan> spans, Instant since, Instant until);

struct ReadHistory {
  History history = History::kept;
  std::vector<ReadSpan> reads;        // successful, ascending by `until`
  std::optional<Instant> first_read;  // the first ever of (source, kind, establishment)
  bool closing_read_succeeded = false;
  std::chrono::seconds max_gap{3600};
  std::chrono::seconds max_state_gap{172800};
};

struct Completeness {
  bool complete = false;
  int coverage_tenths = 0;
  std::int64_t longest_gap_minutes = 0;
  std::string reason;  // "avant-installation", "source-incomplete" or empty
  bool operator==(const Completeness&) const = default;
};

/// `begin`, `end`: the month of the establishment as instants.
Completeness assess(const ReadHistory& history, Instant begin, Instant end);

}  // namespace jauge::core
