#include "admin/page.hpp"

namespace jauge::admin {

using core::html_escape;
using core::msg;

namespace {

constexpr std::string_view logo =
    "<svg aria-hidden=\"true\" viewBox=\"0 0 32 20\"><path d=\"M3 17A13 13 0 0 1 29 17\" fill=\"none\" "
    "stroke=\"currentColor\" stroke-width=\"4\" stroke-opacity=\".45\"/><path d=\"M3 17A13 13 0 0 1 22.5 "
    "5.7\" "
    "fill=\"none\" stroke=\"currentColor\" stroke-width=\"4\"/><path d=\"M16 17 21 9\" "
    "stroke=\"currentColor\" stroke-width=\"2.4\" stroke-linecap=\"round\"/></svg>";

std::string link(const PageContext& page, std::string_view here, std::string_view name,
                 const core::Message& words) {
  return fmt::format("<li><a href=\"{}\"{}>{}</a></li>\n", name, here == name ? " aria-current=\"page\"" : "",
                     page.html(words));
}

}  // namespace

std::string PageContext::time(core::Instant instant) const {
  return core::time_words(instant, settings.project.zone, language);
}

std::string PageContext::short_time(const std::optional<core::Instant>& instant) const {
  return instant ? core::short_time_words(*instant, settings.project.zone, language) : std::string("—");
}

const core::Establishment* PageContext::establishment(const core::Finess& finess) const {
  const auto& all = settings.project.establishments;
  const auto found = std::ranges::find(all, finess, &core::Establishment::finess);
  return found == all.end() ? nullptr : &*found;
}

core::FigureContext figure_context(const PageContext& page, const engine::MonthFigures& figures) {
  return {figures.closure, page.language, core::project_subjects(figures.closure), "esms-", ".html"};
}

std::string frame(const PageContext& page, std::string_view here, std::string_view title,
                  const std::string& main) {
  const auto& project = page.settings.project;
  const bool french = page.language == core::Language::fr;
  std::string body = fmt::format("<a class=\"skip\" href=\"#contenu\">{}</a>\n<header><div>\n",
                                 page.html(msg("Go to the content")));
  body += fmt::format(
      "<a class=\"brand\" href=\"index.html\">{}<span>Jauge <span class=\"rest\">· {}</span></span></a>\n",
      logo, html_escape(project.name));
  body += fmt::format("<nav aria-label=\"{}\"><ul>\n", page.html(msg("Pages")));
  body += link(page, here, "index.html", msg("Overview"));
  body += link(page, here, "rapports.html", msg("Reports and receipts"));
  body += link(page, here, "sources.html", msg("Sources"));
  body += fmt::format(
      "<li><a href=\"{}\" lang=\"{}\" hreflang=\"{}\">{}</a></li>\n</ul></nav>\n</div></header>\n",
      page.other_language, french ? "en" : "fr", french ? "en" : "fr", french ? "English" : "Français");
  body += fmt::format("<main id=\"contenu\">\n{}</main>\n", main);
  body +=
      fmt::format("<footer><p>{}</p></footer>\n",
                  page.html(msg("Jauge {0} · project {1} · as of {2}. This page shows numbers only, never "
                                "a person; the sealed reports prevail.",
                                page.settings.software, project.id, page.time(page.snapshot.overview.now))));
  return core::html_page(
      {french ? "fr" : "en", fmt::format("{} · {}", title, project.name), std::move(body), "dash"});
}

std::string missing_page(const PageContext& page) {
  return frame(page, "", page.text(msg("Nothing here")),
               fmt::format("<h1>{}</h1>\n<p><a href=\"index.html\">{}</a></p>\n",
                           page.html(msg("There is no such page.")), page.html(msg("To the overview"))));
}

std::string establishment_name(const core::Finess& finess) {
  return fmt::format("esms-{}.html", finess.text());
}

std::string month_name(core::Month month) {
  return fmt::format("mois-{}.html", month.text());
}

std::string report_name(const engine::ReportView& report) {
  return fmt::format("rapport-{}-{}-r{}", report.region.text(), report.month.text(), report.revision);
}

}  // namespace jauge::admin
