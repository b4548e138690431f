#pragma once
// A line that follows a long work on a terminal; plain lines now and then where there is none.
#include <chrono>
#include <optional>
#include <string>

#include "engine/work.hpp"

namespace jauge::jauged {

class Progress {
 public:
  explicit Progress(core::Language language);
  /// Shows where the work is; at most some times a second.
  void show(const engine::Work& work);
  /// Clears the line.
  void end();

 private:
  core::Language language_;
  bool terminal_;
  std::uint32_t last_done_ = 0;
  bool shown_ = false;
};

}  // namespace jauge::jauged
