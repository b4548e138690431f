#pragma once
// Figures as HTML, in either language: what the report and the dashboard show alike. Everything returned is
// HTML.
#include <string>
#include <string_view>

#include "core/html.hpp"
#include "core/message.hpp"
#include "core/report_parts.hpp"
#include "core/words.hpp"

namespace jauge::core {

/// What the figures of a month are written from.
struct FigureContext {
  const Closure& closure;
  Language language = Language::fr;
  std::vector<ReportSubject> subjects;
  std::string link_before = "#esms-";  // the address of an establishment: its FINESS between these two
  std::string link_after = {};

  /// A sentence as text, not yet HTML.
  std::string text(const Message& message) const { return render(message, language); }
};

// ── Words ────────────────────────────────────────────────────────────────────────────────────────

HtmlMark mark_of(Outcome outcome);
/// The outcome of a target, shape and words; of none, "sans objet".
std::string outcome_words(const std::optional<Outcome>& outcome, Language language);
/// The state of a gate, shape and words.
std::string gate_words(const ReportSubject& subject, Language language);
/// In the reader's language, escaped; the id itself of an indicator that the measure does not know.
std::string indicator_label(const FigureContext& context, std::string_view indicator);

// ── Parts ────────────────────────────────────────────────────────────────────────────────────────

/// The table of every ESMS and criterion at a glance, with its legend.
std::string html_overview(const FigureContext& context);
/// What must be known to read a value right: a list of sentences, empty when there is nothing.
std::string html_notes(const FigureContext& context, const ReportSubject& subject, const Figure& figure);
/// The tables of rates, counts and supplementary indicators of a subject.
std::string html_figures(const FigureContext& context, const ReportSubject& subject);
/// Rows that were not taken, folded; empty when there are none.
std::string html_fates(const FigureContext& context, const ReportSubject& subject);

/// What the target asks within the month: a share of the denominator held, or a number of the month's events.
std::optional<std::int64_t> curve_goal(const Indicator& indicator, const Figure& figure);
/// Cumulative values as text: a column per day on which a row rises, and the month's first and last.
struct DayRow {
  std::string name;  // HTML
  std::vector<std::int64_t> cumulative;
};
std::string html_day_table(const std::vector<DayRow>& rows, Language language);

}  // namespace jauge::core
