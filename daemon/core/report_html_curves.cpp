#include "core/report_html_parts.hpp"

namespace jauge::core {

namespace {

// What the target asks within the month: a share of the denominator held, or a number of the month's events.
std::optional<std::int64_t> goal(const Indicator& indicator, const Figure& figure) {
  if (!figure.target || *figure.target <= 0) return std::nullopt;
  if (!is_ratio(indicator)) return figure.window == Window::month ? figure.target : std::nullopt;
  if (!figure.denominator) return std::nullopt;
  return (*figure.target * *figure.denominator + 999) / 1000;
}

std::vector<const Curve*> drawable(const HtmlContext& context, const ReportSubject& subject) {
  std::vector<const Curve*> curves;
  for (const Curve& curve : subject.own->curves) {
    if (!curve.cumulative.empty() && context.closure.parameters.measure.find(curve.indicator))
      curves.push_back(&curve);
  }
  return curves;
}

// The values as text: a column per day on which a curve rises, and the month's first and last.
std::string day_table(const HtmlContext& context, const std::vector<const Curve*>& curves) {
  std::size_t days = 0;
  for (const Curve* curve : curves) days = std::max(days, curve->cumulative.size());
  const auto at = [](const Curve& curve, std::size_t day) {
    return curve.cumulative[std::min(day, curve.cumulative.size() - 1)];
  };

  HtmlTable table;
  table.caption = "Valeurs cumulées aux jours où l'une d'elles change";
  table.columns.push_back({"Jour du mois"});
  for (const Curve* curve : curves) {
    table.rows.push_back({indicator_label(context.closure, curve->indicator)});
  }
  for (std::size_t day = 0; day < days; ++day) {
    const bool changes = std::ranges::any_of(
        curves, [&](const Curve* curve) { return day == 0 || at(*curve, day) != at(*curve, day - 1); });
    if (!changes && day + 1 != days) continue;
    table.columns.push_back({fmt::format("{}", day + 1), true});
    for (std::size_t i = 0; i < curves.size(); ++i) {
      table.rows[i].push_back(french_number(at(*curves[i], day)));
    }
  }
  return "<div class=\"days\">\n" + html_table(table) + "</div>\n";
}

}  // namespace

std::string html_curves(const HtmlContext& context, const ReportSubject& subject) {
  if (!subject.own) return {};
  const auto curves = drawable(context, subject);
  if (curves.empty()) return {};
  std::string out = "<h4>Au fil du mois</h4>\n<div class=\"curves\">\n";
  for (const Curve* curve : curves) {
    const Indicator& indicator = *context.closure.parameters.measure.find(curve->indicator);
    HtmlCurve drawn;
    drawn.title = indicator.label;
    drawn.cumulative = curve->cumulative;
    drawn.days = context.closure.month().days();
    if (const Figure* figure = subject.own->gating_figure(curve->indicator)) {
      drawn.goal = goal(indicator, *figure);
      if (drawn.goal) drawn.goal_label = fmt::format("cible : {}", french_number(*drawn.goal));
    }
    out += html_curve(drawn);
  }
  return out + "</div>\n" + day_table(context, curves);
}

}  // namespace jauge::core
