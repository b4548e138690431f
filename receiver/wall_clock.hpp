#pragma once
// The machine's clock, for the program alone: everything else is handed a Clock.
#include "core/ports.hpp"

namespace jauge::receiver {

class WallClock final : public core::Clock {
 public:
  core::Instant now() const override;
};

}  // namespace jauge::receiver
