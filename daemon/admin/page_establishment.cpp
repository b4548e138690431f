#include "admin/page.hpp"
#include "core/gate.hpp"

namespace jauge::admin {

using core::html_escape;
using core::msg;

namespace {

std::string labels(const core::FigureContext& figures, const std::vector<std::string>& indicators) {
  std::string out;
  for (const auto& id : indicators) out += (out.empty() ? "" : " ; ") + core::indicator_label(figures, id);
  return out;
}

std::string verdict(const PageContext& page, const core::FigureContext& figures,
                    const core::ReportSubject& subject) {
  std::string out = fmt::format("<div class=\"verdict\"><strong>{}</strong> {}",
                                page.html(msg("Usage criteria:")), core::gate_words(subject, page.language));
  const auto line = [&](const core::Message& name, const std::string& words) {
    if (!words.empty()) out += fmt::format("<br>{} {}", page.html(name), words);
  };
  line(msg("Not reached:"), labels(figures, subject.gate->missing));
  line(msg("Undetermined:"), labels(figures, subject.gate->undetermined));
  if (subject.is_live()) {
    const auto socles = core::socle_criteria(figures.closure.parameters, *subject.establishment);
    line(msg("Shared services asked for:"),
         page.html(msg("{0} of {1}", socles.required, socles.among.size())));
  }
  line(msg("Exemptions:"), labels(figures, subject.establishment->overrides.exempt));
  line(msg("Basis:"), html_escape(subject.establishment->overrides.basis));
  return out + "</div>\n";
}

std::string cards(const PageContext& page, const core::FigureContext& figures,
                  const core::ReportSubject& subject, const core::Message& title, std::string_view id,
                  bool rates) {
  std::string list;
  for (const auto& indicator : figures.closure.parameters.measure.indicators) {
    if (!indicator.supplementary && core::is_ratio(indicator) == rates) {
      list += indicator_card(page, figures, subject, indicator);
    }
  }
  if (list.empty()) return {};
  return fmt::format(
      "<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n<div "
      "class=\"{3}\">\n{2}</div>\n</section>\n",
      id, page.html(title), list, rates ? "three" : "two");
}

}  // namespace

std::string establishment_page(const PageContext& page, const core::Finess& finess) {
  const auto figures = figure_context(page, page.snapshot.current);
  const auto subject =
      std::ranges::find(figures.subjects, std::string(finess.text()), &core::ReportSubject::id);
  if (subject == figures.subjects.end() || !subject->establishment) return {};
  const auto& about = *subject->establishment;
  std::string main = fmt::format("<p class=\"crumb\"><a href=\"index.html\">{}</a></p>\n<h1>{}</h1>\n",
                                 page.html(msg("← Every establishment")), html_escape(about.name));
  main += fmt::format(
      "<p class=\"when\">{}</p>\n",
      page.html(msg("FINESS {0} · {1} · {2} · {3}, figures as of {4}", finess.text(),
                    page.text(about.medicalised ? msg("medicalised") : msg("not medicalised")),
                    about.region.name(), core::month_words(page.snapshot.current.month, page.language),
                    page.time(page.snapshot.overview.now))));
  main += verdict(page, figures, *subject);
  if (!subject->is_live()) {
    if (about.live) {
      main += fmt::format("<p>{}</p>\n", page.html(msg("The DUI is to be in use from {0}.",
                                                       core::day_words(*about.live, page.language))));
    }
    return frame(page, establishment_name(finess), about.name, main);
  }
  main += cards(page, figures, *subject, msg("Business rates"), "taux", true);
  main += cards(page, figures, *subject, msg("Shared services and platforms"), "socles", false);
  main += fmt::format(
      "<section aria-labelledby=\"chiffres\">\n<h2 id=\"chiffres\">{}</h2>\n<div class=\"panel "
      "long\">\n{}{}</div>\n</section>\n",
      page.html(msg("Every figure of the month")), core::html_figures(figures, *subject),
      core::html_fates(figures, *subject));
  return frame(page, establishment_name(finess), about.name, main);
}

}  // namespace jauge::admin
