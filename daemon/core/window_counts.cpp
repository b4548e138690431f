#include "core/window_counts.hpp"

#include <algorithm>

#include "core/gate.hpp"
#include "core/reasons.hpp"
#include "core/target.hpp"

namespace jauge::core {
namespace {

bool is_number_of(const Establishment& establishment, const Finess& finess) {
  return establishment.finess == finess ||
         std::ranges::find(establishment.formerly, finess) != establishment.formerly.end();
}

/// A count of its own month has no revision there: it is the closure's own.
bool same_count(const MonthCount& one, const MonthCount& other) {
  return one.count == other.count && one.lower_bound == other.lower_bound;
}

const Establishment* find(const Project& project, const Finess& finess) {
  const auto found = std::ranges::find(project.establishments, finess, &Establishment::finess);
  return found == project.establishments.end() ? nullptr : &*found;
}

/// The reason for which the indicator's own month is not computable; empty when it is.
std::string_view reason_of_month(const EstablishmentFigures& figures, const std::string& indicator) {
  for (const auto& figure : figures.figures) {
    if (figure.indicator == indicator && figure.window == Window::month) return figure.reason;
  }
  return {};
}

/// Why no month of a window is known: the reason of its own month; where that one is computable but the
/// window was taken over without it, of the month that was known last.
std::string_view reason_of_window(const EstablishmentFigures& figures, const Closure& revised,
                                  const Establishment& establishment, const std::string& indicator) {
  std::string_view reason = reason_of_month(figures, indicator);
  for (const auto& then : revised.establishments) {
    if (reason.empty() && is_number_of(establishment, then.finess)) reason = reason_of_month(then, indicator);
  }
  return reason.empty() ? set_reason(nullptr) : reason;
}

/// The flags that follow from the months alone go; those of a figure taken over stay.
void unjudge(Figure& figure) {
  std::erase_if(figure.flags, [](const Flag& flag) { return flag.code == "minorant"; });
  figure.numerator.reset();
  figure.reason.clear();
  figure.target.reset();
  figure.outcome.reset();
}

bool follow(const Closure& revised, const Parameters& parameters, EstablishmentFigures& figures) {
  const Establishment* establishment = find(parameters.project, figures.finess);
  if (!establishment || figures.membership != Membership::counts) return false;
  bool changed = false;
  for (auto& figure : figures.figures) {
    const auto* indicator = parameters.measure.find(figure.indicator);
    if (!indicator || indicator->form != Indicator::Form::count || figure.window == Window::month) continue;
    const auto entry = std::ranges::find(figure.months, revised.month(), &MonthCount::month);
    if (entry == figure.months.end()) continue;
    const auto now = frozen_count(revised, *establishment, indicator->numerator.front());
    changed = changed || !same_count(*entry, now);
    *entry = now;
    unjudge(figure);
    const auto months = figure.months;
    sum_window(months, reason_of_window(figures, revised, *establishment, figure.indicator), figure);
    judge_count(parameters, *establishment, *indicator, figure);
  }
  if (changed) figures.gate = establishment_gate(parameters, *establishment, figures);
  return changed;
}

}  // namespace

void sum_window(const std::vector<MonthCount>& months, std::string_view reason_of_month, Figure& figure) {
  bool lower_bound = false;
  for (const auto& month : months) {
    if (month.count) figure.numerator = figure.numerator.value_or(0) + *month.count;
    lower_bound = lower_bound || !month.count || month.lower_bound;
  }
  if (!figure.numerator) {
    figure.reason = reason_of_month;
  } else if (lower_bound) {
    figure.flags.push_back({"minorant", {}, {}});
  }
}

MonthCount frozen_count(const Closure& closure, const Establishment& establishment, std::string_view kind) {
  MonthCount known{closure.month(), closure.revision, std::nullopt, false};
  for (const auto& figures : closure.establishments) {
    if (!is_number_of(establishment, figures.finess)) continue;
    for (const auto& figure : figures.figures) {
      const auto* indicator = closure.parameters.measure.find(figure.indicator);
      if (!indicator || indicator->form != Indicator::Form::count || figure.window != Window::month ||
          indicator->numerator.front() != kind) {
        continue;
      }
      if (figure.computable()) known.count = figure.numerator;
      known.lower_bound = figure.has_flag("minorant");
    }
  }
  return known;
}

std::optional<std::int64_t> window_entry(const Closure& closure, const Establishment& establishment,
                                         std::string_view kind, Month month) {
  for (const auto& figures : closure.establishments) {
    if (!is_number_of(establishment, figures.finess)) continue;
    for (const auto& figure : figures.figures) {
      const auto* indicator = closure.parameters.measure.find(figure.indicator);
      if (!indicator || indicator->form != Indicator::Form::count || indicator->numerator.front() != kind)
        continue;
      const auto entry = std::ranges::find(figure.months, month, &MonthCount::month);
      if (entry != figure.months.end() && entry->count) return entry->count;
    }
  }
  return std::nullopt;
}

bool follow_revision(const Closure& revised, Closure& later) {
  auto establishments = later.establishments;
  bool changed = false;
  for (auto& figures : establishments) changed = follow(revised, later.parameters, figures) || changed;
  if (!changed) return false;
  later.establishments = std::move(establishments);
  for (auto& roll_up : later.roll_ups) {
    auto fates = std::move(roll_up.fates);
    roll_up = core::roll_up(later.parameters, later.establishments, roll_up.region);
    roll_up.fates = std::move(fates);
  }
  return true;
}

}  // namespace jauge::core
