#pragma once
// What the command may do with the terminal: colours and progress there, nothing of it elsewhere.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/message.hpp"

namespace jauge::cli {

/// Tables are aligned for a terminal.
bool on_terminal();
/// On a terminal, unless NO_COLOR is set or TERM is "dumb".
bool coloured();

enum class Paint { none, strong, soft, good, bad, open };
/// The text as it is where there are no colours.
std::string paint(Paint paint, std::string_view text);
/// "✗", "!", "·" or "✓", in its colour.
std::string painted_mark(std::string_view mark);

/// A bar on standard error that follows a long work; nothing where that is no terminal.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::uint64_t done, std::uint64_t steps, std::string_view doing);
  /// Takes the bar away.
  void end();

 private:
  bool terminal_;
  bool shown_ = false;
};

/// "██████░░░░  6/10 (60 %)" of `width` cells.
std::string progress_bar(std::uint64_t done, std::uint64_t steps, std::size_t width);

}  // namespace jauge::cli
