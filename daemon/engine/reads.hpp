#pragma once
// Reads under way: what readers give goes into the store, window by window, each durable before the next.
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "core/reading.hpp"
#include "engine/settings.hpp"
#include "engine/works.hpp"
#include "store/store.hpp"

namespace jauge::engine {

/// A read to start. Tasks of `closing` go to the staging sets.
struct ReadJob {
  /// What becomes of the staging sets of a kind once it is complete.
  enum class Then {
    replace,  // they take the polled ones' place (closing, revision)
    compare,  // they stay aside, and nothing else is noted (audit)
  };
  std::string source;
  core::ReadPurpose purpose = core::ReadPurpose::poll;
  std::vector<core::ReadTask> tasks;
  std::optional<core::Month> closing;
  bool accept = false;  // take a closing read that gave less than half of what the polls had given
  WorkId work = 0;
  Then then = Then::replace;
};

class Reads {
 public:
  Reads(const Settings& settings, store::Store& store, Doors& doors, Works& works, core::Month first_month)
      : settings_(settings), store_(store), doors_(doors), works_(works), first_month_(first_month) {}

  /// A source has one read at a time: call only where reading() is false.
  [[nodiscard]] core::Result<void> start(ReadJob job);
  bool reading(std::string_view source) const;
  bool any() const { return !running_.empty(); }
  /// Waits up to `patience` for what readers give, and stores it. Fails only when the store does.
  [[nodiscard]] core::Result<void> pump(std::chrono::milliseconds patience);
  void cancel_all();
  /// Kinds of a comparing job that were read whole. Told once.
  std::set<store::SourceKind> take_compared(WorkId work);
  /// Rights that should go, as the last read of the source found them.
  const std::vector<core::Grant>& warnings(std::string_view source) const;

 private:
  /// A kind's tasks in one read: known as read only when all of them are.
  struct KindProgress {
    std::uint32_t left = 0;
    core::Instant since;
    core::Month month;
    core::Instant as_of;  // what was read is whole from `since` up to then
    core::Fates fates;
    std::optional<core::Error> failure;
  };
  struct Running {
    ReadJob job;
    core::Instant started;
    std::map<std::string, KindProgress> kinds;
  };

  /// Months that polls no longer change: frozen or purged.
  core::Result<std::set<core::Month>> shut_months() const;
  core::Result<void> find_keys(const ReadJob& job, const std::vector<core::Month>& months, core::Instant now,
                               std::map<core::Month, core::MonthKey>& keys);
  core::Result<void> clear_staging(const ReadJob& job);
  core::Result<void> take(core::Reader::Event& event);
  core::Result<void> take(Running& running, const core::WindowRead& window);
  core::Result<void> store_batches(const Running& running, const core::ReadTask& task,
                                   const core::WindowRead& window);
  core::Result<void> end_kind(const Running& running, const std::string& kind, const KindProgress& progress);
  core::Result<void> record(const Running& running, const std::string& kind, const KindProgress& progress);
  core::Result<void> count_late(const ReadJob& job, const core::ReadTask& task, const core::Batch& batch);
  core::Result<void> promote(const Running& running, const std::string& kind, const KindProgress& progress);
  core::Result<void> fail_kind(const Running& running, const std::string& kind, const KindProgress& progress,
                               const core::Error& error);
  core::Result<void> end(Running& running, const core::Reader::Finished& finished);

  const Settings& settings_;
  store::Store& store_;
  Doors& doors_;
  Works& works_;
  core::Month first_month_;
  std::map<core::Reader::Ticket, Running> running_;
  std::map<std::string, std::vector<core::Grant>, std::less<>> warnings_;
  std::map<WorkId, std::set<store::SourceKind>> compared_;
};

}  // namespace jauge::engine
