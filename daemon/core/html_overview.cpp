#include "core/html_figures.hpp"

namespace jauge::core {

namespace {

Message hidden_words(Outcome outcome) {
  switch (outcome) {
    case Outcome::met:
      return msg(", target reached");
    case Outcome::not_met:
      return msg(", target not reached");
    case Outcome::undetermined:
      return msg(", undetermined");
    case Outcome::exempt:
      break;
  }
  return msg(", exempt");
}

std::string cell(const FigureContext& context, const ReportSubject& subject, const Indicator& indicator) {
  const auto figure = std::ranges::find_if(
      *subject.figures, [&](const Figure& of) { return of.gating && of.indicator == indicator.id; });
  if (figure == subject.figures->end() || !subject.is_live()) return "<span class=\"soft\">—</span>";
  const std::string value =
      figure->computable() ? value_words(indicator, *figure, context.language) : context.text(msg("n/c"));
  if (!figure->outcome) return value;
  // The shape tells the outcome to the eye, the hidden words to a screen reader.
  return html_mark(mark_of(*figure->outcome), value) +
         fmt::format("<span class=\"hidden\">{}</span>",
                     html_escape(context.text(hidden_words(*figure->outcome))));
}

std::string name(const FigureContext& context, const ReportSubject& subject) {
  if (!subject.establishment) {
    if (subject.id != "REGION") return html_escape(context.text(msg("Project")));
    const auto regions = std::ranges::count(context.subjects, "REGION", &ReportSubject::id);
    return html_escape(context.text(msg("Region")) + (regions > 1 ? " " + subject.region : ""));
  }
  return fmt::format("<a href=\"{}{}{}\">{}</a>", context.link_before, html_escape(subject.id),
                     context.link_after, html_escape(subject.name));
}

}  // namespace

std::string html_overview(const FigureContext& context) {
  std::vector<const Indicator*> shown;
  HtmlTable table;
  table.caption = context.text(msg("Every establishment and every criterion"));
  table.columns.push_back({context.text(msg("Establishment"))});
  for (const Indicator& indicator : context.closure.parameters.measure.indicators) {
    if (indicator.supplementary) continue;
    shown.push_back(&indicator);
    table.columns.push_back({std::string(label_words(indicator, context.language)), true});
  }
  table.columns.push_back({context.text(msg("Usage criteria"))});
  for (const ReportSubject& subject : context.subjects) {
    std::vector<std::string> row{name(context, subject)};
    for (const Indicator* indicator : shown) row.push_back(cell(context, subject, *indicator));
    row.push_back(gate_words(subject, context.language));
    table.rows.push_back(std::move(row));
    if (!subject.establishment) ++table.sums;
  }
  const auto entry = [&](HtmlMark mark, const Message& words) {
    return html_mark(mark, "") + " " + html_escape(context.text(words));
  };
  const std::string legend = entry(HtmlMark::good, msg("target reached")) + " · " +
                             entry(HtmlMark::bad, msg("not reached")) + " · " +
                             entry(HtmlMark::open, msg("undetermined")) + " · " +
                             entry(HtmlMark::neutral, msg("exempt or not asked")) + " · " +
                             html_escape(context.text(msg("n/c: not computable"))) + " · " +
                             html_escape(context.text(msg("≥: lower bound")));
  return fmt::format("<div class=\"overview\">\n{}</div>\n<p class=\"soft legend\">{}</p>\n",
                     html_table(table), legend);
}

}  // namespace jauge::core
