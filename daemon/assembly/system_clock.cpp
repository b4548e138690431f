#include "assembly/system_clock.hpp"

namespace jauge::assembly {

core::Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace jauge::assembly
