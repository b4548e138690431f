#pragma once
// The engine: what is due and in which order — poll, close, seal, deliver. One thread calls it; reads go on
// elsewhere and deliveries may be attempted elsewhere, their results come back through pump() and settle().
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/delivery.hpp"
#include "core/result.hpp"
#include "engine/adoption.hpp"
#include "engine/settings.hpp"
#include "engine/views.hpp"
#include "engine/work.hpp"

namespace jauge::store {
class Store;
}

namespace jauge::engine {

class Engine {
 public:
  /// `store` outlives the engine. Fails `damaged` when the store cannot be read.
  [[nodiscard]] static core::Result<std::unique_ptr<Engine>> open(Settings settings, store::Store& store,
                                                                  Doors doors);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // ── Going on ──────────────────────────────────────────────────────────────────────────────────

  /// Starts what is due at the clock's now: polls, closing reads, freezing, sealing. Never waits for a
  /// source. Fails only when the store does.
  [[nodiscard]] core::Result<void> tick(Polls polls);
  /// Waits up to `patience` for what readers give, and stores it.
  [[nodiscard]] core::Result<void> pump(std::chrono::milliseconds patience);
  /// No read is running and no asked work is unfinished.
  bool idle() const;
  /// Ends the reads that are running; what they had committed stays.
  void cancel_reads();

  // ── Asked for by a person ─────────────────────────────────────────────────────────────────────

  /// Reads these sources now, all when empty.
  [[nodiscard]] core::Result<WorkId> poll(const std::vector<std::string>& sources);
  /// Closes `month` and every earlier month still open, before their time if need be; a month that has not
  /// ended is refused. `accept`: takes a closing read that gave less than half of what the polls had given.
  [[nodiscard]] core::Result<WorkId> close(core::Month month, bool accept);
  /// Makes every unsettled report due now.
  [[nodiscard]] core::Result<void> push();
  /// States the persons accompanied of an establishment in a month (indicators §4).
  [[nodiscard]] core::Result<void> headcount(core::Month month, const core::Finess& establishment,
                                             std::int64_t number, const std::string& origin);
  /// Settles a report that was deposited by hand. `note` says where and how.
  [[nodiscard]] core::Result<void> deposit(core::Month month, const core::RegionCode& region,
                                           const std::string& note);
  /// A verified copy of the store beside it, to be carried away; without members unless `with_members`.
  [[nodiscard]] core::Result<BackupView> backup(bool with_members) const;
  /// The months' keys as text: a secret, kept apart from backups.
  [[nodiscard]] core::Result<std::string> export_keys() const;
  /// Writes a line of the journal: what was done (a code), to what, and what more is known.
  [[nodiscard]] core::Result<void> note(const std::string& code, const std::string& subject,
                                        const std::string& detail);
  /// Reads a closed month again and freezes its next revision, with the later months whose windows change.
  [[nodiscard]] core::Result<WorkId> revise(core::Month month, const RevisionOrder& order);
  /// Makes a closed month's sets again from the sources and compares; changes nothing.
  [[nodiscard]] core::Result<WorkId> audit(core::Month month);
  /// Null until the audit has ended; the last few are kept.
  const AuditView* audit_result(WorkId work) const;
  /// Deletes the members that are due, or those of one month; and keys likewise.
  [[nodiscard]] core::Result<std::vector<PurgeView>> purge(std::optional<core::Month> month,
                                                           const PurgeOrder& order);
  const Work* work(WorkId id) const;

  // ── Deliveries ────────────────────────────────────────────────────────────────────────────────

  /// The next report that is due to be sent, and marks it as under way.
  [[nodiscard]] core::Result<std::optional<core::Shipment>> next_shipment(Spread spread);
  [[nodiscard]] core::Result<void> settle(const core::Shipment& shipment, const core::Settlement& settlement);

  /// The next ARS to be asked, before anything is frozen, what it holds of us; marks it as under way.
  [[nodiscard]] core::Result<std::optional<Inquiry>> next_inquiry();
  /// Takes over what an ARS holds and the store does not.
  [[nodiscard]] core::Result<void> adopt(const Holdings& holdings);

  // ── Questions ─────────────────────────────────────────────────────────────────────────────────

  [[nodiscard]] core::Result<Overview> overview() const;
  [[nodiscard]] core::Result<std::vector<SourceView>> sources() const;
  /// A closed month's frozen figures (its latest revision), an open one's as they stand.
  [[nodiscard]] core::Result<MonthFigures> figures(core::Month month) const;
  [[nodiscard]] core::Result<std::vector<ClosureView>> closures() const;
  [[nodiscard]] core::Result<std::vector<ReportView>> reports() const;
  /// A stored report's documents, container and receipt; the latest revision when none is given.
  [[nodiscard]] core::Result<ReportFiles> report_files(core::Month month, const core::RegionCode& region,
                                                       std::optional<int> revision) const;

  /// Newest first.
  [[nodiscard]] core::Result<std::vector<JournalView>> journal(std::size_t limit) const;

  core::Month first_month() const;
  core::Month current_month() const;
  const Settings& settings() const;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jauge::engine
