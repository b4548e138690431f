#include "receiver/wall_clock.hpp"

namespace jauge::receiver {

core::Instant WallClock::now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace jauge::receiver
