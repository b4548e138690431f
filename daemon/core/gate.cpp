#include "core/gate.hpp"

#include <algorithm>

namespace jauge::core {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view id) {
  return std::ranges::find(list, id) != list.end();
}

const Gate::Socles& socles(const Parameters& parameters, const Establishment& establishment) {
  const Gate& gate = parameters.measure.gate;
  return establishment.medicalised ? gate.medicalised : gate.non_medicalised;
}

bool is_chosen(const Parameters& parameters, std::string_view indicator) {
  return parameters.project.socles.empty() || contains(parameters.project.socles, indicator);
}

/// A figure that is not there proves nothing.
Outcome outcome_of(const EstablishmentFigures& figures, std::string_view indicator) {
  const Figure* figure = figures.gating_figure(indicator);
  return figure && figure->outcome ? *figure->outcome : Outcome::undetermined;
}

void name_obstacles(GateResult& result, const std::vector<std::string>& ids,
                    std::span<const Outcome> outcomes) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (outcomes[i] == Outcome::not_met) result.missing.push_back(ids[i]);
    if (outcomes[i] == Outcome::undetermined) result.undetermined.push_back(ids[i]);
  }
}

}  // namespace

Outcome all_of(std::span<const Outcome> outcomes) {
  if (std::ranges::count(outcomes, Outcome::not_met) > 0) return Outcome::not_met;
  if (std::ranges::count(outcomes, Outcome::undetermined) > 0) return Outcome::undetermined;
  return Outcome::met;
}

Outcome at_least(int required, std::span<const Outcome> outcomes) {
  const auto met = std::ranges::count(outcomes, Outcome::met);
  const auto undetermined = std::ranges::count(outcomes, Outcome::undetermined);
  if (met >= required) return Outcome::met;
  if (met + undetermined < required) return Outcome::not_met;
  return Outcome::undetermined;
}

SocleCriteria socle_criteria(const Parameters& parameters, const Establishment& establishment) {
  const auto& list = socles(parameters, establishment);
  SocleCriteria criteria;
  bool removed = false;
  for (const auto& id : list.among) {
    if (!is_chosen(parameters, id)) continue;
    if (is_exempt(parameters, establishment, id)) {
      removed = true;
    } else {
      criteria.among.push_back(id);
    }
  }
  criteria.required = establishment.overrides.socles_required.value_or(list.required);
  // Only an exemption, which has its basis, lowers what is required; choosing few criteria does not.
  if (removed) criteria.required = std::min(criteria.required, static_cast<int>(criteria.among.size()));
  return criteria;
}

bool is_asked(const Parameters& parameters, const Establishment& establishment, std::string_view indicator) {
  return contains(parameters.measure.gate.rates, indicator) ||
         (contains(socles(parameters, establishment).among, indicator) && is_chosen(parameters, indicator));
}

bool is_exempt(const Parameters& parameters, const Establishment& establishment, std::string_view indicator) {
  return contains(establishment.overrides.exempt, indicator) &&
         !contains(parameters.measure.gate.rates, indicator);
}

GateResult establishment_gate(const Parameters& parameters, const Establishment& establishment,
                              const EstablishmentFigures& figures) {
  GateResult result;
  if (figures.membership != Membership::counts) return result;

  const Gate& gate = parameters.measure.gate;
  std::vector<Outcome> parts;
  if (gate.scope == Gate::Scope::each_establishment) {
    std::vector<Outcome> rates;
    for (const auto& id : gate.rates) rates.push_back(outcome_of(figures, id));
    name_obstacles(result, gate.rates, rates);
    parts.push_back(all_of(rates));
  }
  const SocleCriteria criteria = socle_criteria(parameters, establishment);
  std::vector<Outcome> socle_outcomes;
  for (const auto& id : criteria.among) socle_outcomes.push_back(outcome_of(figures, id));
  parts.push_back(at_least(criteria.required, socle_outcomes));
  // Once enough of them are met, the other socle criteria are no obstacle.
  if (parts.back() != Outcome::met) name_obstacles(result, criteria.among, socle_outcomes);

  result.state = all_of(parts);
  result.concerned = 1;
  result.passing = result.state == Outcome::met ? 1 : 0;
  return result;
}

GateResult roll_up_gate(std::span<const EstablishmentFigures* const> members,
                        std::span<const Outcome> rates) {
  GateResult result;
  std::vector<Outcome> parts(rates.begin(), rates.end());
  for (const auto* member : members) {
    if (member->membership == Membership::not_live) parts.push_back(Outcome::undetermined);
    if (member->membership != Membership::counts) continue;
    ++result.concerned;
    parts.push_back(member->gate.state);
    if (member->gate.state == Outcome::met) ++result.passing;
    if (member->gate.state == Outcome::not_met) result.missing.emplace_back(member->finess.text());
    if (member->gate.state == Outcome::undetermined) result.undetermined.emplace_back(member->finess.text());
  }
  result.state = result.concerned == 0 ? Outcome::undetermined : all_of(parts);
  return result;
}

}  // namespace jauge::core
