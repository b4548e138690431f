#pragma once
// `jauge audit`: a closed month's sets are made again from the sources, aside, and compared with the digests
// that were frozen (indicators §8, Audit). Changes nothing.
#include <map>
#include <optional>
#include <set>
#include <string>

#include "engine/month_closure.hpp"
#include "engine/reads.hpp"
#include "engine/settings.hpp"
#include "engine/views.hpp"
#include "engine/works.hpp"
#include "store/store.hpp"

namespace jauge::engine {

class Auditing {
 public:
  Auditing(const Settings& settings, store::Store& store, Doors& doors, Works& works, Reads& reads,
           Closures& closures, core::Month first_month)
      : settings_(settings),
        store_(store),
        doors_(doors),
        works_(works),
        reads_(reads),
        closures_(closures),
        first_month_(first_month) {}

  /// Fails `refused` when the month is open, its key is destroyed or another audit is under way.
  [[nodiscard]] core::Result<WorkId> ask(core::Month month);
  [[nodiscard]] core::Result<void> advance(core::Instant now);
  /// A re-read is due or under way for this source: polls wait.
  bool wants(std::string_view source) const;
  bool busy_with(core::Month month) const { return asked_ && asked_->month == month; }
  /// Null until the work has ended; the last few are kept.
  const AuditView* result(WorkId work) const;

 private:
  struct Asked {
    core::Month month;
    WorkId work = 0;
    std::set<std::string, std::less<>> to_read;  // sources
    std::set<std::string, std::less<>> reading;
  };

  std::vector<core::ReadTask> tasks_of(const core::SourceSpec& source, core::Month month,
                                       core::Instant now) const;
  core::Result<void> start_reads(core::Instant now);
  core::Result<AuditView> compare(const std::set<store::SourceKind>& read) const;
  core::Result<AuditLine> compare(const core::Closure& closure, const core::EstablishmentFigures& figures,
                                  const core::SetEvidence& frozen,
                                  const std::set<store::SourceKind>& read) const;
  core::Result<void> finish(core::Instant now);

  const Settings& settings_;
  store::Store& store_;
  Doors& doors_;
  Works& works_;
  Reads& reads_;
  Closures& closures_;
  core::Month first_month_;
  std::optional<Asked> asked_;
  std::map<WorkId, AuditView> results_;
};

}  // namespace jauge::engine
