#include "core/html_figures.hpp"

namespace jauge::core {

HtmlMark mark_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::met:
      return HtmlMark::good;
    case Outcome::not_met:
      return HtmlMark::bad;
    case Outcome::undetermined:
      return HtmlMark::open;
    case Outcome::exempt:
      break;
  }
  return HtmlMark::neutral;
}

std::string outcome_words(const std::optional<Outcome>& outcome, Language language) {
  if (!outcome) {
    return fmt::format("<span class=\"soft\">{}</span>", html_escape(render(msg("not asked"), language)));
  }
  const auto words = [&](HtmlMark mark, const Message& message) {
    return html_mark(mark, render(message, language));
  };
  switch (*outcome) {
    case Outcome::met:
      return words(HtmlMark::good, msg("reached"));
    case Outcome::not_met:
      return words(HtmlMark::bad, msg("not reached"));
    case Outcome::undetermined:
      return words(HtmlMark::open, msg("undetermined"));
    case Outcome::exempt:
      break;
  }
  return words(HtmlMark::neutral, msg("exempt"));
}

std::string gate_words(const ReportSubject& subject, Language language) {
  const auto words = [&](HtmlMark mark, const Message& message) {
    return html_mark(mark, render(message, language));
  };
  if (!subject.is_live()) return words(HtmlMark::neutral, msg("DUI not in use yet"));
  switch (subject.gate->state) {
    case Outcome::met:
      return words(HtmlMark::good, msg("fulfilled"));
    case Outcome::not_met:
      return words(HtmlMark::bad, msg("not fulfilled"));
    case Outcome::undetermined:
    case Outcome::exempt:
      break;
  }
  return words(HtmlMark::open, msg("undecided"));
}

std::string indicator_label(const FigureContext& context, std::string_view indicator) {
  const Indicator* found = context.closure.parameters.measure.find(indicator);
  return html_escape(found ? label_words(*found, context.language) : indicator);
}

}  // namespace jauge::core
