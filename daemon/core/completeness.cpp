#include "core/completeness.hpp"

#include <algorithm>

namespace jauge::core {
namespace {

/// Whole parts of `share` in `whole`, rounded down, between 0 and `parts`.
int floored(std::chrono::microseconds share, std::chrono::microseconds whole, std::int64_t parts) {
  if (whole.count() <= 0) return 0;
  return static_cast<int>(std::clamp<std::int64_t>(share.count() * parts / whole.count(), 0, parts));
}

/// What was observed, as points of time: the month's begin, the reads within, the first read at or after its
/// end. A read before the month tells of the month before: the first stretch runs from the month's begin.
std::vector<Instant> points(const std::vector<ReadSpan>& reads, Instant begin, Instant end) {
  std::vector<Instant> points{begin};
  for (const auto& read : reads) {
    if (read.until > begin) points.push_back(read.until);
    if (read.until >= end) break;
  }
  return points;
}

std::int64_t longest_gap(const std::vector<Instant>& points, Instant end) {
  auto longest = end > points.back() ? end - points.back() : std::chrono::microseconds{0};
  for (std::size_t i = 1; i < points.size(); ++i) longest = std::max(longest, points[i] - points[i - 1]);
  return std::chrono::floor<std::chrono::minutes>(longest).count();
}

}  // namespace

bool covers(std::span<const ReadSpan> spans, Instant since, Instant until) {
  return std::ranges::any_of(
      spans, [&](const ReadSpan& span) { return span.since <= since && until <= span.until; });
}

Completeness assess(const ReadHistory& history, Instant begin, Instant end) {
  Completeness result;
  if (history.history == History::kept && history.closing_read_succeeded) {
    result.complete = true;
    result.coverage_tenths = 1000;
    return result;
  }

  const auto& reads = history.reads;
  const auto after = std::ranges::find_if(reads, [&](const ReadSpan& read) { return read.until >= end; });
  const bool read_after = after != reads.end();
  const bool read_before = after != reads.begin();
  const auto seen = points(reads, begin, end);
  result.longest_gap_minutes = longest_gap(seen, end);

  if (history.history != History::kept && history.first_read && *history.first_read >= end) {
    result.reason = "avant-installation";
  } else if (!read_after) {
    result.reason = "source-incomplete";
  }

  if (history.history == History::state) {
    std::chrono::microseconds observed{0};
    result.complete = result.reason.empty();
    for (std::size_t i = 1; i < seen.size(); ++i) {
      if (seen[i] - seen[i - 1] <= history.max_state_gap) {
        observed += std::min(seen[i], end) - seen[i - 1];
      } else {
        result.complete = false;
      }
    }
    result.coverage_tenths = floored(observed, end - begin, 1000);
    return result;
  }

  result.complete = history.history == History::overwritten && result.reason.empty() && read_before &&
                    after->until - std::prev(after)->until <= history.max_gap;
  if (result.complete) {
    result.coverage_tenths = 1000;
  } else if (read_before) {
    result.coverage_tenths = 10 * floored(std::prev(after)->until - begin, end - begin, 100);
  }
  return result;
}

}  // namespace jauge::core
