#pragma once
// The history of reads: what was covered when (indicators §2, §5), and the polls of each source.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/completeness.hpp"
#include "core/figures.hpp"
#include "core/reading.hpp"
#include "core/schedule.hpp"
#include "sqlite/connection.hpp"

namespace jauge::store {

/// One read of one (source, kind).
struct ReadRecord {
  std::string source;
  std::string kind;
  core::Month month;
  core::ReadPurpose purpose = core::ReadPurpose::poll;
  core::Instant since;  // of the window
  core::Instant until;  // up to which the source was read as true
  core::Instant started;
  std::chrono::milliseconds duration{0};
  std::optional<core::Error> failure;  // none: it succeeded. Its texts hold no data, as those of every Error
  bool operator==(const ReadRecord&) const = default;
};

/// One poll: all that a source was asked in one go.
struct PollRecord {
  std::string source;
  core::ReadPurpose purpose = core::ReadPurpose::poll;
  core::Instant started;
  std::chrono::milliseconds duration{0};
  std::optional<core::Error> failure;
  bool operator==(const PollRecord&) const = default;
};

/// Polls alone, or closing reads too; checks never.
enum class ReadsOf { polls, all };

class ReadTable {
 public:
  explicit ReadTable(sqlite::Connection& connection) : connection_(connection) {}

  [[nodiscard]] core::Result<void> record(const ReadRecord& read);
  [[nodiscard]] core::Result<void> record_poll(const PollRecord& poll);

  /// Successful reads (checks excluded) whose `until` is at or after `from`, up to and with the first one at
  /// or after `to`; ascending by `until`, then `since`.
  [[nodiscard]] core::Result<std::vector<core::ReadSpan>> spans(std::string_view source,
                                                                std::string_view kind, core::Instant from,
                                                                core::Instant to) const;
  /// When the last successful one began; when the last attempt began, how long it took.
  [[nodiscard]] core::Result<core::LastRead> last(std::string_view source, std::string_view kind,
                                                  ReadsOf purpose) const;
  /// Why the last attempt failed, checks excluded; nothing when it succeeded or there was none.
  [[nodiscard]] core::Result<std::optional<core::Error>> last_failure(std::string_view source,
                                                                      std::string_view kind) const;
  /// The latest `until` of a successful read, checks excluded: where the next window begins, less the
  /// overlap.
  [[nodiscard]] core::Result<std::optional<core::Instant>> last_success_until(std::string_view source,
                                                                              std::string_view kind) const;

  /// Polls of the source (purpose poll) that began in [from, to). Those we cancelled ourselves do not count.
  [[nodiscard]] core::Result<core::Availability> availability(std::string_view source, core::Instant from,
                                                              core::Instant to) const;
  [[nodiscard]] core::Result<std::optional<PollRecord>> last_poll(std::string_view source) const;

  /// Newest first.
  [[nodiscard]] core::Result<std::vector<ReadRecord>> recent(std::size_t limit) const;
  [[nodiscard]] core::Result<std::vector<PollRecord>> recent_polls(std::size_t limit) const;

  /// Forgets what began before; the last successful poll of each (source, kind) stays.
  [[nodiscard]] core::Result<void> purge_before(core::Instant instant);

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
