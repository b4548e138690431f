#pragma once
// Long things that a person asked for: begun, followed, ended.
#include <cstdint>
#include <string>
#include <vector>

#include "core/message.hpp"

namespace jauge::engine {

using WorkId = std::uint64_t;

struct Work {
  WorkId id = 0;
  std::uint32_t steps = 0;  // windows to read, in all; grows as they are known
  std::uint32_t done = 0;
  core::Message doing;  // the step under way
  bool finished = false;
  bool succeeded = true;
  std::vector<core::Message> problems;  // one sentence each, naming source and query
};

}  // namespace jauge::engine
