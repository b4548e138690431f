#pragma once
// From the store to the counting: what is known of every set of a month, and how far it can be trusted.
#include <functional>
#include <optional>
#include <vector>

#include "core/closure.hpp"
#include "engine/settings.hpp"
#include "store/store.hpp"

namespace jauge::engine {

/// An earlier month's closure, its latest revision; null when the month is not frozen.
using ClosureLookup = std::function<core::Result<const core::Closure*>(core::Month)>;

class MonthInputs {
 public:
  MonthInputs(const Settings& settings, const store::Store& store, ClosureLookup closure,
              core::Month first_month, core::Instant now)
      : settings_(settings),
        store_(store),
        closure_(std::move(closure)),
        first_month_(first_month),
        now_(now) {}

  /// Everything the counting needs for one establishment. Of a month that has not ended, sets are taken as
  /// they stand: complete when they were read, up to their last read.
  [[nodiscard]] core::Result<core::EstablishmentInput> gather(const core::Parameters& parameters,
                                                              const core::Establishment& establishment) const;
  /// Row fates of the month for one establishment, or those that belong to none.
  [[nodiscard]] core::Result<std::vector<core::RowFate>> row_fates(
      core::Month month, const std::optional<core::Finess>& establishment) const;

 private:
  core::Result<core::SetState> set_state(const core::Parameters& parameters,
                                         const core::Establishment& establishment,
                                         const core::FactKind& kind) const;
  core::Result<core::Completeness> completeness(const core::SourceSpec& source, const core::FactKind& kind,
                                                const core::Establishment& establishment,
                                                core::Month month) const;
  core::Result<std::string> source_reason(const core::SourceSpec& source, const core::FactKind& kind,
                                          const core::Establishment& establishment, core::Month month) const;
  core::Result<std::vector<core::MonthCount>> earlier(const core::Parameters& parameters,
                                                      const core::Establishment& establishment,
                                                      const core::FactKind& kind) const;
  core::Result<std::optional<std::int64_t>> window_count(const core::Establishment& establishment,
                                                         const core::FactKind& kind, core::Month month) const;
  core::Result<std::optional<std::int64_t>> counted_before(const core::Parameters& parameters,
                                                           const core::Establishment& establishment,
                                                           const core::FactKind& kind,
                                                           core::Month month) const;
  core::Result<const std::map<store::SourceKind, core::Fates>*> fates(core::Month month) const;

  const Settings& settings_;
  const store::Store& store_;
  ClosureLookup closure_;
  core::Month first_month_;
  core::Instant now_;
  mutable std::map<core::Month, std::map<store::SourceKind, core::Fates>> fates_;
};

}  // namespace jauge::engine
