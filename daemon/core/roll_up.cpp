#include <algorithm>

#include "core/counting.hpp"
#include "core/gate.hpp"
#include "core/target.hpp"

namespace jauge::core {
namespace {

using Members = std::vector<const EstablishmentFigures*>;

Members members_of(const Parameters& parameters, std::span<const EstablishmentFigures> establishments,
                   const std::optional<RegionCode>& region) {
  const auto& configured = parameters.project.establishments;
  Members members;
  for (const auto& figures : establishments) {
    if (figures.membership == Membership::absent) continue;
    if (region) {
      const auto found = std::ranges::lower_bound(configured, figures.finess, {}, &Establishment::finess);
      if (found == configured.end() || found->finess != figures.finess || found->region != *region) continue;
    }
    members.push_back(&figures);
  }
  return members;
}

/// All figures come in the measure's order, so `position` is right but for figures of another measure.
const Figure* find(const EstablishmentFigures& member, const Figure& like, std::size_t position) {
  const auto same = [&](const Figure& figure) {
    return figure.indicator == like.indicator && figure.window == like.window;
  };
  if (position < member.figures.size() && same(member.figures[position])) return &member.figures[position];
  const auto found = std::ranges::find_if(member.figures, same);
  return found == member.figures.end() ? nullptr : &*found;
}

void add(std::optional<std::int64_t>& total, const std::optional<std::int64_t>& part) {
  if (part) total = total.value_or(0) + *part;
}

/// Sums of each month. A roll-up has no revision of its own: that of the members, when they agree.
void add_months(std::map<Month, MonthCount>& totals, const std::vector<MonthCount>& months) {
  for (const auto& month : months) {
    const auto [total, first] = totals.try_emplace(month.month, month);
    if (first) continue;
    add(total->second.count, month.count);
    if (total->second.revision != month.revision) total->second.revision.reset();
    total->second.lower_bound = total->second.lower_bound || month.lower_bound;
  }
}

/// Fills in a blank figure: the ratio of the sums, or the sum, over the computable establishments that count.
void sum(const Members& members, std::size_t position, bool supplementary, Figure& total) {
  std::int64_t counting = 0;
  std::int64_t computable = 0;
  std::int64_t meeting = 0;
  std::map<std::string, std::int64_t> repeated;  // a flag's own number, else how many establishments carry it
  std::map<Month, MonthCount> months;
  for (const auto* member : members) {
    if (member->membership != Membership::counts) continue;
    ++counting;
    const Figure* figure = find(*member, total, position);
    if (!figure) continue;
    if (figure->outcome == Outcome::met) ++meeting;
    for (const auto& flag : figure->flags) repeated[flag.code] += flag.number.value_or(1);
    if (!figure->computable()) continue;
    ++computable;
    add(total.numerator, figure->numerator);
    add(total.denominator, figure->denominator);
    total.outside_denominator += figure->outside_denominator;
    if (figure->coverage_tenths) {
      total.coverage_tenths = std::min(total.coverage_tenths.value_or(1000), *figure->coverage_tenths);
    }
    total.longest_gap_minutes = std::max(total.longest_gap_minutes, figure->longest_gap_minutes);
    add_months(months, figure->months);
  }
  if (computable == 0) total.reason = "aucun-etablissement";
  total.flags.push_back({"calculables", computable, counting});
  if (total.gating && !supplementary) total.flags.push_back({"conformes", meeting, counting});
  if (computable < counting) total.flags.push_back({"partiel", {}, {}});
  for (const auto& [code, number] : repeated) total.flags.push_back({code, number, {}});
  for (const auto& [month, entry] : months) total.months.push_back(entry);
}

/// A rate of the project as a whole against the project's target. What is not known of one establishment is
/// not known of the whole.
Outcome project_outcome(const Figure& total, const std::optional<std::int64_t>& target) {
  if (!target || !total.computable() || total.has_flag("partiel")) return Outcome::undetermined;
  const Outcome outcome = rate_outcome(total, *target, *total.denominator);
  // The larger of each headcount and its count is not kept: beyond 5 % apart, met is not proven.
  if (outcome == Outcome::met && total.has_flag("effectif-discordant")) return Outcome::undetermined;
  return outcome;
}

std::vector<Figure> sum_all(const Parameters& parameters, const Members& members) {
  std::vector<Figure> totals;
  for (const auto& indicator : parameters.measure.indicators) {
    for (auto& total : blank_figures(indicator, parameters.maintenance)) {
      sum(members, totals.size(), indicator.supplementary, total);
      totals.push_back(std::move(total));
    }
  }
  return totals;
}

/// Judges the rates on the project's figures, and leaves target and outcome there: the gate's proof.
std::vector<Outcome> judge_project(const Parameters& parameters, std::vector<Figure>& totals) {
  std::vector<Outcome> outcomes;
  for (const auto& id : parameters.measure.gate.rates) {
    const auto total = std::ranges::find(totals, id, &Figure::indicator);
    if (total == totals.end()) {
      outcomes.push_back(Outcome::undetermined);
      continue;
    }
    if (const auto found = parameters.targets.find(id); found != parameters.targets.end()) {
      total->target = found->second;
    }
    total->outcome = project_outcome(*total, total->target);
    outcomes.push_back(*total->outcome);
  }
  return outcomes;
}

}  // namespace

RollUp roll_up(const Parameters& parameters, std::span<const EstablishmentFigures> establishments,
               std::optional<RegionCode> region) {
  const Members members = members_of(parameters, establishments, region);
  RollUp result;
  result.region = region;
  result.figures = sum_all(parameters, members);

  std::vector<Outcome> rates;
  if (parameters.measure.gate.scope == Gate::Scope::project_ratio) {
    if (region) {
      auto project = sum_all(parameters, members_of(parameters, establishments, std::nullopt));
      rates = judge_project(parameters, project);
    } else {
      rates = judge_project(parameters, result.figures);
    }
  }
  result.gate = roll_up_gate(members, rates);
  return result;
}

}  // namespace jauge::core
