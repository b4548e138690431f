// What is asked of months that are closed: revision, audit, purge.
#include <algorithm>

#include "engine/engine_state.hpp"

namespace jauge::engine {

using core::ErrorKind;
using core::Failure;
using core::Month;
using core::msg;
using core::Result;

namespace {

core::Failure doubtful_clock() {
  return core::fail(ErrorKind::refused,
                    msg("The clock is behind what it has shown before: nothing is frozen or deleted."),
                    msg("Set the clock right (timedatectl), then try again."));
}

}  // namespace

Result<WorkId> Engine::revise(Month month, const RevisionOrder& order) {
  if (state_->clock_doubtful) return doubtful_clock();
  if (state_->auditing.busy_with(month)) {
    return core::fail(ErrorKind::refused, msg("An audit of {0} is under way.", month.text()),
                      msg("Wait until it has ended."));
  }
  return state_->revising.ask({month, order.reason, order.renew, order.accept});
}

Result<WorkId> Engine::audit(Month month) {
  const auto pending = state_->store.revisions.pending();
  if (!pending) return Failure(pending.error());
  if (*pending && (*pending)->month == month) {
    return core::fail(ErrorKind::refused, msg("A revision of {0} is under way.", month.text()),
                      msg("Wait until it has ended."));
  }
  return state_->auditing.ask(month);
}

const AuditView* Engine::audit_result(WorkId work) const {
  return state_->auditing.result(work);
}

Result<std::vector<PurgeView>> Engine::purge(std::optional<Month> month, const PurgeOrder& order) {
  if (state_->clock_doubtful) return doubtful_clock();
  const auto now = state_->doors.clock.now();
  if (!month) return state_->retention.purge_due(now);
  if (state_->auditing.busy_with(*month)) {
    return core::fail(ErrorKind::refused, msg("An audit of {0} is under way.", month->text()),
                      msg("Wait until it has ended."));
  }
  const auto purged = state_->retention.purge(*month, order, now);
  if (!purged) return Failure(purged.error());
  return std::vector{*purged};
}

Result<std::vector<ClosureView>> Engine::closures() const {
  const auto heads = state_->store.closures.list();
  if (!heads) return Failure(heads.error());
  std::vector<ClosureView> views;
  for (const auto& head : *heads) {
    ClosureView view{head.month, head.revision, head.frozen_at, head.reason, false};
    // In force for the project as a whole: for each of its regions.
    std::optional<int> lowest;
    bool everywhere = true;
    for (const auto& region : core::regions(state_->settings.project)) {
      const auto in_force = state_->store.deliveries.revision_in_force(head.month, region);
      if (!in_force) return Failure(in_force.error());
      everywhere = everywhere && in_force->has_value();
      if (*in_force) lowest = std::min(lowest.value_or(**in_force), **in_force);
    }
    view.in_force = everywhere && lowest == head.revision;
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace jauge::engine
