#include "connectors/csv/file_name.hpp"

#include <algorithm>

#include "core/intake.hpp"

namespace jauge::connectors::csv {
namespace {

using std::chrono::hours;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool are_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// The name without what follows its first dot.
std::string_view stem_of(std::string_view name) {
  return name.substr(0, name.find('.'));
}

/// "20261001T0630" or "2026-10-01T06:30" as the text that parse_time() reads; empty on any other.
std::string stamp(std::string_view text) {
  std::string digits;
  std::size_t time = std::string::npos;
  for (const char c : text) {
    if (c == '-' || c == ':') continue;
    if (c == 'T' && digits.size() == 8 && time == std::string::npos) {
      time = digits.size();
      continue;
    }
    if (!is_digit(c)) return {};
    digits.push_back(c);
  }
  const bool dated = digits.size() == 8 && time == std::string::npos;
  const bool timed = (digits.size() == 12 || digits.size() == 14) && time != std::string::npos;
  if (!dated && !timed) return {};
  std::string written =
      fmt::format("{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6, 2));
  if (timed) {
    written += fmt::format(" {}:{}:{}", digits.substr(8, 2), digits.substr(10, 2),
                           digits.size() == 14 ? digits.substr(12, 2) : "00");
  }
  return written;
}

std::optional<core::Instant> instant_of(std::string_view text, const core::Zone& zone) {
  const auto written = stamp(text);
  if (written.empty()) return std::nullopt;
  const auto cell = core::parse_time(written);
  if (cell.type == core::Cell::Type::date) return zone.start_of(core::Day(std::chrono::days(cell.number)));
  if (cell.type != core::Cell::Type::local_time) return std::nullopt;
  return zone.to_instant(core::LocalTime(std::chrono::microseconds(cell.number)));
}

}  // namespace

bool matches(std::string_view name, std::string_view glob) {
  std::size_t at = 0;
  std::size_t in_glob = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_at = 0;
  while (at < name.size()) {
    if (in_glob < glob.size() && glob[in_glob] == '*') {
      star = in_glob++;
      star_at = at;
    } else if (in_glob < glob.size() && (glob[in_glob] == '?' || glob[in_glob] == name[at])) {
      ++at;
      ++in_glob;
    } else if (star != std::string_view::npos) {
      // The last star takes one byte more: those before it need not be tried again.
      in_glob = star + 1;
      at = ++star_at;
    } else {
      return false;
    }
  }
  while (in_glob < glob.size() && glob[in_glob] == '*') ++in_glob;
  return in_glob == glob.size();
}

std::optional<Interval> interval_in(std::string_view name, const core::Zone& zone) {
  const auto stem = stem_of(name);
  const auto second = stem.rfind('_');
  if (second == std::string_view::npos || second == 0) return std::nullopt;
  const auto first = stem.rfind('_', second - 1);
  if (first == std::string_view::npos) return std::nullopt;
  const auto begin = instant_of(stem.substr(first + 1, second - first - 1), zone);
  const auto end = instant_of(stem.substr(second + 1), zone);
  if (!begin || !end || *end <= *begin) return std::nullopt;
  return Interval{*begin, *end};
}

std::optional<core::Month> month_in(std::string_view name) {
  const auto stem = stem_of(name);
  for (std::size_t at = stem.size(); at-- > 0;) {
    if (at > 0 && is_digit(stem[at - 1])) continue;
    const auto rest = stem.substr(at);
    const auto ends = [&](std::size_t size) { return rest.size() == size || !is_digit(rest[size]); };
    std::optional<core::Month> month;
    if (rest.size() >= 7 && rest[4] == '-' && ends(7)) month = core::Month::parse(rest.substr(0, 7));
    if (rest.size() >= 6 && are_digits(rest.substr(0, 6)) && ends(6)) {
      month = core::Month::parse(fmt::format("{}-{}", rest.substr(0, 4), rest.substr(4, 2)));
    }
    if (month) return month;
  }
  return std::nullopt;
}

Interval everywhere(core::Month month) {
  const auto begin = core::Instant(month.first_day().time_since_epoch());
  const auto end = core::Instant(month.end().time_since_epoch());
  return {begin - hours(14), end + hours(12)};
}

std::string_view iso_of_day_first(std::string_view text, std::string& buffer) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  const bool day_first = text.size() >= 10 && are_digits(text.substr(0, 2)) && text[2] == '/' &&
                         are_digits(text.substr(3, 2)) && text[5] == '/' && are_digits(text.substr(6, 4));
  if (!day_first) return text;
  buffer.assign(text.substr(6, 4));
  buffer.append("-").append(text.substr(3, 2)).append("-").append(text.substr(0, 2)).append(text.substr(10));
  return buffer;
}

}  // namespace jauge::connectors::csv
