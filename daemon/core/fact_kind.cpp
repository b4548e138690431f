#include "core/fact_kind.hpp"

#include <algorithm>

namespace jauge::core {

const FactKind* find_kind(const FactKinds& kinds, std::string_view id) {
  const auto found = std::ranges::find(kinds, id, &FactKind::id);
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace jauge::core
