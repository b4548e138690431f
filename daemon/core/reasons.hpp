#pragma once
// Why a figure is not computable: of several reasons, the most upstream is stated (indicators §11).
#include <string>
#include <string_view>

#include "core/figures.hpp"

namespace jauge::core {

/// The more upstream of two codes; either may be empty. A code that is not in the list is the most
/// downstream.
std::string_view most_upstream(std::string_view one, std::string_view other);

/// Why `state` gives no figure: its own reason, no source at all (null included), two numberings. Empty when
/// it does. Sources of one event kind share their numbering by configuration: two can only be of a subject
/// kind.
std::string_view set_reason(const SetState* state);

}  // namespace jauge::core
