#include "core/evaluate.hpp"

#include "core/counting.hpp"
#include "core/gate.hpp"

namespace jauge::core {
namespace {

std::vector<SetEvidence> gather_evidence(const Counting& counting) {
  std::vector<SetEvidence> evidence;
  for (const auto& kind : counting.parameters.measure.kinds()) {
    const SetState* state = counting.set(kind);
    if (!state || state->sources.empty()) continue;
    evidence.push_back({kind, static_cast<std::int64_t>(state->members.size()),
                        evidence_digest(counting.parameters.project.id, counting.establishment.finess,
                                        counting.parameters.month, kind, state->members),
                        state->reproducible});
  }
  return evidence;
}

}  // namespace

Parameters parameters_for(const Project& project, const std::map<std::string, Measure, std::less<>>& measures,
                          Month month) {
  Parameters parameters;
  parameters.project = project;
  parameters.month = month;
  parameters.maintenance = project.maintenance_from && *project.maintenance_from <= month;
  if (const auto* id = in_force(project.measures, month)) {
    if (const auto found = measures.find(*id); found != measures.end()) parameters.measure = found->second;
  }
  if (const auto* targets = in_force(project.targets, month)) parameters.targets = *targets;
  return parameters;
}

const SetState* Counting::set(std::string_view kind) const {
  const auto found = input.sets.find(kind);
  return found == input.sets.end() ? nullptr : &found->second;
}

std::vector<Figure> blank_figures(const Indicator& indicator, bool maintenance) {
  if (indicator.form != Indicator::Form::count) {
    Figure figure;
    figure.indicator = indicator.id;
    return {figure};
  }
  const Window gating = maintenance ? indicator.maintenance_window : indicator.project_window;
  std::vector<Figure> figures;
  for (const Window window : {Window::month, Window::three_months, Window::since_start}) {
    Figure figure;
    figure.indicator = indicator.id;
    figure.window = window;
    figure.gating = window == gating;
    figures.push_back(figure);
  }
  return figures;
}

EstablishmentFigures evaluate(const Parameters& parameters, const Establishment& establishment,
                              const EstablishmentInput& input) {
  EstablishmentFigures result;
  result.finess = establishment.finess;
  result.membership = membership(establishment, parameters.month);
  if (result.membership == Membership::absent) return result;

  const Counting counting{parameters, establishment, input};
  for (const auto& indicator : parameters.measure.indicators) {
    auto figures = blank_figures(indicator, parameters.maintenance);
    if (result.membership == Membership::not_live) {
      for (auto& figure : figures) {
        figure.counted = false;
        figure.reason = "pas-encore-deploye";
      }
    } else {
      Curve curve{indicator.id, {}};
      switch (indicator.form) {
        case Indicator::Form::rate:
          count_rate(counting, indicator, figures.front(), curve);
          break;
        case Indicator::Form::count:
          count_events(counting, indicator, figures, curve);
          break;
        case Indicator::Form::size:
          count_size(counting, indicator, figures.front());
          break;
        case Indicator::Form::availability:
          count_availability(counting, indicator, figures.front());
          break;
      }
      if (!curve.cumulative.empty() && !indicator.supplementary) result.curves.push_back(std::move(curve));
    }
    for (auto& figure : figures) result.figures.push_back(std::move(figure));
  }
  result.gate = establishment_gate(parameters, establishment, result);
  if (result.membership == Membership::counts) result.evidence = gather_evidence(counting);
  return result;
}

}  // namespace jauge::core
