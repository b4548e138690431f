#include "core/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jauge::core {

std::string Flag::text() const {
  if (!number) return code;
  if (!of) return fmt::format("{}={}", code, *number);
  return fmt::format("{}={}/{}", code, *number, *of);
}

std::string_view french(Outcome outcome) {
  switch (outcome) {
    case Outcome::met:
      return "oui";
    case Outcome::not_met:
      return "non";
    case Outcome::undetermined:
      return "indetermine";
    case Outcome::exempt:
      return "exempte";
  }
  return {};
}

bool Figure::has_flag(std::string_view wanted) const {
  return std::ranges::find(flags, wanted, &Flag::code) != flags.end();
}

const Figure* EstablishmentFigures::gating_figure(std::string_view indicator) const {
  const auto found = std::ranges::find_if(
      figures, [&](const Figure& figure) { return figure.gating && figure.indicator == indicator; });
  return found == figures.end() ? nullptr : &*found;
}

}  // namespace jauge::core
