#include "connectors/web/wall_clock.hpp"

namespace jauge::connectors::web {

core::Instant wall_clock() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace jauge::connectors::web
