#pragma once
// What keeps the store from being lost: a backup a day, verified, beside it; copies asked for; the journal.
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "engine/settings.hpp"
#include "engine/views.hpp"

namespace jauge::store {
class Store;
enum class Members;
}  // namespace jauge::store

namespace jauge::engine {

class Safekeeping {
 public:
  Safekeeping(store::Store& store, const Doors& doors) : store_(store), doors_(doors) {}

  /// Makes the daily backup when it is due: the store is checked whole in doing so. Fails `damaged` when the
  /// store is not what was written, and as the store does; a backup that cannot be written is told and tried
  /// again later.
  [[nodiscard]] core::Result<void> advance(core::Instant now);
  /// A copy beside the store, for whoever asked to carry away; an earlier one is replaced.
  [[nodiscard]] core::Result<BackupView> copy(store::Members members) const;
  /// Newest first.
  [[nodiscard]] core::Result<std::vector<JournalView>> journal(std::size_t limit) const;
  /// The last daily backup; none: never made.
  [[nodiscard]] core::Result<std::optional<core::Instant>> last_backup() const;
  /// Why the last attempt failed; empty when it did not.
  const core::Message& problem() const { return problem_; }

 private:
  store::Store& store_;
  const Doors& doors_;
  core::Message problem_;
  std::optional<core::Instant> again_;
};

}  // namespace jauge::engine
