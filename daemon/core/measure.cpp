#include "core/measure.hpp"

#include <algorithm>
#include <set>

namespace jauge::core {

std::string_view code(Window window) {
  switch (window) {
    case Window::month:
      return "mois";
    case Window::three_months:
      return "3-mois";
    case Window::since_start:
      return "depuis-debut";
  }
  return {};
}

const Indicator* Measure::find(std::string_view indicator) const {
  const auto found = std::ranges::find(indicators, indicator, &Indicator::id);
  return found == indicators.end() ? nullptr : &*found;
}

std::vector<std::string> Measure::kinds() const {
  std::set<std::string> kinds;
  for (const auto& indicator : indicators) {
    kinds.insert(indicator.numerator.begin(), indicator.numerator.end());
    if (!indicator.denominator.empty()) kinds.insert(indicator.denominator);
  }
  return {kinds.begin(), kinds.end()};
}

}  // namespace jauge::core
