#pragma once
// How long what identifies somebody is kept: members, then the month's key (indicators §8, Retention).
// Figures, digests and sealed bytes stay.
#include <optional>
#include <vector>

#include "engine/settings.hpp"
#include "engine/views.hpp"
#include "store/store.hpp"

namespace jauge::engine {

class Retention {
 public:
  Retention(const Settings& settings, store::Store& store, Doors& doors, core::Month first_month)
      : settings_(settings), store_(store), doors_(doors), first_month_(first_month) {}

  /// Deletes what is due, at most once an hour. Call only with a clock that can be trusted.
  [[nodiscard]] core::Result<void> advance(core::Instant now);
  /// The same now; what was deleted.
  [[nodiscard]] core::Result<std::vector<PurgeView>> purge_due(core::Instant now);
  /// Deletes the members of a closed month before their time, and its key when told to. Fails `refused` on a
  /// month that is open, under revision or not settled, the last unless forced.
  [[nodiscard]] core::Result<PurgeView> purge(core::Month month, const PurgeOrder& order, core::Instant now);
  /// Months whose members will be deleted soon although their reports are not settled.
  [[nodiscard]] core::Result<std::vector<UnsettledMonth>> threatened(core::Instant now) const;

 private:
  enum class Why { settled, limit, asked };
  core::Result<bool> is_settled(core::Month month) const;
  core::Result<bool> is_busy(core::Month month) const;
  core::Result<void> delete_members(core::Month month, Why why, core::Instant now);
  core::Result<void> destroy_key(core::Month month, core::Instant now);
  /// The end of the month that comes `months` later.
  core::Instant after(core::Month month, int months) const;

  const Settings& settings_;
  store::Store& store_;
  Doors& doors_;
  core::Month first_month_;
  std::optional<core::Instant> looked_;
};

}  // namespace jauge::engine
