#pragma once
// A month's closure, computed from the store: as it is frozen, as it would be now, or as a revision.
#include <map>
#include <memory>

#include "core/closure.hpp"
#include "engine/settings.hpp"
#include "store/store.hpp"

namespace jauge::engine {

/// Frozen closures, read once. Kept until forget() is called for a month.
class Closures {
 public:
  explicit Closures(const store::Store& store) : store_(store) {}
  /// The latest revision; null when the month is not frozen. The pointer holds until forget() of the month.
  [[nodiscard]] core::Result<const core::Closure*> latest(core::Month month);
  void forget(core::Month month) { known_.erase(month); }
  void forget_all() { known_.clear(); }

 private:
  const store::Store& store_;
  std::map<core::Month, std::unique_ptr<core::Closure>> known_;
};

/// Computes `month` as it stands in the store at `now`.
[[nodiscard]] core::Result<core::Closure> compute_closure(const Settings& settings, const store::Store& store,
                                                          Closures& closures, core::Month first_month,
                                                          core::Month month, core::Instant now);

struct RevisionTerms {
  core::Month month;
  std::string reason;
  bool renew = false;   // with the configuration's parameters instead of those of the closure
  bool accept = false;  // takes a set that lost more than half of what was frozen
};

/// The next revision of a frozen month, from what the store holds of it. What cannot be counted again keeps
/// its figure, marked (indicators §8). Fails `refused` where a set that was read again holds less than half
/// of what was frozen, unless that is accepted.
[[nodiscard]] core::Result<core::Closure> compute_revision(const Settings& settings,
                                                           const store::Store& store, Closures& closures,
                                                           core::Month first_month,
                                                           const RevisionTerms& terms, core::Instant now);

}  // namespace jauge::engine
