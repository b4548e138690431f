#pragma once
// The parts of rapport.html and how it words values. Everything returned is HTML. Only for report_html*.cpp.
#include <string>
#include <string_view>

#include "core/html.hpp"
#include "core/report_parts.hpp"

namespace jauge::core {

/// What every part of the page is written from.
struct HtmlContext {
  const Closure& closure;
  const ReportIdentity& identity;
  const Digest& json_sha256;
  std::vector<ReportSubject> subjects;
};

// ── Words ────────────────────────────────────────────────────────────────────────────────────────

/// "1 284", with narrow no-break spaces.
std::string french_number(std::int64_t number);
/// "6 novembre 2026".
std::string french_day(Day day);
/// "6 novembre 2026 à 05:00 UTC".
std::string french_instant(Instant instant);
/// "83,6 %", "1 284", "≥ 12" of a lower bound, "non calculable".
std::string value_words(const Indicator& indicator, const Figure& figure);
/// "80,0 %", "10", "non fixée".
std::string target_words(const Indicator& indicator, const Figure& figure);
std::string indicator_label(const Closure& closure, std::string_view indicator);
std::string kind_label(const Closure& closure, std::string_view kind);

HtmlMark mark_of(Outcome outcome);
/// The outcome of a target, shape and words; of none, a dash.
std::string outcome_words(const std::optional<Outcome>& outcome);
/// The state of a gate, shape and words.
std::string gate_words(const ReportSubject& subject);

// ── Parts ────────────────────────────────────────────────────────────────────────────────────────

/// The table of every ESMS and criterion at a glance.
std::string html_overview(const HtmlContext& context);
/// The tables of rates, counts and supplementary indicators of a subject.
std::string html_figures(const HtmlContext& context, const ReportSubject& subject);
/// The daily curves with their table; empty when there are none.
std::string html_curves(const HtmlContext& context, const ReportSubject& subject);
/// Rows that were not taken, folded; empty when there are none.
std::string html_fates(const HtmlContext& context, const ReportSubject& subject);
/// Digests of the sets, folded; empty when there are none.
std::string html_evidence(const HtmlContext& context, const ReportSubject& subject);
std::string html_rule(const HtmlContext& context);
std::string html_sources(const HtmlContext& context);
std::string html_verification(const HtmlContext& context);
std::string html_attestation(const HtmlContext& context);

}  // namespace jauge::core
