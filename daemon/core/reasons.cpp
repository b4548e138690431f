#include "core/reasons.hpp"

#include <algorithm>
#include <array>

namespace jauge::core {
namespace {

constexpr std::array<std::string_view, 10> upstream_first{
    "source-absente",        "avant-installation", "source-incomplete",
    "relecture-incoherente", "changement-de-dui",  "identifiants-non-rapproches",
    "lignes-ecartees",       "aucune-ligne",       "denominateur-incomplet",
    "denominateur-nul"};

}  // namespace

std::string_view most_upstream(std::string_view one, std::string_view other) {
  if (one.empty()) return other;
  if (other.empty()) return one;
  const auto rank = [](std::string_view code) { return std::ranges::find(upstream_first, code); };
  return rank(other) < rank(one) ? other : one;
}

std::string_view set_reason(const SetState* state) {
  if (!state || state->sources.empty()) return "source-absente";
  return most_upstream(state->reason, state->numberings.size() > 1 ? "changement-de-dui" : "");
}

}  // namespace jauge::core
