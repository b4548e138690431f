#include "engine/month_closure.hpp"

#include "engine/month_inputs.hpp"

namespace jauge::engine {

using core::Closure;
using core::Failure;
using core::Month;
using core::Result;

Result<const Closure*> Closures::latest(Month month) {
  const auto found = known_.find(month);
  if (found != known_.end()) return found->second.get();
  const auto stored = store_.closures.latest(month);
  if (!stored) return Failure(stored.error());
  if (!*stored) return nullptr;
  auto closure = core::closure_from_json((*stored)->content);
  if (!closure) return Failure(closure.error());
  auto& known = known_[month];
  known = std::make_unique<Closure>(std::move(*closure));
  return known.get();
}

namespace {

void describe_sources(const Settings& settings, const Closure* previous, Closure& closure) {
  for (const auto& source : settings.sources) {
    closure.sources.push_back(
        {source.name, source.type, source.ids, source.tls, source.kept, source.overwritten});
    for (const auto& [kind, text] : source.queries) {
      core::UsedQuery query{source.name, kind, text, "requete-locale", false};
      if (!source.profile.empty()) query.mark = "profil " + source.profile;
      if (previous) {
        query.changed = true;
        for (const auto& before : previous->queries) {
          if (before.source == query.source && before.kind == query.kind && before.text == query.text) {
            query.changed = false;
          }
        }
      }
      closure.queries.push_back(std::move(query));
    }
  }
}

}  // namespace

Result<Closure> compute_closure(const Settings& settings, const store::Store& store, Closures& closures,
                                Month first_month, Month month, core::Instant now) {
  Closure closure;
  closure.software = settings.software;
  closure.parameters = core::parameters_for(settings.project, settings.measures, month);
  closure.kinds = settings.kinds;
  closure.frozen_at = std::chrono::floor<std::chrono::seconds>(now);
  const Closure* previous = nullptr;
  if (first_month < month) {
    const auto found = closures.latest(month.previous());
    if (!found) return Failure(found.error());
    previous = *found;
  }
  describe_sources(settings, previous, closure);

  const MonthInputs inputs(
      settings, store, [&](Month earlier) { return closures.latest(earlier); }, first_month, now);
  for (const auto& establishment : settings.project.establishments) {
    if (core::membership(establishment, month) == core::Membership::absent) continue;
    const auto input = inputs.gather(closure.parameters, establishment);
    if (!input) return Failure(input.error());
    auto figures = core::evaluate(closure.parameters, establishment, *input);
    auto fates = inputs.row_fates(month, establishment.finess);
    if (!fates) return Failure(fates.error());
    figures.fates = std::move(*fates);
    closure.establishments.push_back(std::move(figures));
  }
  for (const auto& region : core::regions(settings.project)) {
    closure.roll_ups.push_back(core::roll_up(closure.parameters, closure.establishments, region));
  }
  closure.roll_ups.push_back(core::roll_up(closure.parameters, closure.establishments, std::nullopt));
  auto fates = inputs.row_fates(month, std::nullopt);
  if (!fates) return Failure(fates.error());
  closure.roll_ups.back().fates = std::move(*fates);
  return closure;
}

}  // namespace jauge::engine
