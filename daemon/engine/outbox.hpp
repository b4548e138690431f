#pragma once
// From frozen reports to settled ones: sealing, what is due to be sent, what an answer settles.
#include <optional>
#include <set>
#include <vector>

#include "core/delivery.hpp"
#include "engine/settings.hpp"
#include "engine/views.hpp"
#include "store/store.hpp"

namespace jauge::engine {

class Outbox {
 public:
  Outbox(const Settings& settings, store::Store& store, Doors& doors)
      : settings_(settings), store_(store), doors_(doors) {}

  /// Seals every frozen report that is not; a seal that cannot be used is tried again later.
  [[nodiscard]] core::Result<void> seal(core::Instant now);
  /// The next report due, of a region whose earlier ones are settled; marks it as under way.
  [[nodiscard]] core::Result<std::optional<core::Shipment>> next(core::Instant now, Spread spread);
  [[nodiscard]] core::Result<void> settle(const core::Shipment& shipment, const core::Settlement& settlement,
                                          core::Instant now);
  /// Makes every unsettled report due now.
  [[nodiscard]] core::Result<void> push(core::Instant now);
  [[nodiscard]] core::Result<void> deposit(core::Month month, const core::RegionCode& region,
                                           const std::string& note, core::Instant now);
  [[nodiscard]] core::Result<std::vector<ReportView>> views() const;
  [[nodiscard]] core::Result<ReportFiles> files(core::Month month, const core::RegionCode& region,
                                                std::optional<int> revision) const;
  /// Why the last sealing failed; empty when it did not.
  const core::Message& seal_problem() const { return seal_problem_; }

 private:
  core::Result<ReportView> view(const store::ReportHead& head) const;

  const Settings& settings_;
  store::Store& store_;
  Doors& doors_;
  std::set<store::ReportId> under_way_;
  std::optional<core::Instant> seal_again_;
  core::Message seal_problem_;
};

}  // namespace jauge::engine
