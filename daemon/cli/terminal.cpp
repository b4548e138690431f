#include "cli/terminal.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace jauge::cli {

namespace {

/// Bold, dim, blue, red and yellow: blue and red stay apart in every colour vision, and marks say the same.
std::string_view code_of(Paint paint) {
  switch (paint) {
    case Paint::strong:
      return "1";
    case Paint::soft:
      return "2";
    case Paint::good:
      return "34";
    case Paint::bad:
      return "1;31";
    case Paint::open:
      return "33";
    case Paint::none:
      break;
  }
  return "";
}

}  // namespace

bool on_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}

bool coloured() {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return on_terminal() && !(refused && *refused != '\0') && terminal && std::string_view(terminal) != "dumb";
}

std::string paint(Paint paint, std::string_view text) {
  if (text.empty() || paint == Paint::none || !coloured()) return std::string(text);
  return fmt::format("\033[{}m{}\033[0m", code_of(paint), text);
}

std::string painted_mark(std::string_view mark) {
  if (mark == "✗") return paint(Paint::bad, mark);
  if (mark == "!") return paint(Paint::open, mark);
  if (mark == "✓") return paint(Paint::good, mark);
  return paint(Paint::soft, mark);
}

std::string progress_bar(std::uint64_t done, std::uint64_t steps, std::size_t width) {
  if (steps == 0) return {};
  done = std::min(done, steps);
  const auto full = static_cast<std::size_t>(done * width / steps);
  std::string bar;
  for (std::size_t i = 0; i < width; ++i) bar += i < full ? "█" : "░";
  return fmt::format("{}  {}/{} ({} %)", bar, done, steps, done * 100 / steps);
}

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  end();
}

void Progress::show(std::uint64_t done, std::uint64_t steps, std::string_view doing) {
  if (!terminal_) return;
  constexpr std::size_t width = 24;
  fmt::print(stderr, "\r\033[K{}  {}", progress_bar(done, steps, width), doing);
  std::fflush(stderr);
  shown_ = true;
}

void Progress::end() {
  if (shown_) fmt::print(stderr, "\r\033[K");
  shown_ = false;
}

}  // namespace jauge::cli
