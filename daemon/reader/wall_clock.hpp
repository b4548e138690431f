#pragma once
// A window of instants as wall-clock times of a source's zone. Pure.
#include "core/month.hpp"
#include "core/zone.hpp"

namespace jauge::reader {

struct WallWindow {
  core::LocalTime since;
  core::LocalTime until;
};

/// Near a change of the clocks wall times are ambiguous: there the window is made larger by that change, so
/// that it holds every row of [since, until), however the server reads them.
WallWindow wall_window(const core::Zone& zone, core::Instant since, core::Instant until);

}  // namespace jauge::reader
