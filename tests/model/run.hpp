#pragma once
// Many episodes, one seed each.
#include <cstdint>
#include <optional>
#include <string>

namespace jauge::model {

struct Run {
  std::uint64_t seed = 1;  // of the first episode; the next ones count on from it
  std::int64_t actions = 0;
  int per_episode = 500;
  bool progress = false;  // on standard error
};

/// What was violated, with the seed and the last actions; nothing when all held.
std::optional<std::string> run(const Run& run);

}  // namespace jauge::model
