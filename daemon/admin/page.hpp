#pragma once
// The pages of the dashboard. Pure: a snapshot and a language give HTML. Only for page*.cpp and
// dashboard.cpp.
#include <string>
#include <vector>

#include "admin/snapshot.hpp"
#include "core/html_figures.hpp"

namespace jauge::admin {

/// What every page is written from.
struct PageContext {
  const Snapshot& snapshot;
  const engine::Settings& settings;
  core::Language language = core::Language::fr;
  std::string other_language;  // address of the same page in the other language
  std::string root;            // of the pages in this language to the default language's: "" or "../"

  std::string text(const core::Message& message) const { return core::render(message, language); }
  /// Escaped.
  std::string html(const core::Message& message) const { return core::html_escape(text(message)); }
  /// Local time of the project.
  std::string time(core::Instant instant) const;
  /// Short; "—" where there is none.
  std::string short_time(const std::optional<core::Instant>& instant) const;
  const core::Establishment* establishment(const core::Finess& finess) const;
};

/// What the tables of figures are written from.
core::FigureContext figure_context(const PageContext& page, const engine::MonthFigures& figures);

/// The whole document: the band with the navigation, `main`, the foot. `here`: the page's own name.
std::string frame(const PageContext& page, std::string_view here, std::string_view title,
                  const std::string& main);

std::string overview_page(const PageContext& page);
std::string month_page(const PageContext& page, const engine::MonthFigures& figures);
std::string establishment_page(const PageContext& page, const core::Finess& finess);
std::string sources_page(const PageContext& page);
std::string reports_page(const PageContext& page);
/// For an address where there is nothing.
std::string missing_page(const PageContext& page);

// ── Parts ────────────────────────────────────────────────────────────────────────────────────────

/// What there is to do now: the engine's advice, then what keeps establishments from their targets.
std::string todo_list(const PageContext& page, std::size_t most);
/// The gate of a month: dial, sentence, amounts, dates.
std::string hero(const PageContext& page, const engine::MonthFigures& figures, const std::string& stats);
/// The gates of the last twelve months: columns and table.
std::string gate_history(const PageContext& page);
/// An indicator of an establishment: its value, its curve, its twelve months.
std::string indicator_card(const PageContext& page, const core::FigureContext& figures,
                           const core::ReportSubject& subject, const core::Indicator& indicator);

std::string establishment_name(const core::Finess& finess);  // "esms-670000165.html"
std::string month_name(core::Month month);                   // "mois-2026-10.html"
/// "rapport-44-2026-10-r0"; its files end in .html, .asice and .accuse.
std::string report_name(const engine::ReportView& report);

}  // namespace jauge::admin
