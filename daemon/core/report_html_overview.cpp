#include "core/report_html_parts.hpp"

namespace jauge::core {

namespace {

std::string_view hidden_words(const std::optional<Outcome>& outcome) {
  if (!outcome) return "";
  switch (*outcome) {
    case Outcome::met:
      return ", cible atteinte";
    case Outcome::not_met:
      return ", cible non atteinte";
    case Outcome::undetermined:
      return ", indéterminé";
    case Outcome::exempt:
      break;
  }
  return ", exempté";
}

std::string cell(const ReportSubject& subject, const Indicator& indicator) {
  const auto figure = std::ranges::find_if(
      *subject.figures, [&](const Figure& of) { return of.gating && of.indicator == indicator.id; });
  if (figure == subject.figures->end() || !subject.is_live()) return "<span class=\"soft\">—</span>";
  const std::string value = figure->computable() ? value_words(indicator, *figure) : "n. c.";
  if (!figure->outcome) return value;
  // The shape tells the outcome to the eye, the hidden words to a screen reader.
  return html_mark(mark_of(*figure->outcome), value) +
         fmt::format("<span class=\"hidden\">{}</span>", hidden_words(figure->outcome));
}

std::string name(const ReportSubject& subject) {
  if (!subject.establishment) return html_escape(subject.id == "REGION" ? "Région" : "Projet");
  return fmt::format("<a href=\"#esms-{}\">{}</a>", html_escape(subject.id), html_escape(subject.name));
}

}  // namespace

std::string html_overview(const HtmlContext& context) {
  std::vector<const Indicator*> shown;
  HtmlTable table;
  table.caption = "Chaque ESMS et chaque critère";
  table.columns.push_back({"ESMS"});
  for (const Indicator& indicator : context.closure.parameters.measure.indicators) {
    if (indicator.supplementary) continue;
    shown.push_back(&indicator);
    table.columns.push_back({indicator.label, true});
  }
  table.columns.push_back({"Critères d'utilisation"});
  for (const ReportSubject& subject : context.subjects) {
    std::vector<std::string> row{name(subject)};
    for (const Indicator* indicator : shown) row.push_back(cell(subject, *indicator));
    row.push_back(gate_words(subject));
    table.rows.push_back(std::move(row));
    if (!subject.establishment) ++table.sums;
  }
  const std::string legend =
      fmt::format("{} cible atteinte · {} non atteinte · {} indéterminée · {} exemptée ou sans objet",
                  html_mark(HtmlMark::good, ""), html_mark(HtmlMark::bad, ""), html_mark(HtmlMark::open, ""),
                  html_mark(HtmlMark::neutral, ""));
  return fmt::format(
      "<div class=\"overview\">\n{}</div>\n<p class=\"soft legend\">{} · n. c. : non calculable · ≥ : "
      "minorant</p>\n",
      html_table(table), legend);
}

}  // namespace jauge::core
