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

/// What a purge took away of a month.
struct PurgeView {
  core::Month month;
  bool members = false;
  bool key = false;
};

struct RevisionOrder {
  std::string reason;   // printed in the report
  bool renew = false;   // with the configuration's measure, targets and establishments
  bool accept = false;  // takes a re-read that lost more than half
};

struct PurgeOrder {
  bool key = false;    // the month's key too: it can be neither revised nor audited any more
  bool force = false;  // although its reports are not settled
};

/// A month that will lose its members at `limit`, settled or not.
struct UnsettledMonth {
  core::Month month;
  core::Instant limit{};
};

/// A frozen set made again from its sources.
struct AuditLine {
  enum class State { identical, differs, not_reproducible, not_read };
  core::Finess establishment;
  std::string kind;
  State state = State::identical;
  std::int64_t frozen = 0;                // members
  std::optional<std::int64_t> now;        // members, where it was read
  std::optional<std::int64_t> differing;  // in one of the two only; none: the frozen members are gone
};

struct AuditView {
  core::Month month;
  int revision = 0;
  std::vector<AuditLine> lines;
};

struct ClosureView {
  core::Month month;
  int revision = 0;
  core::Instant frozen_at{};
  std::string reason;
  bool in_force = false;  // the highest that every region has receipted or had deposited
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
  std::string cover;  // of a deposit by hand, HTML; empty while there is no container
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

/// A certificate that the service needs, as it stands now.
struct CertificateView {
  std::string role;  // "sceau", "client-tls", "chaine-sceau", "autorite-ars", "autorite-accuses",
                     // "autorite-horodatage"
  std::string path;
  std::string subject;
  std::optional<core::Instant> not_after;  // none: it cannot be read
  core::Message problem;                   // why it cannot be used; empty when it can
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
  std::vector<CertificateView> certificates;
};

}  // namespace jauge::engine
