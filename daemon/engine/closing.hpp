#pragma once
// Closing a month: read, freeze. Each step ends in a transaction and is found again by a query, so that a
// crash costs at most the step under way (design, Decisions; indicators §8). Sealing and delivering follow
// elsewhere.
#include <map>
#include <optional>
#include <set>
#include <string>

#include "engine/month_closure.hpp"
#include "engine/reads.hpp"
#include "engine/settings.hpp"
#include "engine/works.hpp"
#include "store/store.hpp"

namespace jauge::engine {

class Closing {
 public:
  Closing(const Settings& settings, store::Store& store, Doors& doors, Works& works, Reads& reads,
          Closures& closures, core::Month first_month)
      : settings_(settings),
        store_(store),
        doors_(doors),
        works_(works),
        reads_(reads),
        closures_(closures),
        first_month_(first_month) {}

  /// The first month that is not frozen.
  [[nodiscard]] core::Result<core::Month> next_open() const;
  /// Closes every open month up to `month` now. Fails `refused` when it has not ended or is frozen already.
  [[nodiscard]] core::Result<WorkId> ask(core::Month month, bool accept);
  /// Goes as far as it can without waiting.
  [[nodiscard]] core::Result<void> advance(core::Instant now);
  bool asked() const { return asked_.has_value(); }
  /// A closing read is due or under way for this source: polls wait.
  bool wants(std::string_view source) const { return wanted_.contains(source); }

 private:
  struct Asked {
    core::Month up_to;
    bool accept = false;
    WorkId work = 0;
    core::Instant since;
  };
  enum class Step { waiting, frozen, stays_open };

  core::Result<Step> advance_month(core::Month month, core::Instant now);
  /// Kinds of the source whose closing read for the month is still to be done.
  core::Result<std::vector<core::ReadTask>> missing_tasks(const core::SourceSpec& source, core::Month month,
                                                          core::Instant not_before, core::Instant now) const;
  core::Result<std::vector<core::ReadTask>> missing_windows(const core::SourceSpec& source, core::Month month,
                                                            core::Instant now) const;
  core::Result<void> freeze(core::Month month, core::Instant now);
  void end_work(core::Month month, bool frozen);

  const Settings& settings_;
  store::Store& store_;
  Doors& doors_;
  Works& works_;
  Reads& reads_;
  Closures& closures_;
  core::Month first_month_;
  std::optional<Asked> asked_;
  std::map<std::string, core::Instant, std::less<>>
      tried_;  // by source: when its last closing read was started
  std::set<std::string, std::less<>> windows_tried_;
  std::set<std::string, std::less<>> wanted_;
};

}  // namespace jauge::engine
