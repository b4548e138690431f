#pragma once
// The parts of rapport.html, in French. Everything returned is HTML. Only for report_html*.cpp.
#include <string>
#include <string_view>

#include "core/html_figures.hpp"

namespace jauge::core {

/// What every part of the page is written from.
struct HtmlContext : FigureContext {
  const ReportIdentity& identity;
  const Digest& json_sha256;
};

/// "1 284", with narrow no-break spaces.
std::string french_number(std::int64_t number);
/// "6 novembre 2026".
std::string french_day(Day day);
/// "6 novembre 2026 à 05:00 UTC".
std::string french_instant(Instant instant);
std::string kind_label(const Closure& closure, std::string_view kind);

/// The daily curves with their table; empty when there are none.
std::string html_curves(const HtmlContext& context, const ReportSubject& subject);
/// Digests of the sets, folded; empty when there are none.
std::string html_evidence(const HtmlContext& context, const ReportSubject& subject);
std::string html_rule(const HtmlContext& context);
std::string html_sources(const HtmlContext& context);
std::string html_verification(const HtmlContext& context);
std::string html_attestation(const HtmlContext& context);

}  // namespace jauge::core
