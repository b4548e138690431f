#include "core/take_over.hpp"

#include <algorithm>

#include "core/gate.hpp"
#include "core/target.hpp"

namespace jauge::core {
namespace {

constexpr std::string_view taken_over = "repris-de-r";

void mark(int revision, Figure& figure) {
  const bool marked =
      std::ranges::any_of(figure.flags, [](const Flag& flag) { return flag.code.starts_with(taken_over); });
  if (!marked) figure.flags.push_back({fmt::format("{}{}", taken_over, revision), {}, {}});
}

const Figure* find(const EstablishmentFigures& figures, const Figure& like) {
  const auto found = std::ranges::find_if(figures.figures, [&](const Figure& figure) {
    return figure.indicator == like.indicator && figure.window == like.window;
  });
  return found == figures.figures.end() ? nullptr : &*found;
}

/// The kinds that a figure was made of; the denominator is none where a headcount stood in its place.
std::vector<std::string> operands(const Indicator& indicator, const Figure& figure) {
  auto kinds = indicator.numerator;
  if (!indicator.denominator.empty() && figure.headcount_origin.empty())
    kinds.push_back(indicator.denominator);
  return kinds;
}

bool any_of(const std::vector<std::string>& kinds, const std::set<std::string, std::less<>>& set) {
  return std::ranges::any_of(kinds, [&](const std::string& kind) { return set.contains(kind); });
}

/// The figure of then in the place of this one. A count is judged again: by the terms in force now another of
/// its windows may gate.
void take_figure(const Parameters& parameters, const Establishment& establishment, const Indicator& indicator,
                 const Figure& then, Figure& figure) {
  const bool gating = figure.gating;
  figure = then;
  if (indicator.form != Indicator::Form::count) return;
  figure.gating = gating;
  figure.target.reset();
  figure.outcome.reset();
  judge_count(parameters, establishment, indicator, figure);
}

void take_curve(const EstablishmentFigures& before, const std::string& indicator,
                EstablishmentFigures& figures) {
  const auto mine = std::ranges::find(figures.curves, indicator, &Curve::indicator);
  const auto then = std::ranges::find(before.curves, indicator, &Curve::indicator);
  if (then == before.curves.end()) {
    if (mine != figures.curves.end()) figures.curves.erase(mine);
  } else if (mine != figures.curves.end()) {
    *mine = *then;
  } else {
    figures.curves.push_back(*then);
  }
}

/// What is not counted again is not proven again: the evidence of then stands, never reproducible.
void take_evidence(const EstablishmentFigures& before, const std::set<std::string, std::less<>>& kinds,
                   EstablishmentFigures& figures) {
  for (const auto& kind : kinds) {
    const auto then = std::ranges::find(before.evidence, kind, &SetEvidence::kind);
    std::erase_if(figures.evidence, [&](const SetEvidence& evidence) { return evidence.kind == kind; });
    if (then == before.evidence.end()) continue;
    figures.evidence.push_back(*then);
    figures.evidence.back().reproducible = false;
  }
  std::ranges::sort(figures.evidence, {}, &SetEvidence::kind);
}

}  // namespace

void take_over(const Parameters& parameters, const Establishment& establishment,
               const EstablishmentFigures& before, int revision, const Uncountable& kinds,
               EstablishmentFigures& figures) {
  if (figures.membership != Membership::counts || before.membership != Membership::counts) return;
  auto kept = kinds.purged;
  for (auto& figure : figures.figures) {
    const auto* indicator = parameters.measure.find(figure.indicator);
    const Figure* then = find(before, figure);
    if (!indicator || !then) continue;
    const auto of = operands(*indicator, *then);
    const bool gone = any_of(of, kinds.gone) && then->computable();
    if (!any_of(of, kinds.purged) && !gone) continue;
    if (gone) {
      for (const auto& kind : of)
        if (kinds.gone.contains(kind)) kept.insert(kind);
    }
    take_figure(parameters, establishment, *indicator, *then, figure);
    mark(revision, figure);
    take_curve(before, indicator->id, figures);
  }
  take_evidence(before, kept, figures);
  figures.gate = establishment_gate(parameters, establishment, figures);
}

void take_over_all(int revision, EstablishmentFigures& figures) {
  if (figures.membership != Membership::counts) return;
  for (auto& figure : figures.figures) mark(revision, figure);
  for (auto& evidence : figures.evidence) evidence.reproducible = false;
}

}  // namespace jauge::core
