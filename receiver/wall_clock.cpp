#include "receiver/wall_clock.hpp"

#include <ctime>

namespace jauge::receiver {

core::Instant WallClock::now() const {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return core::Instant(
      std::chrono::seconds(time.tv_sec) +
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds(time.tv_nsec)));
}

}  // namespace jauge::receiver
