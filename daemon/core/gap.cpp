#include "core/gap.hpp"

#include <algorithm>

#include "core/target.hpp"

namespace jauge::core {
namespace {

std::int64_t to_target(std::int64_t numerator, const std::optional<std::int64_t>& denominator,
                       std::int64_t target) {
  const auto wanted = denominator ? (target * *denominator + 999) / 1000 : target;
  return std::max<std::int64_t>(0, wanted - numerator);
}

/// What the month gave up to today, prolonged over its remaining days; nothing before its first day.
std::optional<std::int64_t> growth(const EstablishmentFigures& figures, std::string_view indicator,
                                   Month month, Day today) {
  const auto elapsed = std::clamp<std::int64_t>((today - month.first_day()).count() + 1, 0, month.days());
  const auto curve = std::ranges::find(figures.curves, indicator, &Curve::indicator);
  if (elapsed == 0 || curve == figures.curves.end() || curve->cumulative.empty()) return std::nullopt;
  const auto reached = curve->cumulative[static_cast<std::size_t>(elapsed) - 1];
  return reached * (month.days() - elapsed) / elapsed;
}

void project(const EstablishmentFigures& figures, Month month, Day today, std::int64_t outside, Gap& gap) {
  const auto more = growth(figures, gap.indicator, month, today);
  if (!more) return;
  gap.projected = *gap.numerator + *more;
  if (gap.denominator) gap.projected = std::min(*gap.projected, std::max(*gap.numerator, *gap.denominator));
  if (!gap.target) return;
  gap.on_course = to_target(*gap.projected - outside, gap.denominator, *gap.target) == 0;
}

}  // namespace

int days_left(Month month, Day today) {
  return static_cast<int>(std::clamp<std::int64_t>((month.end() - today).count(), 0, month.days()));
}

std::vector<Gap> gaps(const Parameters& parameters, const EstablishmentFigures& figures, Day today) {
  std::vector<Gap> gaps;
  for (const auto& figure : figures.figures) {
    if (!figure.gating || !figure.outcome || figure.outcome == Outcome::exempt) continue;
    Gap gap;
    gap.finess = figures.finess;
    gap.indicator = figure.indicator;
    gap.window = figure.window;
    gap.reason = figure.reason;
    gap.target = figure.target;
    gap.days_left = days_left(parameters.month, today);
    if (figure.computable()) {
      gap.numerator = figure.numerator;
      gap.denominator = figure.denominator;
      if (gap.target) {
        gap.missing = to_target(*figure.numerator, figure.denominator, *gap.target);
        gap.missing_within =
            to_target(*figure.numerator - figure.outside_denominator, figure.denominator, *gap.target);
      }
      project(figures, parameters.month, today, figure.outside_denominator, gap);
    }
    gaps.push_back(std::move(gap));
  }
  return gaps;
}

}  // namespace jauge::core
