#include <algorithm>
#include <nlohmann/json.hpp>

#include "admin/expectation.hpp"
#include "admin/json.hpp"

namespace jauge::admin {
namespace {

using core::Figure;

Json tenths(std::int64_t value) {
  return static_cast<double>(value) / 10.0;
}

template <class T>
Json number_or_null(const std::optional<T>& number) {
  return number ? Json(*number) : Json();
}

/// The line of one figure, without what names it.
struct Line {
  Json project;
  Json region;
  Json finess;
  Json month;
  Json revision;
};

bool is_rate(const core::Measure& measure, const std::string& indicator) {
  const auto* found = measure.find(indicator);
  return found &&
         (found->form == core::Indicator::Form::rate || found->form == core::Indicator::Form::availability);
}

Json figure_json(const Line& line, const core::Measure& measure, const Figure& figure) {
  const bool rate = is_rate(measure, figure.indicator);
  Json value;
  if (figure.computable() && figure.numerator) {
    value = rate ? tenths(core::percent_tenths(*figure.numerator, figure.denominator.value_or(1)))
                 : Json(*figure.numerator);
  }
  Json flags = Json::array();
  for (const auto& flag : figure.flags) flags.push_back(flag.text());
  Json target;
  if (figure.target) target = rate ? tenths(*figure.target) : Json(*figure.target);
  return {{"project", line.project},
          {"region", line.region},
          {"finess", line.finess},
          {"month", line.month},
          {"revision", line.revision},
          {"indicator", figure.indicator},
          {"numerator", number_or_null(figure.numerator)},
          {"denominator", number_or_null(figure.denominator)},
          {"value", std::move(value)},
          {"unit", rate ? "%" : "nombre"},
          {"window", core::code(figure.window)},
          {"state", figure.computable() ? "calcule" : "non-calculable"},
          {"reason", figure.computable() ? Json() : Json(figure.reason)},
          {"flags", std::move(flags)},
          {"coverage", figure.coverage_tenths ? tenths(*figure.coverage_tenths) : Json()},
          {"target", std::move(target)},
          {"met", figure.outcome ? Json(core::french(*figure.outcome)) : Json()}};
}

Json gate_json(const Line& line, const core::GateResult& gate) {
  return {{"project", line.project},
          {"region", line.region},
          {"finess", line.finess},
          {"month", line.month},
          {"revision", line.revision},
          {"indicator", "criteres-utilisation"},
          {"numerator", gate.passing},
          {"denominator", gate.concerned},
          {"value", gate.passing},
          {"unit", "nombre"},
          {"window", "mois"},
          {"state", "calcule"},
          {"reason", nullptr},
          {"flags", Json::array()},
          {"coverage", nullptr},
          {"target", nullptr},
          {"met", core::french(gate.state)}};
}

}  // namespace

Json indicators_json(const engine::MonthFigures& figures, const FigureFilter& filter) {
  const auto& parameters = figures.closure.parameters;
  Line line{parameters.project.id, nullptr, nullptr, figures.month.text(), number_or_null(figures.revision)};
  const auto wanted = [&](const std::string& indicator) {
    return filter.indicator.empty() || filter.indicator == indicator;
  };

  Json out = Json::array();
  for (const auto& establishment : figures.closure.establishments) {
    if (!filter.establishment.empty() && filter.establishment != establishment.finess.text()) continue;
    line.finess = establishment.finess.text();
    for (const auto& known : parameters.project.establishments) {
      if (known.finess == establishment.finess) line.region = known.region.text();
    }
    for (const auto& figure : establishment.figures) {
      if (wanted(figure.indicator)) out.push_back(figure_json(line, parameters.measure, figure));
    }
    if (wanted("criteres-utilisation")) out.push_back(gate_json(line, establishment.gate));
  }
  if (!filter.establishment.empty()) return out;
  line.finess = nullptr;
  for (const auto& roll_up : figures.closure.roll_ups) {
    line.region = roll_up.region ? Json(roll_up.region->text()) : Json();
    for (const auto& figure : roll_up.figures) {
      if (wanted(figure.indicator)) out.push_back(figure_json(line, parameters.measure, figure));
    }
    if (wanted("criteres-utilisation")) out.push_back(gate_json(line, roll_up.gate));
  }
  return out;
}

Json gap_json(const engine::MonthFigures& figures, const std::vector<core::Gap>& gaps,
              const core::Amounts& amounts) {
  const auto& measure = figures.closure.parameters.measure;
  Json lines = Json::array();
  for (const auto& gap : gaps) {
    const bool rate = is_rate(measure, gap.indicator);
    const auto* indicator = measure.find(gap.indicator);
    std::string name;
    for (const auto& establishment : figures.closure.parameters.project.establishments) {
      if (establishment.finess == gap.finess) name = establishment.name;
    }
    lines.push_back({{"finess", gap.finess.text()},
                     {"name", name},
                     {"indicator", gap.indicator},
                     {"label", indicator ? Json(indicator->label) : Json()},
                     {"kind", indicator ? Json(indicator->numerator.back()) : Json()},
                     {"window", core::code(gap.window)},
                     {"reason", gap.reason.empty() ? Json() : Json(gap.reason)},
                     {"numerator", number_or_null(gap.numerator)},
                     {"denominator", number_or_null(gap.denominator)},
                     {"target", gap.target ? (rate ? tenths(*gap.target) : Json(*gap.target)) : Json()},
                     {"missing", number_or_null(gap.missing)},
                     {"missing_within", number_or_null(gap.missing_within)},
                     {"projected", number_or_null(gap.projected)},
                     {"holds_back", holds_back(figures.closure, gap)},
                     {"on_course", gap.on_course ? Json(*gap.on_course) : Json()},
                     {"days_left", gap.days_left}});
  }
  Json shares = Json::array();
  for (const auto& share : amounts.shares) {
    shares.push_back({{"region", share.region.text()},
                      {"establishments", share.establishments},
                      {"total_cents", share.total_cents},
                      {"at_stake_cents", share.at_stake_cents}});
  }
  const auto* project = figures.closure.roll_up(std::nullopt);
  return {{"project", figures.closure.parameters.project.id},
          {"month", figures.month.text()},
          {"revision", number_or_null(figures.revision)},
          {"criteria", project ? Json(core::french(project->gate.state)) : Json()},
          {"passing", project ? Json(project->gate.passing) : Json()},
          {"concerned", project ? Json(project->gate.concerned) : Json()},
          {"at_stake_cents", amounts.at_stake_cents},
          {"shares", std::move(shares)},
          {"gaps", std::move(lines)}};
}

}  // namespace jauge::admin
