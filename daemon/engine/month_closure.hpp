#pragma once
// A month's closure, computed from the store: as it is frozen, or as it would be now.
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
  /// The latest revision; null when the month is not frozen.
  [[nodiscard]] core::Result<const core::Closure*> latest(core::Month month);
  void forget(core::Month month) { known_.erase(month); }

 private:
  const store::Store& store_;
  std::map<core::Month, std::unique_ptr<core::Closure>> known_;
};

/// Computes `month` as it stands in the store at `now`.
[[nodiscard]] core::Result<core::Closure> compute_closure(const Settings& settings, const store::Store& store,
                                                          Closures& closures, core::Month first_month,
                                                          core::Month month, core::Instant now);

}  // namespace jauge::engine
