#include "connectors/imap/header.hpp"

#include <charconv>

namespace jauge::connectors::imap {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

bool begins(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && same(text.substr(0, word.size()), word);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Words and signs of a date, comments left out.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}
  std::string_view next() {
    skip();
    std::size_t size = 0;
    while (size < text_.size() &&
           std::string_view(" \t\r\n,:()").find(text_[size]) == std::string_view::npos &&
           !(size > 0 && text_[size] == '-')) {
      ++size;
    }
    const auto word = text_.substr(0, size);
    text_.remove_prefix(size);
    return word;
  }
  bool take(char sign) {
    skip();
    if (!text_.starts_with(sign)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool at_end() {
    skip();
    return text_.empty();
  }

 private:
  void skip() {
    int depth = 0;
    while (!text_.empty()) {
      const char c = text_.front();
      if (c == '(') ++depth;
      if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
      if (c == ')' && depth > 0) --depth;
      text_.remove_prefix(1);
    }
  }
  std::string_view text_;
};

std::optional<int> number(std::string_view text, std::size_t longest) {
  int value = 0;
  if (text.empty() || text.size() > longest) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<unsigned> month_number(std::string_view word) {
  constexpr std::array<std::string_view, 12> names{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
  for (unsigned i = 0; i < names.size(); ++i) {
    if (same(word, names[i])) return i + 1;
  }
  return std::nullopt;
}

std::optional<std::chrono::minutes> zone_offset(std::string_view word) {
  using std::chrono::minutes;
  if (word.size() == 5 && (word.front() == '+' || word.front() == '-')) {
    const auto digits = number(word.substr(1), 4);
    if (!digits || *digits % 100 > 59) return std::nullopt;
    const minutes offset(*digits / 100 * 60 + *digits % 100);
    return word.front() == '-' ? -offset : offset;
  }
  constexpr std::array<std::pair<std::string_view, int>, 11> obsolete{{{"UT", 0},
                                                                       {"GMT", 0},
                                                                       {"UTC", 0},
                                                                       {"Z", 0},
                                                                       {"EST", -5},
                                                                       {"EDT", -4},
                                                                       {"CST", -6},
                                                                       {"CDT", -5},
                                                                       {"MST", -7},
                                                                       {"MDT", -6},
                                                                       {"PST", -8}}};
  for (const auto& [name, hours] : obsolete) {
    if (same(word, name)) return minutes(hours * 60);
  }
  // Any other name tells nothing: universal time (RFC 5322, 4.3).
  const bool letters = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
  });
  return letters ? std::optional(minutes(0)) : std::nullopt;
}

}  // namespace

std::optional<std::string> field(std::string_view header, std::string_view name) {
  std::optional<std::string> value;
  for (std::size_t at = 0; at < header.size();) {
    auto end = header.find('\n', at);
    if (end == std::string_view::npos) end = header.size();
    auto line = header.substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(' ') || line.starts_with('\t')) {
      if (value) value->append(" ").append(trimmed(line));
      continue;
    }
    if (value) break;
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && same(trimmed(line.substr(0, colon)), name))
      value = std::string(trimmed(line.substr(colon + 1)));
  }
  if (value) *value = std::string(trimmed(*value));
  return value;
}

std::string_view message_id(std::string_view value) {
  const auto open = value.find('<');
  const auto close = value.find('>', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return value;
  return trimmed(value.substr(open + 1, close - open - 1));
}

std::optional<core::Instant> parse_date(std::string_view text) {
  using namespace std::chrono;
  Words words(text);
  auto word = words.next();
  const bool named = !word.empty() && lower(word.front()) >= 'a' && lower(word.front()) <= 'z';
  if (named) {  // the weekday
    words.take(',');
    word = words.next();
  }
  const auto day_number = number(word, 2);
  words.take('-');
  const auto month = month_number(words.next());
  words.take('-');
  const auto year_word = words.next();
  auto year_number = number(year_word, 4);
  const auto hour = number(words.next(), 2);
  if (!words.take(':')) return std::nullopt;
  const auto minute = number(words.next(), 2);
  std::optional<int> second = 0;
  if (words.take(':')) second = number(words.next(), 2);
  const auto zone_word = words.next();
  const auto offset = zone_offset(zone_word);
  if (!day_number || !month || !year_number || !hour || !minute || !second || !offset || !words.at_end())
    return std::nullopt;
  if (year_word.size() == 2) *year_number += *year_number < 50 ? 2000 : 1900;
  if (year_word.size() == 3) *year_number += 1900;
  const year_month_day date(year(*year_number), std::chrono::month(*month),
                            day(static_cast<unsigned>(*day_number)));
  // A leap second is the one before it.
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return core::Instant(sys_days(date)) + hours(*hour) + minutes(*minute) + seconds(std::min(*second, 59)) -
         *offset;
}

bool is_automatic(std::string_view header) {
  const auto submitted = field(header, "Auto-Submitted");
  if (submitted && !begins(*submitted, "no")) return true;
  const auto type = field(header, "Content-Type");
  return type && begins(*type, "multipart/report");
}

}  // namespace jauge::connectors::imap
