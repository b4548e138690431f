#include "engine/retention.hpp"

#include <algorithm>

#include "engine/read_plan.hpp"

namespace jauge::engine {

using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::Month;
using core::msg;
using core::Result;

namespace {

constexpr std::chrono::hours look_every{1};
constexpr std::chrono::days warned_before{30};

// French, as the rest of the audit log.
constexpr std::string_view at_its_time = "échéance, rapports réglés";
constexpr std::string_view at_the_limit = "échéance maximale, rapports non réglés";
constexpr std::string_view on_demand = "à la demande";

}  // namespace

Instant Retention::after(Month month, int months) const {
  return core::month_span(settings_.project, month + months).end;
}

/// A month before the first one is settled with it: its counts stand in the first closure.
Result<bool> Retention::is_settled(Month month) const {
  const Month of = std::max(month, first_month_);
  const auto frozen = store_.closures.frozen_months();
  if (!frozen) return Failure(frozen.error());
  if (!std::ranges::binary_search(*frozen, of)) return false;
  return store_.deliveries.month_is_settled(of);
}

Result<bool> Retention::is_busy(Month month) const {
  const auto pending = store_.revisions.pending();
  if (!pending) return Failure(pending.error());
  return *pending && (*pending)->month == month;
}

Result<void> Retention::delete_members(Month month, Why why, Instant now) {
  const auto detail = why == Why::settled ? at_its_time : why == Why::limit ? at_the_limit : on_demand;
  auto stored = store_.transaction([&]() -> Result<void> {
    if (auto done = store_.members.purge(month); !done) return done;
    if (auto done = store_.purges.note(month, now); !done) return done;
    return store_.audit.append({now, "purge", month.text(), std::string(detail)});
  });
  if (!stored) return stored;
  doors_.notice({why == Why::limit ? Notice::Level::warning : Notice::Level::info, "purge",
                 msg("The pseudonymised members of {0} are deleted.", month.text())});
  return {};
}

Result<void> Retention::destroy_key(Month month, Instant now) {
  // What the key would tell of the month is gone, whether it had members or not.
  if (auto done = store_.purges.note(month, now); !done) return done;
  if (auto done = store_.keys.destroy(month, now); !done) return done;
  if (auto done = store_.audit.append({now, "cle-detruite", month.text(), ""}); !done) return done;
  doors_.notice({Notice::Level::info, "cle-detruite", msg("The key of {0} is destroyed.", month.text())});
  return {};
}

Result<void> Retention::advance(Instant now) {
  if (looked_ && now >= *looked_ && now < *looked_ + look_every) return {};
  looked_ = now;
  const auto purged = purge_due(now);
  if (!purged) return Failure(purged.error());
  const Month oldest = current_month(settings_, now) - settings_.retention.limit_months;
  return store_.reads.purge_before(core::month_span(settings_.project, oldest).begin);
}

Result<std::vector<PurgeView>> Retention::purge_due(Instant now) {
  std::vector<PurgeView> done;
  const auto months = store_.members.months();
  if (!months) return Failure(months.error());
  for (const Month month : *months) {
    if (now < after(month, settings_.retention.months)) continue;
    const auto busy = is_busy(month);
    if (!busy) return Failure(busy.error());
    if (*busy) continue;
    const auto settled = is_settled(month);
    if (!settled) return Failure(settled.error());
    // A month that was read back counts in the first closure only: it waits for it.
    const bool limit = month >= first_month_ && now >= after(month, settings_.retention.limit_months);
    if (!*settled && !limit) continue;
    if (auto deleted = delete_members(month, *settled ? Why::settled : Why::limit, now); !deleted)
      return Failure(deleted.error());
    done.push_back({month, true, false});
  }
  const auto keys = store_.keys.months();
  if (!keys) return Failure(keys.error());
  for (const Month month : *keys) {
    if (now < after(month, settings_.retention.audit_months)) continue;
    const auto held = store_.members.has_members(month);
    if (!held) return Failure(held.error());
    if (*held) continue;
    if (auto destroyed = destroy_key(month, now); !destroyed) return Failure(destroyed.error());
    done.push_back({month, false, true});
  }
  return done;
}

Result<PurgeView> Retention::purge(Month month, const PurgeOrder& order, Instant now) {
  const auto frozen = store_.closures.frozen_months();
  if (!frozen) return Failure(frozen.error());
  const bool window_month = month < first_month_ && !frozen->empty();
  if (!window_month && !std::ranges::binary_search(*frozen, month)) {
    return core::fail(ErrorKind::refused,
                      msg("{0} is not closed: its members are still counted.", month.text()),
                      msg("jauge closures lists the closed months."));
  }
  const auto busy = is_busy(month);
  if (!busy) return Failure(busy.error());
  if (*busy) {
    return core::fail(ErrorKind::refused, msg("A revision of {0} is under way.", month.text()),
                      msg("Wait until it has ended."));
  }
  const auto settled = is_settled(month);
  if (!settled) return Failure(settled.error());
  if (!*settled && !order.force) {
    return core::fail(
        ErrorKind::refused, msg("The reports of {0} are not all receipted or deposited.", month.text()),
        msg("Without its members a month can no longer be revised whole; --force deletes them all "
            "the same."));
  }
  PurgeView view{month, false, false};
  const auto held = store_.members.has_members(month);
  if (!held) return Failure(held.error());
  if (*held) {
    if (auto deleted = delete_members(month, Why::asked, now); !deleted) return Failure(deleted.error());
    view.members = true;
  }
  const auto keys = store_.keys.months();
  if (!keys) return Failure(keys.error());
  if (order.key && std::ranges::binary_search(*keys, month)) {
    if (auto destroyed = destroy_key(month, now); !destroyed) return Failure(destroyed.error());
    view.key = true;
  }
  return view;
}

Result<std::vector<UnsettledMonth>> Retention::threatened(Instant now) const {
  std::vector<UnsettledMonth> threatened;
  const auto months = store_.members.months();
  if (!months) return Failure(months.error());
  for (const Month month : *months) {
    const Instant limit = after(month, settings_.retention.limit_months);
    if (month < first_month_ || now < limit - warned_before) continue;
    const auto settled = is_settled(month);
    if (!settled) return Failure(settled.error());
    if (!*settled) threatened.push_back({month, limit});
  }
  return threatened;
}

}  // namespace jauge::engine
