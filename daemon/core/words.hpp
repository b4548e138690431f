#pragma once
// How values are written for a person, in either language: the reports, the dashboard and the command line
// say them alike. Plain text, with no-break spaces where a line must not break.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/closure.hpp"
#include "core/message.hpp"

namespace jauge::core {

/// "1 284"; "1,284".
std::string number_words(std::int64_t number, Language language);
/// Tenths: "83,6"; "83.6".
std::string tenths_words(std::int64_t tenths, Language language);
/// Tenths of a percent: "83,6 %"; "83.6%".
std::string percent_words(std::int64_t tenths, Language language);
/// "75 000 €"; "€75,000". Cents are shown when there are some.
std::string euro_words(std::int64_t cents, Language language);

/// "octobre 2026"; "October 2026".
std::string month_words(Month month, Language language);
/// "oct."; "Oct". Without the year.
std::string_view short_month_words(Month month, Language language);
/// "1er novembre 2026"; "1 November 2026".
std::string day_words(Day day, Language language);
/// "6 novembre 2026 à 06:00" in `zone`.
std::string time_words(Instant instant, const Zone& zone, Language language);
/// The same, short: "6 nov. 2026, 06:00".
std::string short_time_words(Instant instant, const Zone& zone, Language language);
/// "45 min", "3 h 05", "2 jours 4 h".
std::string duration_words(std::int64_t minutes, Language language);

/// "83,6 %", "1 284", "≥ 12" of a lower bound, "non calculable".
std::string value_words(const Indicator& indicator, const Figure& figure, Language language);
/// "80,0 %", "10", "non fixée".
std::string target_words(const Indicator& indicator, const Figure& figure, Language language);
/// "61 / 73"; "?" for what is not known; empty where nothing is.
std::string fraction_words(const Figure& figure, Language language);
std::string window_words(Window window, Language language);

/// What the French data says, in `language` (schema/english.toml); French where it has no English.
std::string_view label_words(const Indicator& indicator, Language language);
std::string_view kind_words(const FactKinds& kinds, std::string_view kind, Language language);
/// The sentence of a code of schema/report/codes.toml.
std::string_view code_words(std::string_view code, Language language);
/// A sentence in `language`; an argument that is the French label of an indicator of `measures` follows it.
std::string sentence_words(const Message& sentence,
                           const std::map<std::string, Measure, std::less<>>& measures, Language language);
/// A flag in words, its numbers included.
std::string flag_words(const Flag& flag, Language language);

}  // namespace jauge::core
