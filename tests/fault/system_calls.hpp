#pragma once
// The system calls of one run, as strace tells them, and the faults that may be put at each.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jauge::fault {

enum class Kind { kill, eio, enospc, reset };

/// The `when`-th call of that name fails, or its process is killed as it makes it.
struct Point {
  Kind kind = Kind::kill;
  std::string call;
  int when = 1;
  /// "kill:pwrite64:17", as `./dev fault --point` takes it.
  std::string text() const;
  static std::optional<Point> parse(std::string_view text);
  /// For strace -e.
  std::string injection() const;
};

std::string_view name_of(Kind kind);

/// Every point of a run whose trace this is, from the line that holds `begin` on: a kill at each call, an
/// error at each call that can give it.
std::vector<Point> points_of(std::string_view trace, std::string_view begin);

/// At most `count` of them, spread evenly, the same ones each time.
std::vector<Point> sample(const std::vector<Point>& points, std::size_t count);

}  // namespace jauge::fault
