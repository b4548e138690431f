#include "engine/month_closure.hpp"

#include <algorithm>

#include "core/take_over.hpp"
#include "core/window_counts.hpp"
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

/// Figures of every establishment that is not absent, rolled up.
Result<void> count(const Settings& settings, const store::Store& store, Closures& closures, Month first_month,
                   core::Instant now, Closure& closure) {
  const Month month = closure.month();
  const MonthInputs inputs(
      settings, store, [&](Month earlier) { return closures.latest(earlier); }, first_month, now);
  for (const auto& establishment : closure.parameters.project.establishments) {
    if (core::membership(establishment, month) == core::Membership::absent) continue;
    const auto input = inputs.gather(closure.parameters, establishment);
    if (!input) return Failure(input.error());
    auto figures = core::evaluate(closure.parameters, establishment, *input);
    auto fates = inputs.row_fates(month, establishment.finess);
    if (!fates) return Failure(fates.error());
    figures.fates = std::move(*fates);
    closure.establishments.push_back(std::move(figures));
  }
  for (const auto& region : core::regions(closure.parameters.project)) {
    closure.roll_ups.push_back(core::roll_up(closure.parameters, closure.establishments, region));
  }
  closure.roll_ups.push_back(core::roll_up(closure.parameters, closure.establishments, std::nullopt));
  auto fates = inputs.row_fates(month, std::nullopt);
  if (!fates) return Failure(fates.error());
  closure.roll_ups.back().fates = std::move(*fates);
  return {};
}

const core::EstablishmentFigures* find(const Closure& closure, const core::Finess& finess) {
  const auto found = std::ranges::find(closure.establishments, finess, &core::EstablishmentFigures::finess);
  return found == closure.establishments.end() ? nullptr : &*found;
}

/// The kinds whose set cannot be made again from what is configured now.
Result<core::Uncountable> uncountable(const Settings& settings, const store::Store& store,
                                      const Closure& before, const core::Finess& finess, bool purged) {
  const auto gives = [&](const std::string& name, const std::string& kind) {
    const auto* source = settings.find_source(name);
    return source && source->queries.contains(kind) && source->answers(finess, before.month());
  };
  core::Uncountable kinds;
  for (const auto& query : before.queries) {
    if (purged) {
      const auto* source = settings.find_source(query.source);
      if (!gives(query.source, query.kind) || !source->keeps(query.kind) || source->is_state(query.kind))
        kinds.purged.insert(query.kind);
      continue;
    }
    const auto sources = store.members.sources_of(finess, before.month(), query.kind);
    if (!sources) return Failure(sources.error());
    for (const auto& source : *sources)
      if (!gives(source, query.kind)) kinds.gone.insert(query.kind);
  }
  return kinds;
}

/// Polls of a purged month are forgotten too.
void take_over_availability(const core::EstablishmentFigures& before, int revision,
                            const core::Measure& measure, core::EstablishmentFigures& figures) {
  for (auto& figure : figures.figures) {
    const auto* indicator = measure.find(figure.indicator);
    if (!indicator || indicator->form != core::Indicator::Form::availability) continue;
    const auto then = std::ranges::find(before.figures, figure.indicator, &core::Figure::indicator);
    if (then == before.figures.end()) continue;
    figure = *then;
    if (!figure.computable()) continue;
    figure.flags.push_back({fmt::format("repris-de-r{}", revision), {}, {}});
  }
}

/// The reason to refuse: a set that can be read again and holds less than half of what was frozen.
Result<void> refuse_loss(const Closure& before, const Closure& after) {
  for (const auto& figures : after.establishments) {
    const auto* then = find(before, figures.finess);
    if (!then) continue;
    for (const auto& frozen : then->evidence) {
      if (!frozen.reproducible) continue;
      const auto now = std::ranges::find(figures.evidence, frozen.kind, &core::SetEvidence::kind);
      const std::int64_t members = now == figures.evidence.end() ? 0 : now->members;
      if (members * 2 >= frozen.members) continue;
      return core::fail(
          core::ErrorKind::refused,
          core::msg("{0}, {1}: what was read again holds {2} where {3} were frozen.", figures.finess.text(),
                    frozen.kind, members, frozen.members),
          core::msg("Look at the source; if it is right, run jauge revise again with --accept."));
    }
  }
  return {};
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
  if (auto counted = count(settings, store, closures, first_month, now, closure); !counted)
    return Failure(counted.error());
  return closure;
}

Result<Closure> compute_revision(const Settings& settings, const store::Store& store, Closures& closures,
                                 Month first_month, const RevisionTerms& terms, core::Instant now) {
  const auto latest = closures.latest(terms.month);
  if (!latest) return Failure(latest.error());
  const Closure& before = **latest;
  const auto purged = store.purges.get(terms.month);
  if (!purged) return Failure(purged.error());

  Closure closure;
  closure.software = settings.software;
  closure.parameters = terms.renew ? core::parameters_for(settings.project, settings.measures, terms.month)
                                   : before.parameters;
  closure.kinds = settings.kinds;
  closure.revision = before.revision + 1;
  closure.reason = terms.reason;
  closure.frozen_at = std::chrono::floor<std::chrono::seconds>(now);
  describe_sources(settings, &before, closure);
  if (auto counted = count(settings, store, closures, first_month, now, closure); !counted)
    return Failure(counted.error());

  const auto& project = closure.parameters.project;
  for (auto& figures : closure.establishments) {
    const auto* then = find(before, figures.finess);
    if (!then) continue;
    const bool known =
        std::ranges::count(settings.project.establishments, figures.finess, &core::Establishment::finess) > 0;
    if (!known) {  // under another number now: its rows no longer come under this one
      figures = *then;
      core::take_over_all(before.revision, figures);
      continue;
    }
    const auto of = std::ranges::find(project.establishments, figures.finess, &core::Establishment::finess);
    const auto kinds = uncountable(settings, store, before, figures.finess, purged->has_value());
    if (!kinds) return Failure(kinds.error());
    core::take_over(closure.parameters, *of, *then, before.revision, *kinds, figures);
    if (*purged) take_over_availability(*then, before.revision, closure.parameters.measure, figures);
  }
  for (auto& roll_up : closure.roll_ups) {
    auto fates = std::move(roll_up.fates);
    roll_up = core::roll_up(closure.parameters, closure.establishments, roll_up.region);
    roll_up.fates = std::move(fates);
  }
  // A figure taken over may sum months that were revised since.
  for (Month month = first_month; month < terms.month; month = month.next()) {
    const auto earlier = closures.latest(month);
    if (!earlier) return Failure(earlier.error());
    if (*earlier) core::follow_revision(**earlier, closure);
  }
  if (!terms.accept) {
    if (auto sound = refuse_loss(before, closure); !sound) return Failure(sound.error());
  }
  return closure;
}

}  // namespace jauge::engine
