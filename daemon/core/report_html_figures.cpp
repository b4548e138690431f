#include "core/codes.hpp"
#include "core/report_html_parts.hpp"

namespace jauge::core {

namespace {

std::string note(std::string_view sentence) {
  return fmt::format("<li>{}</li>", html_escape(sentence));
}

std::string_view window_words(Window window) {
  switch (window) {
    case Window::month:
      return "Mois";
    case Window::three_months:
      return "3 mois";
    case Window::since_start:
      break;
  }
  return "Depuis le début";
}

std::string duration_words(std::int64_t minutes) {
  if (minutes < 60) return fmt::format("{} min", minutes);
  if (minutes < 48 * 60) return fmt::format("{} h {:02}", minutes / 60, minutes % 60);
  return fmt::format("{} jours {} h", minutes / (24 * 60), minutes % (24 * 60) / 60);
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
std::string flag_words(const HtmlContext& context, const ReportSubject& subject, const Flag& flag) {
  std::string words = flag_sentence(flag);
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
std::string headcount_words(const HtmlContext& context, const ReportSubject& subject, const Figure& figure) {
  std::string words = fmt::format("Effectif déclaré : {}", figure.headcount_origin);
  const Indicator* indicator = context.closure.parameters.measure.find(figure.indicator);
  if (subject.own && indicator) {
    const auto& evidence = subject.own->evidence;
    const auto counted = std::ranges::find(evidence, indicator->denominator, &SetEvidence::kind);
    if (counted != evidence.end())
      words += fmt::format(" ; dénombrement : {}", french_number(counted->members));
  }
  return words + ".";
}

// What must be known to read the value right, in sentences.
std::string notes(const HtmlContext& context, const ReportSubject& subject, const Figure& figure) {
  std::string list;
  if (!figure.computable()) list += note(code_sentence(figure.reason));
  for (const Flag& flag : figure.flags) {
    if (!flag.of) list += note(flag_words(context, subject, flag));  // n of N stands in a column
  }
  for (const Figure* other : other_windows(subject, figure)) {
    const auto about = [&](std::string_view sentence) {
      list += note(fmt::format("{} : {}", window_words(other->window), sentence));
    };
    if (!other->computable() && other->reason != figure.reason) about(code_sentence(other->reason));
    for (const Flag& flag : other->flags) {
      if (!flag.of && !figure.has_flag(flag.code)) about(flag_words(context, subject, flag));
    }
  }
  if (!figure.headcount_origin.empty()) {
    list += note(headcount_words(context, subject, figure));
  }
  if (figure.coverage_tenths && *figure.coverage_tenths < 1000 && figure.longest_gap_minutes > 0) {
    list += note(
        fmt::format("Plus long intervalle sans relevé : {}.", duration_words(figure.longest_gap_minutes)));
  }
  return list.empty() ? list : fmt::format("<ul class=\"notes\">{}</ul>", list);
}

std::string name_cell(const HtmlContext& context, const ReportSubject& subject, const Indicator& indicator,
                      const Figure& figure) {
  return html_escape(indicator.label) + notes(context, subject, figure);
}

std::string soft(std::string_view text) {
  return fmt::format("<span class=\"soft\">{}</span>", text);
}

std::string value_cell(const Indicator& indicator, const Figure& figure) {
  const std::string words = value_words(indicator, figure);
  return figure.computable() ? fmt::format("<span class=\"value\">{}</span>", words) : soft(words);
}

std::string rate_cell(const Indicator& indicator, const Figure& figure) {
  std::string cell = value_cell(indicator, figure);
  if (shown_value(indicator, figure).empty()) return cell;
  HtmlBar bar;
  bar.tenths = percent_tenths(*figure.numerator, *figure.denominator);
  bar.target = figure.target;
  if (figure.outcome) bar.mark = mark_of(*figure.outcome);
  return cell + html_bar(bar);
}

std::string fraction_cell(const Figure& figure) {
  const auto part = [](const std::optional<std::int64_t>& number) {
    return number ? french_number(*number) : std::string("?");
  };
  if (!figure.numerator && !figure.denominator) return soft("—");
  return fmt::format("{} / {}", part(figure.numerator), part(figure.denominator));
}

std::string coverage_cell(const Figure& figure) {
  return figure.coverage_tenths ? french_tenths(*figure.coverage_tenths) + "\u00A0%" : soft("—");
}

std::string target_cell(const Indicator& indicator, const Figure& figure) {
  if (figure.outcome == Outcome::exempt) return soft("exemptée");
  if (!figure.target && !figure.outcome) return soft("—");
  return html_escape(target_words(indicator, figure));
}

// An indicator with its gating figure.
using Line = std::pair<const Indicator*, const Figure*>;

template <class Wanted>
std::vector<Line> lines(const HtmlContext& context, const ReportSubject& subject, Wanted wanted) {
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

void add_closing_cells(std::vector<std::string>& row, const ReportSubject& subject, const Line& line) {
  const auto& [indicator, figure] = line;
  if (!subject.establishment) {
    row.push_back(share_cell(*figure, "calculables"));
    row.push_back(share_cell(*figure, "conformes"));
  }
  if (is_judged(subject)) {
    row.push_back(target_cell(*indicator, *figure));
    row.push_back(outcome_words(figure->outcome));
  }
  if (subject.establishment) row.push_back(coverage_cell(*figure));
}

void add_closing_columns(HtmlTable& table, const ReportSubject& subject) {
  const auto add = [&](std::string title, bool number) {
    table.columns.push_back({std::move(title), number});
  };
  if (!subject.establishment) {
    add("ESMS calculables", true);
    add("ESMS conformes", true);
  }
  if (is_judged(subject)) {
    add("Cible", true);
    add("Cible atteinte", false);
  }
  if (subject.establishment) add("Couverture", true);
}

std::string rates_table(const HtmlContext& context, const ReportSubject& subject) {
  HtmlTable table;
  table.caption = "Taux métier";
  table.columns = {{"Indicateur"}, {"Taux", true}, {"Dossiers", true}};
  add_closing_columns(table, subject);
  for (const Line& line : lines(context, subject, [](const Indicator& indicator) {
         return !indicator.supplementary && is_ratio(indicator);
       })) {
    const auto& [indicator, figure] = line;
    table.rows.push_back({name_cell(context, subject, *indicator, *figure), rate_cell(*indicator, *figure),
                          fraction_cell(*figure)});
    add_closing_cells(table.rows.back(), subject, line);
  }
  return table.rows.empty() ? std::string() : html_table(table);
}

std::string window_cell(const ReportSubject& subject, const Indicator& indicator, const Figure& gating,
                        Window window) {
  std::vector<const Figure*> figures = other_windows(subject, gating);
  figures.push_back(&gating);
  const auto found = std::ranges::find(figures, window, &Figure::window);
  if (found == figures.end()) return soft("—");
  if (!(*found)->computable()) return soft("<abbr title=\"non calculable\">n. c.</abbr>");
  const std::string words = value_words(indicator, **found);
  return *found == &gating ? fmt::format("<span class=\"gates\">{}</span>", words) : words;
}

std::string counts_table(const HtmlContext& context, const ReportSubject& subject) {
  HtmlTable table;
  table.caption = "Services socles et plateformes (fenêtre de référence soulignée)";
  table.columns = {{"Indicateur"}, {"Mois", true}, {"3 mois", true}, {"Depuis le début", true}};
  add_closing_columns(table, subject);
  for (const Line& line : lines(context, subject, [](const Indicator& indicator) {
         return !indicator.supplementary && !is_ratio(indicator);
       })) {
    const auto& [indicator, figure] = line;
    table.rows.push_back({name_cell(context, subject, *indicator, *figure)});
    for (const Window window : {Window::month, Window::three_months, Window::since_start}) {
      table.rows.back().push_back(window_cell(subject, *indicator, *figure, window));
    }
    add_closing_cells(table.rows.back(), subject, line);
  }
  return table.rows.empty() ? std::string() : html_table(table);
}

std::string detail_cell(const ReportSubject& subject, const Indicator& indicator, const Figure& figure) {
  if (is_ratio(indicator)) return fraction_cell(figure);
  std::string detail;
  for (const Figure* other : other_windows(subject, figure)) {
    if (!detail.empty()) detail += " · ";
    detail += fmt::format("{} : {}", window_words(other->window), value_words(indicator, *other));
  }
  return detail.empty() ? soft("—") : detail;
}

std::string supplementary_table(const HtmlContext& context, const ReportSubject& subject) {
  HtmlTable table;
  table.caption = "Indicateurs complémentaires, sans effet sur les critères";
  table.columns = {{"Indicateur"}, {"Fenêtre"}, {"Valeur", true}, {"Détail", true}, {"Couverture", true}};
  for (const auto& [indicator, figure] :
       lines(context, subject, [](const Indicator& of) { return of.supplementary; })) {
    table.rows.push_back({name_cell(context, subject, *indicator, *figure),
                          std::string(window_words(figure->window)), value_cell(*indicator, *figure),
                          detail_cell(subject, *indicator, *figure), coverage_cell(*figure)});
  }
  return table.rows.empty() ? std::string() : html_table(table);
}

}  // namespace

std::string html_figures(const HtmlContext& context, const ReportSubject& subject) {
  return rates_table(context, subject) + counts_table(context, subject) +
         supplementary_table(context, subject);
}

}  // namespace jauge::core
