#include "admin/expectation.hpp"

#include <algorithm>

namespace jauge::admin {

using core::Outcome;

Outcome expected_gate(const core::Parameters& parameters, const core::Establishment& establishment,
                      const core::EstablishmentFigures& figures, core::Day today) {
  if (core::days_left(parameters.month, today) == 0) return figures.gate.state;
  const auto gaps = core::gaps(parameters, figures, today);
  const auto expected = [&](const std::string& indicator) {
    const auto* figure = figures.gating_figure(indicator);
    const auto outcome = figure && figure->outcome ? *figure->outcome : Outcome::undetermined;
    if (outcome == Outcome::met) return outcome;
    const auto gap = std::ranges::find(gaps, indicator, &core::Gap::indicator);
    if (gap == gaps.end() || !gap->on_course) return outcome;
    return *gap->on_course ? Outcome::met : Outcome::not_met;
  };
  std::vector<Outcome> rates;
  for (const auto& rate : parameters.measure.gate.rates) rates.push_back(expected(rate));
  const auto asked = core::socle_criteria(parameters, establishment);
  std::vector<Outcome> socles;
  for (const auto& socle : asked.among) socles.push_back(expected(socle));
  const Outcome both[] = {core::all_of(rates), core::at_least(asked.required, socles)};
  return core::all_of(both);
}

bool holds_back(const core::Closure& closure, const core::Gap& gap) {
  for (const auto& establishment : closure.establishments) {
    if (establishment.finess != gap.finess) continue;
    const auto& gate = establishment.gate;
    const auto among = [&](const std::vector<std::string>& indicators) {
      return std::find(indicators.begin(), indicators.end(), gap.indicator) != indicators.end();
    };
    return gate.state != Outcome::met && (among(gate.missing) || among(gate.undetermined));
  }
  return false;
}

}  // namespace jauge::admin
