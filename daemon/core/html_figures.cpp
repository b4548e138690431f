#include "core/html_figures.hpp"

namespace jauge::core {

namespace {

std::string note(std::string_view sentence) {
  return fmt::format("<li>{}</li>", html_escape(sentence));
}

// The figures of an indicator over its other windows.
std::vector<const Figure*> other_windows(const ReportSubject& subject, const Figure& gating) {
  std::vector<const Figure*> others;
  for (const Figure& figure : *subject.figures) {
    if (figure.indicator == gating.indicator && &figure != &gating) others.push_back(&figure);
  }
  return others;
}

// A roll-up repeats a flag with a number: the sum of the members' own numbers, else how many carry it.
std::string subject_flag_words(const FigureContext& context, const ReportSubject& subject, const Flag& flag) {
  std::string words = flag_words(flag, context.language);
  if (subject.establishment || !flag.number) return words;
  for (const EstablishmentFigures& member : context.closure.establishments) {
    for (const Figure& figure : member.figures) {
      const auto own = std::ranges::find(figure.flags, flag.code, &Flag::code);
      if (own != figure.flags.end() && own->number) return words;
    }
  }
  return words.insert(words.rfind(')'), " ESMS");
}

// The stated number and, where the sources counted too, theirs beside it (indicators §4).
std::string headcount_words(const FigureContext& context, const ReportSubject& subject,
                            const Figure& figure) {
  std::string words = context.text(msg("Stated headcount: {0}", figure.headcount_origin));
  const Indicator* indicator = context.closure.parameters.measure.find(figure.indicator);
  if (subject.own && indicator) {
    const auto& evidence = subject.own->evidence;
    const auto counted = std::ranges::find(evidence, indicator->denominator, &SetEvidence::kind);
    if (counted != evidence.end())
      words += context.text(msg("; counted: {0}", number_words(counted->members, context.language)));
  }
  return words + ".";
}

}  // namespace

std::string html_notes(const FigureContext& context, const ReportSubject& subject, const Figure& figure) {
  std::string list;
  if (!figure.computable()) list += note(code_words(figure.reason, context.language));
  for (const Flag& flag : figure.flags) {
    if (!flag.of) list += note(subject_flag_words(context, subject, flag));  // n of N stands in a column
  }
  for (const Figure* other : other_windows(subject, figure)) {
    const auto about = [&](std::string_view sentence) {
      list += note(context.text(msg("{0}: {1}", window_words(other->window, context.language), sentence)));
    };
    if (!other->computable() && other->reason != figure.reason)
      about(code_words(other->reason, context.language));
    for (const Flag& flag : other->flags) {
      if (!flag.of && !figure.has_flag(flag.code)) about(subject_flag_words(context, subject, flag));
    }
  }
  if (!figure.headcount_origin.empty()) {
    list += note(headcount_words(context, subject, figure));
  }
  if (figure.coverage_tenths && *figure.coverage_tenths < 1000 && figure.longest_gap_minutes > 0) {
    list += note(context.text(msg("Longest time without a read: {0}.",
                                  duration_words(figure.longest_gap_minutes, context.language))));
  }
  return list.empty() ? list : fmt::format("<ul class=\"notes\">{}</ul>", list);
}

namespace {

std::string name_cell(const FigureContext& context, const ReportSubject& subject, const Indicator& indicator,
                      const Figure& figure) {
  return html_escape(label_words(indicator, context.language)) + html_notes(context, subject, figure);
}

std::string soft(std::string_view text) {
  return fmt::format("<span class=\"soft\">{}</span>", text);
}

std::string value_cell(const FigureContext& context, const Indicator& indicator, const Figure& figure) {
  const std::string words = value_words(indicator, figure, context.language);
  return figure.computable() ? fmt::format("<span class=\"value\">{}</span>", words) : soft(words);
}

std::string rate_cell(const FigureContext& context, const Indicator& indicator, const Figure& figure) {
  std::string cell = value_cell(context, indicator, figure);
  if (shown_value(indicator, figure).empty()) return cell;
  HtmlBar bar;
  bar.tenths = percent_tenths(*figure.numerator, *figure.denominator);
  bar.target = figure.target;
  if (figure.outcome) bar.mark = mark_of(*figure.outcome);
  return cell + html_bar(bar);
}

std::string fraction_cell(const FigureContext& context, const Figure& figure) {
  const std::string words = fraction_words(figure, context.language);
  return words.empty() ? soft("—") : words;
}

std::string coverage_cell(const FigureContext& context, const Figure& figure) {
  return figure.coverage_tenths ? percent_words(*figure.coverage_tenths, context.language) : soft("—");
}

std::string target_cell(const FigureContext& context, const Indicator& indicator, const Figure& figure) {
  if (figure.outcome == Outcome::exempt) return soft(context.text(msg("exempt")));
  if (!figure.target && !figure.outcome) return soft("—");
  return html_escape(target_words(indicator, figure, context.language));
}

// An indicator with its gating figure.
using Line = std::pair<const Indicator*, const Figure*>;

template <class Wanted>
std::vector<Line> lines(const FigureContext& context, const ReportSubject& subject, Wanted wanted) {
  std::vector<Line> found;
  for (const Figure& figure : *subject.figures) {
    const Indicator* indicator = context.closure.parameters.measure.find(figure.indicator);
    if (figure.gating && indicator && wanted(*indicator)) found.emplace_back(indicator, &figure);
  }
  return found;
}

// Of a roll-up there is no target: how many could be counted and how many meet theirs stands in its place.
std::string share_cell(const Figure& figure, std::string_view code) {
  const auto flag = std::ranges::find(figure.flags, code, &Flag::code);
  if (flag == figure.flags.end() || !flag->number) return soft("—");
  return flag->of ? fmt::format("{} / {}", *flag->number, *flag->of) : fmt::format("{}", *flag->number);
}

// A project judged on its ratio carries targets on its roll-up.
bool is_judged(const ReportSubject& subject) {
  return subject.establishment || std::ranges::any_of(*subject.figures, [](const Figure& figure) {
           return figure.outcome.has_value();
         });
}

void add_closing_cells(const FigureContext& context, std::vector<std::string>& row,
                       const ReportSubject& subject, const Line& line) {
  const auto& [indicator, figure] = line;
  if (!subject.establishment) {
    row.push_back(share_cell(*figure, "calculables"));
    row.push_back(share_cell(*figure, "conformes"));
  }
  if (is_judged(subject)) {
    row.push_back(target_cell(context, *indicator, *figure));
    row.push_back(outcome_words(figure->outcome, context.language));
  }
  if (subject.establishment) row.push_back(coverage_cell(context, *figure));
}

void add_closing_columns(const FigureContext& context, HtmlTable& table, const ReportSubject& subject) {
  const auto add = [&](const Message& title, bool number) {
    table.columns.push_back({context.text(title), number});
  };
  if (!subject.establishment) {
    add(msg("Computable"), true);
    add(msg("Reaching the target"), true);
  }
  if (is_judged(subject)) {
    add(msg("Target"), true);
    add(msg("Target reached"), false);
  }
  if (subject.establishment) add(msg("Coverage"), true);
}

std::string rates_table(const FigureContext& context, const ReportSubject& subject) {
  HtmlTable table;
  table.caption = context.text(msg("Business rates"));
  table.columns = {{context.text(msg("Indicator"))},
                   {context.text(msg("Rate")), true},
                   {context.text(msg("Users' files")), true}};
  add_closing_columns(context, table, subject);
  for (const Line& line : lines(context, subject, [](const Indicator& indicator) {
         return !indicator.supplementary && is_ratio(indicator);
       })) {
    const auto& [indicator, figure] = line;
    table.rows.push_back({name_cell(context, subject, *indicator, *figure),
                          rate_cell(context, *indicator, *figure), fraction_cell(context, *figure)});
    add_closing_cells(context, table.rows.back(), subject, line);
  }
  return table.rows.empty() ? std::string() : html_table(table);
}

std::string not_computable_abbreviation(const FigureContext& context) {
  return fmt::format("<abbr title=\"{}\">{}</abbr>", html_escape(context.text(msg("not computable"))),
                     html_escape(context.text(msg("n/c"))));
}

std::string window_cell(const FigureContext& context, const ReportSubject& subject,
                        const Indicator& indicator, const Figure& gating, Window window) {
  std::vector<const Figure*> figures = other_windows(subject, gating);
  figures.push_back(&gating);
  const auto found = std::ranges::find(figures, window, &Figure::window);
  if (found == figures.end()) return soft("—");
  if (!(*found)->computable()) return soft(not_computable_abbreviation(context));
  const std::string words = value_words(indicator, **found, context.language);
  return *found == &gating ? fmt::format("<span class=\"gates\">{}</span>", words) : words;
}

std::string counts_table(const FigureContext& context, const ReportSubject& subject) {
  HtmlTable table;
  table.caption = context.text(msg("Shared services and platforms (the window that counts is underlined)"));
  table.columns = {{context.text(msg("Indicator"))}};
  for (const Window window : {Window::month, Window::three_months, Window::since_start}) {
    table.columns.push_back({window_words(window, context.language), true});
  }
  add_closing_columns(context, table, subject);
  for (const Line& line : lines(context, subject, [](const Indicator& indicator) {
         return !indicator.supplementary && !is_ratio(indicator);
       })) {
    const auto& [indicator, figure] = line;
    table.rows.push_back({name_cell(context, subject, *indicator, *figure)});
    for (const Window window : {Window::month, Window::three_months, Window::since_start}) {
      table.rows.back().push_back(window_cell(context, subject, *indicator, *figure, window));
    }
    add_closing_cells(context, table.rows.back(), subject, line);
  }
  return table.rows.empty() ? std::string() : html_table(table);
}

std::string detail_cell(const FigureContext& context, const ReportSubject& subject,
                        const Indicator& indicator, const Figure& figure) {
  if (is_ratio(indicator)) return fraction_cell(context, figure);
  std::string detail;
  for (const Figure* other : other_windows(subject, figure)) {
    if (!detail.empty()) detail += " · ";
    detail += context.text(msg("{0}: {1}", window_words(other->window, context.language),
                               value_words(indicator, *other, context.language)));
  }
  return detail.empty() ? soft("—") : detail;
}

std::string supplementary_table(const FigureContext& context, const ReportSubject& subject) {
  HtmlTable table;
  table.caption = context.text(msg("Supplementary indicators, without effect on the criteria"));
  table.columns = {{context.text(msg("Indicator"))},
                   {context.text(msg("Window"))},
                   {context.text(msg("Value")), true},
                   {context.text(msg("Detail")), true},
                   {context.text(msg("Coverage")), true}};
  for (const auto& [indicator, figure] :
       lines(context, subject, [](const Indicator& of) { return of.supplementary; })) {
    table.rows.push_back(
        {name_cell(context, subject, *indicator, *figure), window_words(figure->window, context.language),
         value_cell(context, *indicator, *figure), detail_cell(context, subject, *indicator, *figure),
         coverage_cell(context, *figure)});
  }
  return table.rows.empty() ? std::string() : html_table(table);
}

}  // namespace

std::string html_figures(const FigureContext& context, const ReportSubject& subject) {
  return rates_table(context, subject) + counts_table(context, subject) +
         supplementary_table(context, subject);
}

}  // namespace jauge::core
