#include "core/report_html_parts.hpp"

namespace jauge::core {

std::string french_number(std::int64_t number) {
  return number_words(number, Language::fr);
}

std::string french_day(Day day) {
  return day_words(day, Language::fr);
}

std::string french_instant(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  return fmt::format("{} à {} UTC", french_day(Day(day.time_since_epoch())), utc_text(instant).substr(11, 5));
}

std::string kind_label(const Closure& closure, std::string_view kind) {
  const FactKind* found = find_kind(closure.kinds, kind);
  return html_escape(found ? std::string_view(found->label) : kind);
}

}  // namespace jauge::core
