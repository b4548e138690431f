#pragma once
// Instants, local days and calendar months. No time zone and no clock here.
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jauge::core {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;
using Day = std::chrono::local_days;

/// A calendar month, local to whoever counts.
class Month {
 public:
  constexpr Month() = default;
  constexpr Month(int year, unsigned month) : ordinal_(year * 12 + static_cast<int>(month) - 1) {}

  /// Reads "YYYY-MM", years 1900 to 9999; nothing on any other text.
  static std::optional<Month> parse(std::string_view text);
  static Month of(Day day);

  int year() const { return ordinal_ / 12; }
  unsigned month() const { return static_cast<unsigned>(ordinal_ % 12) + 1; }
  Day first_day() const;
  Day last_day() const;
  /// The first day of the next month.
  Day end() const { return next().first_day(); }
  int days() const;

  Month next() const { return *this + 1; }
  Month previous() const { return *this - 1; }
  Month operator+(int months) const { return from_ordinal(ordinal_ + months); }
  Month operator-(int months) const { return from_ordinal(ordinal_ - months); }
  /// Months from `other` to this one.
  int operator-(Month other) const { return ordinal_ - other.ordinal_; }
  constexpr auto operator<=>(const Month&) const = default;

  /// "YYYY-MM".
  std::string text() const;
  /// "octobre 2026".
  std::string french() const;

 private:
  static Month from_ordinal(int ordinal) {
    Month month;
    month.ordinal_ = ordinal;
    return month;
  }
  int ordinal_ = 0;
};

/// Reads "YYYY-MM-DD"; nothing on any other text or a day that does not exist.
std::optional<Day> parse_day(std::string_view text);
/// "YYYY-MM-DD".
std::string text(Day day);
/// RFC 3339 in UTC, to the second: "2026-11-06T05:00:00Z".
std::string utc_text(Instant instant);
/// Reads what utc_text writes, with up to six decimals of a second.
std::optional<Instant> parse_utc(std::string_view text);

}  // namespace jauge::core
