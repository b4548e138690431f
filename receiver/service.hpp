#pragma once
// A receiver on its socket, until it is told to stop.
#include <functional>

#include "receiver/receiver.hpp"

namespace jauge::receiver {

/// Reads what `settings` names, listens, tells `on_ready` the port, and serves until SIGTERM or SIGINT.
[[nodiscard]] core::Result<void> serve(const Settings& settings, const core::Clock& clock, const Log& log,
                                       const std::function<core::Result<void>(std::uint16_t)>& on_ready);

}  // namespace jauge::receiver
