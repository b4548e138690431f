#pragma once
// Closing a month: read, freeze. Each step ends in a transaction and is found again by a query, so that a
// crash costs at most the step under way (design, Decisions; indicators §8). Sealing and delivering follow
// elsewhere.
#include <optional>
#include <string>

#include "engine/closing_reads.hpp"
#include "engine/month_closure.hpp"
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
        reads_(settings, store, reads, first_month),
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
  bool wants(std::string_view source) const { return reads_.wants(source); }

 private:
  struct Asked {
    core::Month up_to;
    bool accept = false;
    WorkId work = 0;
    core::Instant since;
  };
  enum class Step { waiting, frozen, stays_open };

  core::Result<Step> advance_month(core::Month month, core::Instant now);
  core::Result<void> freeze_month(core::Month month, core::Instant now);
  void end_work(core::Month month, bool frozen);

  const Settings& settings_;
  store::Store& store_;
  Doors& doors_;
  Works& works_;
  ClosingReads reads_;
  Closures& closures_;
  core::Month first_month_;
  std::optional<Asked> asked_;
};

}  // namespace jauge::engine
