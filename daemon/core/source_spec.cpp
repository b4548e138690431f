#include "core/source_spec.hpp"

#include <algorithm>

namespace jauge::core {

bool SourceSpec::keeps(std::string_view kind) const {
  const bool exception = std::ranges::find(overwritten, kind) != overwritten.end();
  return kept && !exception;
}

bool SourceSpec::is_state(std::string_view kind) const {
  return std::ranges::find(states, kind) != states.end();
}

bool SourceSpec::answers(const Finess& establishment, Month month) const {
  if (from && month < *from) return false;
  if (until && month > *until) return false;
  return establishments.empty() || std::ranges::find(establishments, establishment) != establishments.end();
}

}  // namespace jauge::core
