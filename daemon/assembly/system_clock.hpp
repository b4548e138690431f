#pragma once
// The machine's wall clock: the one place that reads it.
#include "core/ports.hpp"

namespace jauge::assembly {

class SystemClock final : public core::Clock {
 public:
  core::Instant now() const override;
};

}  // namespace jauge::assembly
