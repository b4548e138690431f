#include "core/month.hpp"

#include <fmt/format.h>

namespace jauge::core {

namespace {

using std::chrono::year_month_day;

/// The number written by exactly `width` digits at `position`.
std::optional<int> digits(std::string_view text, std::size_t position, std::size_t width) {
  if (position + width > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(position, width)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

year_month_day calendar(Day day) {
  return year_month_day(day);
}

}  // namespace

std::optional<Month> Month::parse(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  if (!year || !month || *year < 1900 || *month < 1 || *month > 12) return std::nullopt;
  return Month(*year, static_cast<unsigned>(*month));
}

Month Month::of(Day day) {
  const auto date = calendar(day);
  return Month(static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
}

Day Month::first_day() const {
  return Day(std::chrono::year(year()) / std::chrono::month(month()) / std::chrono::day(1));
}

Day Month::last_day() const {
  return end() - std::chrono::days(1);
}

int Month::days() const {
  return static_cast<int>((end() - first_day()).count());
}

std::string Month::text() const {
  return fmt::format("{:04}-{:02}", year(), month());
}

std::string Month::french() const {
  static constexpr std::string_view names[] = {"janvier",   "février", "mars",     "avril",
                                               "mai",       "juin",    "juillet",  "août",
                                               "septembre", "octobre", "novembre", "décembre"};
  return fmt::format("{} {}", names[month() - 1], year());
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const auto date = std::chrono::year(*year) / std::chrono::month(static_cast<unsigned>(*month)) /
                    std::chrono::day(static_cast<unsigned>(*day));
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::string text(Day day) {
  const auto date = calendar(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string utc_text(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
  return fmt::format("{}T{:02}:{:02}:{:02}Z", text(Day(day.time_since_epoch())), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

std::optional<Instant> parse_utc(std::string_view text) {
  // 2026-11-06T05:00:00Z, or .1 to .123456 before the Z.
  if (text.size() < 20 || text.size() > 27 || text.back() != 'Z') return std::nullopt;
  if (text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto day = parse_day(text.substr(0, 10));
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  int micro = 0;
  if (text.size() > 20) {
    const std::size_t decimals = text.size() - 21;
    const auto fraction = digits(text, 20, decimals);
    if (text[19] != '.' || decimals == 0 || !fraction) return std::nullopt;
    micro = *fraction;
    for (std::size_t i = decimals; i < 6; ++i) micro *= 10;
  }
  return Instant(day->time_since_epoch()) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + std::chrono::microseconds(micro);
}

}  // namespace jauge::core
