#include "core/words.hpp"

#include "core/codes.hpp"
#include "core/report_parts.hpp"
#include "core/schema.hpp"

namespace jauge::core {
namespace {

constexpr std::string_view narrow_space = "\u202F";  // no-break, between groups of three digits
constexpr std::string_view space = "\u00A0";         // no-break, before a unit

bool french(Language language) {
  return language == Language::fr;
}

const std::vector<Code>& english() {
  static const std::vector<Code> all = parse_codes(schema_file("english.toml"));
  return all;
}

std::string_view find(const std::vector<Code>& codes, std::string_view section, std::string_view code) {
  for (const Code& entry : codes) {
    if (entry.code == code && (section.empty() ? entry.section != "kind" && entry.section != "indicator"
                                               : entry.section == section)) {
      return entry.sentence;
    }
  }
  return {};
}

/// Of a code that ends in a number ("repris-de-r2"), that of the code without it.
std::string_view english_sentence(std::string_view code) {
  if (const auto sentence = find(english(), "", code); !sentence.empty()) return sentence;
  const auto last = code.find_last_not_of("0123456789");
  return last == code.npos ? std::string_view{} : find(english(), "", code.substr(0, last + 1));
}

}  // namespace

std::string number_words(std::int64_t number, Language language) {
  std::string digits = fmt::format("{}", number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, french(language) ? narrow_space : std::string_view(","));
  }
  return digits;
}

std::string tenths_words(std::int64_t tenths, Language language) {
  std::string text = french_tenths(tenths);
  if (!french(language)) std::ranges::replace(text, ',', '.');
  return text;
}

std::string percent_words(std::int64_t tenths, Language language) {
  return fmt::format("{}{}%", tenths_words(tenths, language), french(language) ? space : std::string_view());
}

std::string euro_words(std::int64_t cents, Language language) {
  std::string amount = number_words(cents / 100, language);
  if (cents % 100 != 0) amount += fmt::format("{}{:02}", french(language) ? ',' : '.', cents % 100);
  return french(language) ? fmt::format("{}{}€", amount, space) : fmt::format("€{}", amount);
}

std::string month_words(Month month, Language language) {
  static constexpr std::string_view names[] = {"January",   "February", "March",    "April",
                                               "May",       "June",     "July",     "August",
                                               "September", "October",  "November", "December"};
  return french(language) ? month.french() : fmt::format("{} {}", names[month.month() - 1], month.year());
}

std::string_view short_month_words(Month month, Language language) {
  static constexpr std::string_view in_french[] = {"janv.", "févr.", "mars",  "avr.", "mai",  "juin",
                                                   "juil.", "août",  "sept.", "oct.", "nov.", "déc."};
  static constexpr std::string_view in_english[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return french(language) ? in_french[month.month() - 1] : in_english[month.month() - 1];
}

std::string day_words(Day day, Language language) {
  const auto number = static_cast<unsigned>(std::chrono::year_month_day(day).day());
  return fmt::format("{}{} {}", number, french(language) && number == 1 ? "er" : "",
                     month_words(Month::of(day), language));
}

std::string time_words(Instant instant, const Zone& zone, Language language) {
  const LocalTime local = zone.to_local(instant);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - day).count();
  return fmt::format("{}{}{:02}:{:02}", day_words(day, language), french(language) ? " à " : ", ",
                     minutes / 60, minutes % 60);
}

std::string short_time_words(Instant instant, const Zone& zone, Language language) {
  const LocalTime local = zone.to_local(instant);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - day).count();
  const auto month = Month::of(day);
  return fmt::format("{}{}{}{}{}, {:02}:{:02}", static_cast<unsigned>(std::chrono::year_month_day(day).day()),
                     space, short_month_words(month, language), space, month.year(), minutes / 60,
                     minutes % 60);
}

std::string duration_words(std::int64_t minutes, Language language) {
  if (minutes < 60) return fmt::format("{} min", minutes);
  if (minutes < 48 * 60) return fmt::format("{} h {:02}", minutes / 60, minutes % 60);
  return render(msg("{0} days {1} h", minutes / (24 * 60), minutes % (24 * 60) / 60), language);
}

std::string value_words(const Indicator& indicator, const Figure& figure, Language language) {
  if (shown_value(indicator, figure).empty()) {
    return render(msg("not computable"), language);
  }
  const std::string bound = figure.has_flag("minorant") ? fmt::format("≥{}", space) : std::string();
  if (!is_ratio(indicator)) return bound + number_words(*figure.numerator, language);
  return bound + percent_words(percent_tenths(*figure.numerator, *figure.denominator), language);
}

std::string target_words(const Indicator& indicator, const Figure& figure, Language language) {
  if (!figure.target) return render(msg("not set"), language);
  return is_ratio(indicator) ? percent_words(*figure.target, language)
                             : number_words(*figure.target, language);
}

std::string fraction_words(const Figure& figure, Language language) {
  const auto part = [&](const std::optional<std::int64_t>& number) {
    return number ? number_words(*number, language) : std::string("?");
  };
  if (!figure.numerator && !figure.denominator) return {};
  return fmt::format("{} / {}", part(figure.numerator), part(figure.denominator));
}

std::string window_words(Window window, Language language) {
  switch (window) {
    case Window::month:
      return render(msg("Month"), language);
    case Window::three_months:
      return render(msg("3 months"), language);
    case Window::since_start:
      break;
  }
  return render(msg("Since the start"), language);
}

std::string_view label_words(const Indicator& indicator, Language language) {
  if (!french(language)) {
    if (const auto words = find(english(), "indicator", indicator.id); !words.empty()) return words;
  }
  return indicator.label;
}

std::string_view kind_words(const FactKinds& kinds, std::string_view kind, Language language) {
  if (!french(language)) {
    if (const auto words = find(english(), "kind", kind); !words.empty()) return words;
  }
  const FactKind* found = find_kind(kinds, kind);
  return found ? std::string_view(found->label) : kind;
}

std::string_view code_words(std::string_view code, Language language) {
  if (!french(language)) {
    if (const auto sentence = english_sentence(code); !sentence.empty()) return sentence;
  }
  return code_sentence(code);
}

std::string sentence_words(const Message& sentence,
                           const std::map<std::string, Measure, std::less<>>& measures, Language language) {
  Message localised = sentence;
  for (auto& argument : localised.arguments) {
    for (const auto& [id, measure] : measures) {
      const auto found = std::ranges::find(measure.indicators, argument, &Indicator::label);
      if (found != measure.indicators.end()) {
        argument = label_words(*found, language);
        break;
      }
    }
  }
  return render(localised, language);
}

std::string flag_words(const Flag& flag, Language language) {
  if (french(language)) return flag_sentence(flag);
  std::string sentence(code_words(flag.code, language));
  if (sentence.empty()) sentence = flag.code + ".";
  if (!flag.number) return sentence;
  if (sentence.ends_with('.')) sentence.pop_back();
  sentence += fmt::format(" ({}", *flag.number);
  if (flag.of) sentence += fmt::format(" of {}", *flag.of);
  return sentence + ").";
}

}  // namespace jauge::core
