#pragma once
// The machine's wall clock: the one place that reads it.
#include "core/ports.hpp"

namespace jauge::assembly {

class SystemClock final : public core::Clock {
 public:
  core::Instant now() const override;
};

/// The kernel holds the clock to be set by the network (adjtimex).
bool clock_is_synchronised();

}  // namespace jauge::assembly
