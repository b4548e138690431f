#include "http/date.hpp"

#include <charconv>
#include <cstdlib>
#include <limits>

namespace jauge::http {
namespace {

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the text apart from its left; once something is missing everything fails.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  void literal(std::string_view expected) {
    if (!text_.starts_with(expected)) return void(good_ = false);
    text_.remove_prefix(expected.size());
  }
  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= text_.size() || !is_digit(text_[i])) return good_ = false, 0;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return value;
  }
  unsigned month() {
    for (unsigned i = 0; i < month_names.size(); ++i) {
      if (text_.starts_with(month_names[i])) return literal(month_names[i]), i + 1;
    }
    good_ = false;
    return 1;
  }
  void letters() {
    const std::size_t end = text_.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (end == 0 || end == std::string_view::npos) return void(good_ = false);
    text_.remove_prefix(end);
  }
  bool next_is(char c) const { return !text_.empty() && text_.front() == c; }
  bool finished() const { return good_ && text_.empty(); }

 private:
  std::string_view text_;
  bool good_ = true;
};

struct Parts {
  int year = 0, day = 0, hour = 0, minute = 0, second = 0;
  unsigned month = 1;

  void time(Scanner& scan) {
    hour = scan.digits(2);
    scan.literal(":");
    minute = scan.digits(2);
    scan.literal(":");
    second = scan.digits(2);
  }
};

std::optional<core::Instant> assemble(const Parts& parts) {
  const std::chrono::year_month_day date{std::chrono::year(parts.year), std::chrono::month(parts.month),
                                         std::chrono::day(static_cast<unsigned>(parts.day))};
  // 60 is a leap second.
  if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  return core::Instant(std::chrono::sys_days(date)) + std::chrono::hours(parts.hour) +
         std::chrono::minutes(parts.minute) + std::chrono::seconds(parts.second);
}

int year_of(core::Instant instant) {
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(instant)).year());
}

}  // namespace

std::optional<core::Instant> parse_date(std::string_view text, core::Instant now) {
  Scanner scan(text);
  Parts parts;
  scan.letters();
  if (scan.next_is(',')) {
    scan.literal(", ");
    parts.day = scan.digits(2);
    const bool dashes = scan.next_is('-');
    scan.literal(dashes ? "-" : " ");
    parts.month = scan.month();
    scan.literal(dashes ? "-" : " ");
    if (dashes) {
      const int current = year_of(now);
      parts.year = current - current % 100 + scan.digits(2);
      if (parts.year > current + 50) parts.year -= 100;
    } else {
      parts.year = scan.digits(4);
    }
    scan.literal(" ");
    parts.time(scan);
    scan.literal(" GMT");
  } else {
    scan.literal(" ");
    parts.month = scan.month();
    scan.literal(" ");
    if (scan.next_is(' ')) {
      scan.literal(" ");
      parts.day = scan.digits(1);
    } else {
      parts.day = scan.digits(2);
    }
    scan.literal(" ");
    parts.time(scan);
    scan.literal(" ");
    parts.year = scan.digits(4);
  }
  if (!scan.finished()) return std::nullopt;
  return assemble(parts);
}

std::string date_text(core::Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     day_names[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                     month_names[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, core::Instant now) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_digit)) {
    std::int64_t seconds = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (result.ec == std::errc::result_out_of_range) seconds = std::numeric_limits<std::int64_t>::max();
    return std::chrono::seconds(seconds);
  }
  const auto until = parse_date(text, now);
  if (!until) return std::nullopt;
  return std::max(std::chrono::seconds(0), std::chrono::ceil<std::chrono::seconds>(*until - now));
}

}  // namespace jauge::http
