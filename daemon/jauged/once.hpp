#pragma once
// jauged --once: what is due, or one month, then the end.
#include <optional>

#include "config/configuration.hpp"
#include "jauged/start.hpp"

namespace jauge::jauged {

/// With `month`: reads, freezes, seals and delivers it, and every earlier month still open. 0 when all of it
/// is settled or waits only for a deposit by hand, 1 when something needs the operator, 78 as for the
/// service.
int run_once(config::Configuration configuration, std::optional<core::Month> month, const Start& start);

/// jauged --check: the configuration and every source, read-only. 0 when nothing is wrong.
int run_check(const config::Configuration& configuration);

}  // namespace jauge::jauged
