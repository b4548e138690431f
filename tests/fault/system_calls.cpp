#include "tests/fault/system_calls.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <set>

namespace jauge::fault {

namespace {

constexpr std::string_view names[] = {"kill", "eio", "enospc", "reset"};

using Calls = std::set<std::string, std::less<>>;
// What a failing disk, a full one and a broken connection answer to.
const Calls disk_calls{"read",      "pread64", "write",  "pwrite64", "fsync", "fdatasync",
                       "ftruncate", "openat",  "unlink", "rename",   "mkdir", "chmod"};
const Calls room_calls{"write", "pwrite64", "fsync", "fdatasync", "ftruncate", "openat", "rename", "mkdir"};
const Calls net_calls{"sendto", "recvfrom", "connect", "sendmsg", "recvmsg", "getsockopt"};

}  // namespace

std::string_view name_of(Kind kind) {
  return names[static_cast<std::size_t>(kind)];
}

std::string Point::text() const {
  return fmt::format("{}:{}:{}", name_of(kind), call, when);
}

std::optional<Point> Point::parse(std::string_view text) {
  const auto first = text.find(':');
  const auto last = text.rfind(':');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  Point point;
  point.call = text.substr(first + 1, last - first - 1);
  const auto number = text.substr(last + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), point.when);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  for (std::size_t i = 0; i < std::size(names); ++i) {
    if (text.substr(0, first) != names[i]) continue;
    point.kind = static_cast<Kind>(i);
    return point;
  }
  return std::nullopt;
}

std::string Point::injection() const {
  switch (kind) {
    case Kind::kill:
      return fmt::format("inject={}:signal=KILL:when={}", call, when);
    case Kind::eio:
      return fmt::format("inject={}:error=EIO:when={}", call, when);
    case Kind::enospc:
      return fmt::format("inject={}:error=ENOSPC:when={}", call, when);
    case Kind::reset:
      return fmt::format("inject={}:error=ECONNRESET:when={}", call, when);
  }
  return {};
}

std::vector<Point> points_of(std::string_view trace, std::string_view begin) {
  std::vector<Point> points;
  std::map<std::string, int, std::less<>> seen;
  bool begun = false;
  while (!trace.empty()) {
    const auto end = std::min(trace.find('\n'), trace.size());
    const auto line = trace.substr(0, end);
    trace.remove_prefix(std::min(end + 1, trace.size()));
    const auto parenthesis = line.find('(');
    if (parenthesis == std::string_view::npos || line.starts_with('-') || line.starts_with('+')) continue;
    const std::string call(line.substr(0, parenthesis));
    const int when = ++seen[call];
    if (!begun) begun = line.find(begin) != std::string_view::npos;
    if (!begun || call == "exit_group") continue;
    points.push_back({Kind::kill, call, when});
    if (disk_calls.contains(call)) points.push_back({Kind::eio, call, when});
    if (room_calls.contains(call)) points.push_back({Kind::enospc, call, when});
    if (net_calls.contains(call)) points.push_back({Kind::reset, call, when});
  }
  return points;
}

std::vector<Point> sample(const std::vector<Point>& points, std::size_t count) {
  if (points.size() <= count) return points;
  std::vector<Point> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(points[i * points.size() / count]);
  return chosen;
}

}  // namespace jauge::fault
