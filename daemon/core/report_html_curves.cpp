#include "core/report_html_parts.hpp"

namespace jauge::core {

namespace {

std::vector<const Curve*> drawable(const HtmlContext& context, const ReportSubject& subject) {
  std::vector<const Curve*> curves;
  for (const Curve& curve : subject.own->curves) {
    if (!curve.cumulative.empty() && context.closure.parameters.measure.find(curve.indicator))
      curves.push_back(&curve);
  }
  return curves;
}

}  // namespace

std::string html_curves(const HtmlContext& context, const ReportSubject& subject) {
  if (!subject.own) return {};
  const auto curves = drawable(context, subject);
  if (curves.empty()) return {};
  std::vector<DayRow> rows;
  std::string out = "<h4>Au fil du mois</h4>\n<div class=\"curves\">\n";
  for (const Curve* curve : curves) {
    const Indicator& indicator = *context.closure.parameters.measure.find(curve->indicator);
    HtmlCurve drawn;
    drawn.title = indicator.label;
    drawn.cumulative = curve->cumulative;
    drawn.description =
        fmt::format("{} : {} au {}.", indicator.label, curve->cumulative.back(), curve->cumulative.size());
    drawn.days = context.closure.month().days();
    if (const Figure* figure = subject.own->gating_figure(curve->indicator)) {
      drawn.goal = curve_goal(indicator, *figure);
      if (drawn.goal) drawn.goal_label = fmt::format("cible : {}", french_number(*drawn.goal));
    }
    out += html_curve(drawn);
    rows.push_back({html_escape(indicator.label), curve->cumulative});
  }
  return out + "</div>\n" + html_day_table(rows, Language::fr);
}

}  // namespace jauge::core
