#include "core/target.hpp"

#include <fmt/format.h>

#include "core/gate.hpp"

namespace jauge::core {
namespace {

/// Sets the target. False when the outcome is settled by what is asked alone.
bool ask(const Parameters& parameters, const Establishment& establishment, const Indicator& indicator,
         Figure& figure) {
  if (indicator.supplementary || !figure.gating) return false;
  if (is_exempt(parameters, establishment, indicator.id)) {
    figure.outcome = Outcome::exempt;
    return false;
  }
  figure.target = target_of(parameters, establishment, indicator.id);
  if (!figure.target) {
    if (is_asked(parameters, establishment, indicator.id)) figure.outcome = Outcome::undetermined;
    return false;
  }
  if (!figure.computable()) {
    figure.outcome = Outcome::undetermined;
    return false;
  }
  return true;
}

}  // namespace

bool reaches(std::int64_t numerator, std::int64_t denominator, std::int64_t target_tenths) {
  return numerator * 1000 >= target_tenths * denominator;
}

std::int64_t percent_tenths(std::int64_t numerator, std::int64_t denominator) {
  return (numerator * 2000 + denominator) / (2 * denominator);
}

std::string french_tenths(std::int64_t tenths) {
  return fmt::format("{},{}", tenths / 10, tenths % 10);
}

std::optional<std::int64_t> target_of(const Parameters& parameters, const Establishment& establishment,
                                      std::string_view indicator) {
  const auto& own = establishment.overrides.values;
  if (const auto found = own.find(indicator); found != own.end()) return found->second;
  if (const auto found = parameters.targets.find(indicator); found != parameters.targets.end()) {
    return found->second;
  }
  return std::nullopt;
}

Outcome rate_outcome(const Figure& figure, std::int64_t target_tenths, std::int64_t largest_denominator) {
  const auto numerator = *figure.numerator;
  const bool literally = reaches(numerator, *figure.denominator, target_tenths);
  if (!literally) return figure.has_flag("minorant") ? Outcome::undetermined : Outcome::not_met;
  const bool surely = reaches(numerator - figure.outside_denominator, *figure.denominator, target_tenths) &&
                      reaches(numerator, largest_denominator, target_tenths);
  return surely ? Outcome::met : Outcome::undetermined;
}

void judge_rate(const Parameters& parameters, const Establishment& establishment, const Indicator& indicator,
                std::int64_t largest_denominator, Figure& figure) {
  if (!ask(parameters, establishment, indicator, figure)) return;
  figure.outcome = rate_outcome(figure, *figure.target, largest_denominator);
  if (percent_tenths(*figure.numerator, *figure.denominator) >= *figure.target &&
      !reaches(*figure.numerator, *figure.denominator, *figure.target)) {
    figure.flags.push_back({"arrondi", {}, {}});
  }
}

void judge_count(const Parameters& parameters, const Establishment& establishment, const Indicator& indicator,
                 Figure& figure) {
  if (!ask(parameters, establishment, indicator, figure)) return;
  if (*figure.numerator >= *figure.target) {
    figure.outcome = Outcome::met;
  } else {
    figure.outcome = figure.has_flag("minorant") ? Outcome::undetermined : Outcome::not_met;
  }
}

}  // namespace jauge::core
