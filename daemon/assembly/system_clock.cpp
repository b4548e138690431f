#include "assembly/system_clock.hpp"

#include <sys/timex.h>

namespace jauge::assembly {

core::Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

bool clock_is_synchronised() {
  timex state{};
  const int answer = adjtimex(&state);
  return answer >= 0 && answer != TIME_ERROR;
}

}  // namespace jauge::assembly
