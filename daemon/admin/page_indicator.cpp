#include "admin/actions.hpp"
#include "admin/page.hpp"

namespace jauge::admin {

using core::Figure;
using core::html_escape;
using core::HtmlMark;
using core::Indicator;
using core::msg;

namespace {

const core::Establishment& about(const core::ReportSubject& subject) {
  return *subject.establishment;
}

HtmlMark mark_of(const Figure& figure) {
  return figure.outcome ? core::mark_of(*figure.outcome) : HtmlMark::neutral;
}

/// What is counted, in a word: files of a rate, events of a count.
std::string unit(const PageContext& page, const Indicator& indicator) {
  return page.text(core::is_ratio(indicator) ? msg("files") : msg("events"));
}

std::string value(const PageContext& page, const Indicator& indicator, const Figure& figure) {
  const auto words = core::value_words(indicator, figure, page.language);
  std::string out = fmt::format("<div class=\"top\"><p class=\"value{}\">{}</p>{}</div>\n",
                                figure.computable() ? "" : " long", html_escape(words),
                                core::outcome_words(figure.outcome, page.language));
  std::string beside;
  if (core::is_ratio(indicator)) {
    if (const auto fraction = core::fraction_words(figure, page.language); !fraction.empty()) {
      beside = page.text(msg("{0} files", fraction));
    }
  } else {
    beside = core::window_words(figure.window, page.language);
  }
  if (figure.target) {
    if (!beside.empty()) beside += " · ";
    beside += page.text(msg("target {0}", core::target_words(indicator, figure, page.language)));
  }
  return out + fmt::format("<p class=\"soft\">{}</p>\n", html_escape(beside));
}

std::string bar(const Indicator& indicator, const Figure& figure) {
  if (!core::is_ratio(indicator) || core::shown_value(indicator, figure).empty()) return {};
  return core::html_bar(
      {core::percent_tenths(*figure.numerator, *figure.denominator), figure.target, mark_of(figure)});
}

/// What a month's curve starts from: of a window over several months, what the earlier ones gave.
std::int64_t base_of(const Figure& figure, const core::Curve& curve) {
  if (figure.window == core::Window::month || !figure.numerator || curve.cumulative.empty()) return 0;
  return std::max<std::int64_t>(0, *figure.numerator - curve.cumulative.back());
}

std::vector<std::int64_t> raised(std::vector<std::int64_t> cumulative, std::int64_t base) {
  for (auto& count : cumulative) count += base;
  return cumulative;
}

const core::Curve* find_curve(const core::EstablishmentFigures& figures, const std::string& indicator) {
  const auto found = std::ranges::find(figures.curves, indicator, &core::Curve::indicator);
  return found == figures.curves.end() || found->cumulative.empty() ? nullptr : &*found;
}

struct Curves {
  std::vector<std::int64_t> now;
  std::vector<std::int64_t> before;
};

Curves curves_of(const PageContext& page, const core::ReportSubject& subject, const Figure& figure) {
  Curves curves;
  const auto& current = page.snapshot.current;
  if (const auto* curve = find_curve(*subject.own, figure.indicator)) {
    curves.now = raised(curve->cumulative, base_of(figure, *curve));
    const auto today = about(subject).zone.day_of(page.snapshot.overview.now);
    const auto elapsed = std::clamp<std::int64_t>((today - current.month.first_day()).count() + 1, 0,
                                                  static_cast<std::int64_t>(curves.now.size()));
    curves.now.resize(static_cast<std::size_t>(elapsed));
  }
  if (!page.snapshot.previous) return curves;
  const auto& past = page.snapshot.previous->closure.establishments;
  const auto own = std::ranges::find(past, about(subject).finess, &core::EstablishmentFigures::finess);
  if (own == past.end()) return curves;
  const auto* gating = own->gating_figure(figure.indicator);
  if (const auto* curve = find_curve(*own, figure.indicator); curve && gating) {
    curves.before = raised(curve->cumulative, base_of(*gating, *curve));
  }
  return curves;
}

std::string swatch(std::string_view kind, const std::string& words) {
  return fmt::format(
      "<span><svg class=\"swatch\" aria-hidden=\"true\" viewBox=\"0 0 26 10\"><path class=\"{}\" d=\"M0 "
      "5h26\"/></svg>{}</span>",
      kind, html_escape(words));
}

std::string curve_part(const PageContext& page, const core::ReportSubject& subject,
                       const Indicator& indicator, const Figure& figure, std::string& tables) {
  const auto curves = curves_of(page, subject, figure);
  if (curves.now.empty() && curves.before.empty()) return {};
  const auto month = page.snapshot.current.month;
  core::HtmlCurve drawn;
  drawn.cumulative = curves.now;
  drawn.previous = curves.before;
  drawn.days = month.days();
  drawn.goal = core::curve_goal(indicator, figure);
  if (!drawn.goal && !core::is_ratio(indicator)) drawn.goal = figure.target;
  const auto label = std::string(core::label_words(indicator, page.language));
  const auto this_month = core::month_words(month, page.language);
  const auto last_month = core::month_words(month.previous(), page.language);
  drawn.description =
      page.text(msg("{0}, cumulative by day: {1} on day {2} of {3}.", label,
                    curves.now.empty() ? 0 : curves.now.back(), curves.now.size(), this_month));
  std::string key = swatch("line", this_month);
  std::vector<core::DayRow> rows{{html_escape(this_month), curves.now}};
  if (!curves.before.empty()) {
    drawn.description += " " + page.text(msg("{0}: {1} at its end.", last_month, curves.before.back()));
    key += swatch("past", last_month);
    rows.push_back({html_escape(last_month), curves.before});
  }
  if (drawn.goal) {
    drawn.description += " " + page.text(msg("Target: {0}.", *drawn.goal));
    key += swatch("goal", page.text(msg("target: {0} {1}", core::number_words(*drawn.goal, page.language),
                                        unit(page, indicator))));
  }
  tables += core::html_day_table(rows, page.language);
  return fmt::format("<h4>{}</h4>\n{}<p class=\"key\">{}</p>\n", page.html(msg("Day after day")),
                     core::html_curve(drawn), key);
}

std::string history_part(const PageContext& page, const core::ReportSubject& subject,
                         const Indicator& indicator, std::string& tables) {
  core::HtmlColumns columns;
  core::HtmlTable table;
  const bool rate = core::is_ratio(indicator);
  if (rate) columns.least_scale = 1000;
  const auto label = std::string(core::label_words(indicator, page.language));
  columns.description = page.text(msg("{0}, month after month; the table below says the same.", label));
  table.caption = page.text(msg("Month after month"));
  table.columns = {{page.text(msg("Month"))},
                   {page.text(msg("Value")), true},
                   {page.text(msg("Users' files")), true},
                   {page.text(msg("Target")), true},
                   {page.text(msg("Target reached"))},
                   {page.text(msg("Coverage")), true}};
  if (!rate) table.columns.erase(table.columns.begin() + 2);
  for (const auto& past : page.snapshot.history) {
    const auto* own = past.find(about(subject).finess);
    const auto* figure = own ? own->gating_figure(indicator.id) : nullptr;
    core::HtmlColumns::Column column;
    column.name = core::short_month_words(past.month, page.language);
    std::vector<std::string> row{html_escape(core::month_words(past.month, page.language))};
    if (figure && own->membership == core::Membership::counts) {
      column.goal = figure->target;
      column.mark = mark_of(*figure);
      if (!core::shown_value(indicator, *figure).empty()) {
        column.value =
            rate ? core::percent_tenths(*figure->numerator, *figure->denominator) : *figure->numerator;
        column.words = rate ? fmt::format("{}", (*column.value + 5) / 10)
                            : core::number_words(*column.value, page.language);
      }
      row.push_back(html_escape(core::value_words(indicator, *figure, page.language)));
      if (rate) row.push_back(core::fraction_words(*figure, page.language));
      row.push_back(html_escape(core::target_words(indicator, *figure, page.language)));
      row.push_back(core::outcome_words(figure->outcome, page.language));
      row.push_back(figure->coverage_tenths ? core::percent_words(*figure->coverage_tenths, page.language)
                                            : "—");
    } else {
      for (std::size_t i = 1; i < table.columns.size(); ++i) row.emplace_back("—");
    }
    columns.columns.push_back(std::move(column));
    table.rows.push_back(std::move(row));
  }
  std::ranges::reverse(table.rows);
  tables += core::html_table(table);
  return fmt::format("<h4>{}</h4>\n{}", page.html(msg("Twelve months")), core::html_columns(columns));
}

/// What is missing, and where the month is heading.
std::string outlook(const PageContext& page, const core::ReportSubject& subject, const Indicator& indicator) {
  const auto today = about(subject).zone.day_of(page.snapshot.overview.now);
  const auto gaps = core::gaps(page.snapshot.current.closure.parameters, *subject.own, today);
  const auto gap = std::ranges::find(gaps, indicator.id, &core::Gap::indicator);
  if (gap == gaps.end() || !gap->target || !gap->numerator) return {};
  std::string words;
  const auto missing = std::max(gap->missing.value_or(0), gap->missing_within.value_or(0));
  if (missing > 0) {
    words = page.text(
        msg("Missing: {0} {1}.", core::number_words(missing, page.language), unit(page, indicator)));
    if (gap->projected && gap->days_left > 0) {
      words += " " + page.text(msg("At this pace: {0} at the month's end.", *gap->projected));
    }
  }
  return words.empty() ? words : fmt::format("<p>{}</p>\n", html_escape(words));
}

std::string coverage(const PageContext& page, const Figure& figure) {
  if (!figure.coverage_tenths) return {};
  return fmt::format("<p class=\"soft\">{}</p>\n",
                     page.html(msg("Coverage of the readings: {0}",
                                   core::percent_words(*figure.coverage_tenths, page.language))));
}

}  // namespace

std::string indicator_card(const PageContext& page, const core::FigureContext& figures,
                           const core::ReportSubject& subject, const Indicator& indicator) {
  const auto* figure = subject.own->gating_figure(indicator.id);
  if (!figure) return {};
  const auto label = html_escape(core::label_words(indicator, page.language));
  std::string out = fmt::format("<article class=\"card\" aria-labelledby=\"{0}\">\n<h3 id=\"{0}\">{1}</h3>\n",
                                indicator.id, label);
  out += value(page, indicator, *figure) + bar(indicator, *figure) + outlook(page, subject, indicator);
  std::string tables;
  out += curve_part(page, subject, indicator, *figure, tables);
  out += history_part(page, subject, indicator, tables);
  out += coverage(page, *figure) + core::html_notes(figures, subject, *figure);
  out += core::html_details(page.text(msg("The values as tables")), tables);
  return out + "</article>\n";
}

}  // namespace jauge::admin
