#include "jauged/progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace jauge::jauged {

Progress::Progress(core::Language language) : language_(language), terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::show(const engine::Work& work) {
  if (work.done == last_done_ || work.doing.empty()) return;
  last_done_ = work.done;
  if (terminal_) {
    fmt::print(stderr, "\r\033[K[{}/{}] {}", work.done, work.steps, core::render(work.doing, language_));
    std::fflush(stderr);
    shown_ = true;
  }
}

void Progress::end() {
  if (shown_) fmt::print(stderr, "\r\033[K");
  shown_ = false;
}

}  // namespace jauge::jauged
