#pragma once
// Answers to questions about the engine's state, as plain values for whoever shows them.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/closure.hpp"
#include "core/reading.hpp"
#include "core/report.hpp"
#include "engine/settings.hpp"

namespace jauge::engine {

struct KindView {
  std::string kind;
  std::optional<core::Instant> last_success;
  std::optional<core::Instant> last_attempt;
  core::Message problem;  // of the last attempt; empty when it succeeded
};

struct SourceView {
  std::string name;
  std::string type;
  bool reading = false;
  std::vector<KindView> kinds;
  std::optional<core::Instant> last_success;
  std::optional<core::Instant> last_attempt;
  core::Message problem;
  std::vector<core::Grant> warnings;
  core::Availability availability;  // of the current month
};

struct MonthFigures {
  core::Month month;
  std::optional<int> revision;  // none: the month is open
  core::Closure closure;        // of an open month: as it would be frozen now
};

struct ClosureView {
  core::Month month;
  int revision = 0;
  core::Instant frozen_at{};
  std::string reason;
};

enum class ReportState { to_seal, waiting, placed, by_hand, receipted, deposited, refused, conflict };

struct ReportView {
  core::Month month;
  int revision = 0;
  core::RegionCode region;
  int sequence = 1;
  ReportState state = ReportState::to_seal;
  std::string sha256;  // of the container; empty when not sealed
  std::optional<core::Instant> sealed_at;
  std::optional<core::Instant> settled_at;
  int attempts = 0;
  std::optional<core::Instant> next_attempt;
  std::string alarm;
  core::Message detail;
  std::string deposit_note;
};

struct ReportFiles {
  ReportView report;
  core::Documents documents;
  std::string container;
  std::string receipt;
};

/// A copy of the store that was just made and verified.
struct BackupView {
  std::string path;
  std::int64_t closures = 0;
  std::int64_t reports = 0;
  std::int64_t receipts = 0;
  std::int64_t members = 0;
};

/// One line of the journal.
struct JournalView {
  core::Instant at{};
  std::string code;
  std::string subject;
  std::string detail;
};

/// Something the operator should do, most urgent first.
struct Advice {
  enum class Level { note, warning, alarm };
  Level level = Level::note;
  std::string code;
  core::Message sentence;
};

struct Overview {
  core::Instant now{};
  core::Month current;
  core::Month first_month;
  std::optional<core::Month> last_closed;
  core::Month next_closing;
  core::Instant next_closing_at{};
  std::vector<Advice> advice;
};

}  // namespace jauge::engine
