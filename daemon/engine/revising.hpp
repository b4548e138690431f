#pragma once
// A revision of a closed month: read again, freeze r+1, and with it the later months whose windows change
// (indicators §8). The request is in the store until it is frozen or given up.
#include <string>

#include "engine/closing_reads.hpp"
#include "engine/month_closure.hpp"
#include "engine/settings.hpp"
#include "engine/works.hpp"
#include "store/store.hpp"

namespace jauge::engine {

class Revising {
 public:
  Revising(const Settings& settings, store::Store& store, Doors& doors, Works& works, Reads& reads,
           Closures& closures, core::Month first_month)
      : settings_(settings),
        store_(store),
        doors_(doors),
        works_(works),
        reads_(settings, store, reads, first_month),
        closures_(closures),
        first_month_(first_month) {}

  /// Fails `refused` when the month is open, its key is destroyed or another revision is under way; `invalid`
  /// without a reason.
  [[nodiscard]] core::Result<WorkId> ask(const RevisionTerms& terms);
  /// Goes as far as it can without waiting.
  [[nodiscard]] core::Result<void> advance(core::Instant now);
  /// A re-read is due or under way for this source: polls wait.
  bool wants(std::string_view source) const { return reads_.wants(source); }

 private:
  core::Result<void> freeze_all(const store::RevisionRequest& request, core::Instant now);
  core::Result<std::vector<core::Closure>> followers(const core::Closure& revised, core::Instant now);
  core::Result<void> give_up(const store::RevisionRequest& request, const core::Message& why);

  const Settings& settings_;
  store::Store& store_;
  Doors& doors_;
  Works& works_;
  ClosingReads reads_;
  Closures& closures_;
  core::Month first_month_;
  WorkId work_ = 0;  // 0 after a restart: nobody waits for it any more
};

}  // namespace jauge::engine
