#include <chrono>

#include "core/intake.hpp"

namespace jauge::core {

namespace {

/// A text that is eaten from its front.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  char front() const { return text_.empty() ? '\0' : text_.front(); }
  bool skip(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool digit_ahead() const { return front() >= '0' && front() <= '9'; }
  /// Exactly two digits, at most `highest`.
  bool two_digits(int& value, int highest) {
    if (text_.size() < 2 || !digit_ahead() || text_[1] < '0' || text_[1] > '9') return false;
    value = (text_[0] - '0') * 10 + (text_[1] - '0');
    text_.remove_prefix(2);
    return value <= highest;
  }
  std::string_view take(std::size_t size) {
    const auto taken = text_.substr(0, size);
    text_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view text_;
};

/// One to nine decimals of a second, cut to microseconds.
bool decimals(Cursor& cursor, std::int64_t& microseconds) {
  int count = 0;
  microseconds = 0;
  for (; cursor.digit_ahead() && count < 9; ++count) {
    const int digit = cursor.front() - '0';
    cursor.take(1);
    if (count < 6) microseconds = microseconds * 10 + digit;
  }
  for (int i = count; i < 6; ++i) microseconds *= 10;
  return count > 0;
}

/// "+02", "+0200", "+02:00" or "+02:00:00", after its sign.
bool offset_seconds(Cursor& cursor, std::int64_t& seconds) {
  int hours = 0;
  int minutes = 0;
  int extra = 0;
  if (!cursor.two_digits(hours, 23)) return false;
  const bool colon = cursor.skip(':');
  if ((colon || cursor.digit_ahead()) && !cursor.two_digits(minutes, 59)) return false;
  if (colon && cursor.skip(':') && !cursor.two_digits(extra, 59)) return false;
  seconds = hours * 3600 + minutes * 60 + extra;
  return true;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Cell parse(std::string_view text) {
  const Cell unreadable{.type = Cell::Type::unreadable};
  if (text == "infinity" || text == "-infinity") return {.type = Cell::Type::infinity};
  Cursor cursor(text);
  const auto day = parse_day(cursor.take(10));
  if (!day) return unreadable;
  if (cursor.at_end()) return {.type = Cell::Type::date, .number = day->time_since_epoch().count()};

  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t microseconds = 0;
  if (!cursor.skip('T') && !cursor.skip(' ') && !cursor.skip('t')) return unreadable;
  if (!cursor.two_digits(hour, 23) || !cursor.skip(':') || !cursor.two_digits(minute, 59)) return unreadable;
  if (cursor.skip(':')) {
    // A leap second is the first of the next minute, as databases have it.
    if (!cursor.two_digits(second, 60)) return unreadable;
    if ((cursor.skip('.') || cursor.skip(',')) && !decimals(cursor, microseconds)) return unreadable;
  }
  const std::int64_t seconds =
      std::chrono::seconds(day->time_since_epoch()).count() + hour * 3600 + minute * 60 + second;
  const std::int64_t local = seconds * 1'000'000 + microseconds;
  if (cursor.at_end()) return {.type = Cell::Type::local_time, .number = local};

  cursor.skip(' ');
  std::int64_t offset = 0;
  const bool negative = cursor.front() == '-';
  if (cursor.skip('+') || cursor.skip('-')) {
    if (!offset_seconds(cursor, offset)) return unreadable;
    if (negative) offset = -offset;
  } else if (!cursor.skip('Z') && !cursor.skip('z')) {
    return unreadable;
  }
  if (!cursor.at_end()) return unreadable;
  return {.type = Cell::Type::instant, .number = local - offset * 1'000'000};
}

}  // namespace

Cell parse_time(std::string_view text) {
  return parse(trimmed(text));
}

}  // namespace jauge::core
