#pragma once
// The mark of a store that a backup took the place of: what was sent since is asked for before anything is
// frozen.
#include <string_view>

namespace jauge::store {

/// Its name in MetaTable; the value is the instant of the restoration, "0" once it was dealt with.
inline constexpr std::string_view restored_at = "restored_at";

}  // namespace jauge::store
