#include "core/report_html_parts.hpp"

namespace jauge::core {

namespace {

constexpr std::string_view narrow_space = "\u202F";  // no-break, between groups of three digits
constexpr std::string_view space = "\u00A0";         // no-break, before a unit

}  // namespace

std::string french_number(std::int64_t number) {
  std::string digits = fmt::format("{}", number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, narrow_space);
  }
  return digits;
}

std::string french_day(Day day) {
  const std::chrono::year_month_day date(day);
  const auto number = static_cast<unsigned>(date.day());
  return fmt::format("{}{} {}", number, number == 1 ? "er" : "", Month::of(day).french());
}

std::string french_instant(Instant instant) {
  const std::string utc = utc_text(instant);
  const auto day = parse_day(std::string_view(utc).substr(0, 10));
  return fmt::format("{} à {} UTC", day ? french_day(*day) : std::string(), utc.substr(11, 5));
}

std::string value_words(const Indicator& indicator, const Figure& figure) {
  const std::string value = shown_value(indicator, figure);
  if (value.empty()) return "non calculable";
  const std::string bound = figure.has_flag("minorant") ? fmt::format("≥{}", space) : std::string();
  if (!is_ratio(indicator)) return bound + french_number(*figure.numerator);
  return bound + fmt::format("{}{}%", value, space);
}

std::string target_words(const Indicator& indicator, const Figure& figure) {
  if (!figure.target) return "non fixée";
  if (!is_ratio(indicator)) return french_number(*figure.target);
  return fmt::format("{}{}%", french_tenths(*figure.target), space);
}

std::string indicator_label(const Closure& closure, std::string_view indicator) {
  const Indicator* found = closure.parameters.measure.find(indicator);
  return html_escape(found ? std::string_view(found->label) : indicator);
}

std::string kind_label(const Closure& closure, std::string_view kind) {
  const FactKind* found = find_kind(closure.kinds, kind);
  return html_escape(found ? std::string_view(found->label) : kind);
}

HtmlMark mark_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::met:
      return HtmlMark::good;
    case Outcome::not_met:
      return HtmlMark::bad;
    case Outcome::undetermined:
      return HtmlMark::open;
    case Outcome::exempt:
      break;
  }
  return HtmlMark::neutral;
}

std::string outcome_words(const std::optional<Outcome>& outcome) {
  if (!outcome) return "<span class=\"soft\">sans objet</span>";
  switch (*outcome) {
    case Outcome::met:
      return html_mark(HtmlMark::good, "atteinte");
    case Outcome::not_met:
      return html_mark(HtmlMark::bad, "non atteinte");
    case Outcome::undetermined:
      return html_mark(HtmlMark::open, "indéterminée");
    case Outcome::exempt:
      break;
  }
  return html_mark(HtmlMark::neutral, "exemptée");
}

std::string gate_words(const ReportSubject& subject) {
  if (!subject.is_live()) return html_mark(HtmlMark::neutral, "DUI pas encore en service");
  switch (subject.gate->state) {
    case Outcome::met:
      return html_mark(HtmlMark::good, "remplis");
    case Outcome::not_met:
      return html_mark(HtmlMark::bad, "non remplis");
    case Outcome::undetermined:
    case Outcome::exempt:
      break;
  }
  return html_mark(HtmlMark::open, "indéterminés");
}

}  // namespace jauge::core
