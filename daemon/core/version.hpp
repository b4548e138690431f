#pragma once
// The version of the programs. CMake reads it from here.
#include <string_view>

#include "core/month.hpp"

namespace jauge::core {

inline constexpr std::string_view version = "0.1.0";

/// No machine runs this version before that day: an earlier clock is wrong, and nothing is frozen or sealed.
inline constexpr Instant released = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1);

}  // namespace jauge::core
