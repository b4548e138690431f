#include "engine/freeze.hpp"

#include "core/report.hpp"

namespace jauge::engine {

using core::Failure;
using core::Result;

namespace {

/// The rapport.json of the revision before, which this one takes the place of.
Result<std::optional<core::Digest>> replaced(const store::Store& store, const core::Closure& closure,
                                             const core::RegionCode& region) {
  if (closure.revision == 0) return std::optional<core::Digest>();
  const auto before = store.reports.find({closure.month(), closure.revision - 1, region});
  if (!before) return Failure(before.error());
  return *before ? std::optional((*before)->json_sha256) : std::nullopt;
}

}  // namespace

Result<void> freeze(store::Store& store, const core::Closure& closure) {
  const auto month = closure.month();
  if (auto done = store.closures.insert({month, closure.revision, closure.frozen_at, closure.reason},
                                        core::to_json(closure));
      !done) {
    return done;
  }
  for (const auto& region : core::regions(closure.parameters.project)) {
    const auto last = store.reports.last(region);
    if (!last) return Failure(last.error());
    const auto replaces = replaced(store, closure, region);
    if (!replaces) return Failure(replaces.error());
    const core::ReportIdentity identity{region, last->sequence + 1, last->json_sha256, *replaces};
    const auto report = store.reports.insert({month, closure.revision, region}, identity.sequence,
                                             identity.previous, core::write_documents(closure, identity));
    if (!report) return Failure(report.error());
  }
  if (auto noted = store.meta.note_instant(closure.frozen_at); !noted) return noted;
  return store.audit.append({closure.frozen_at, closure.revision == 0 ? "arrete" : "revision",
                             fmt::format("{} r{}", month.text(), closure.revision), closure.reason});
}

}  // namespace jauge::engine
