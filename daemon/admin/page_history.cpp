#include "admin/page.hpp"

namespace jauge::admin {

using core::HtmlMark;
using core::msg;

std::string gate_history(const PageContext& page) {
  const auto& history = page.snapshot.history;
  core::HtmlColumns columns;
  core::HtmlTable table;
  table.caption = page.text(msg("Usage criteria, month after month"));
  table.columns = {{page.text(msg("Month"))},
                   {page.text(msg("Met")), true},
                   {page.text(msg("Undetermined")), true},
                   {page.text(msg("Not met")), true},
                   {page.text(msg("State"))}};
  for (const auto& past : history) {
    const auto* project = past.project();
    if (!project) continue;
    const auto& gate = project->gate;
    const auto bad = static_cast<std::int64_t>(gate.missing.size());
    const bool open = !past.revision;
    columns.columns.push_back({std::string(core::short_month_words(past.month, page.language)), gate.passing,
                               gate.concerned, fmt::format("{}", gate.passing),
                               open ? HtmlMark::neutral : core::mark_of(gate.state)});
    const auto name = core::html_escape(core::month_words(past.month, page.language));
    table.rows.push_back(
        {past.month == page.snapshot.overview.current
             ? fmt::format("<a href=\"index.html\">{}</a>", name)
             : fmt::format("<a href=\"{}\">{}</a>", month_name(past.month), name),
         fmt::format("{}", gate.passing), fmt::format("{}", gate.concerned - gate.passing - bad),
         fmt::format("{}", bad),
         open ? page.html(msg("provisional")) : page.html(msg("closed, revision {0}", *past.revision))});
  }
  std::ranges::reverse(table.rows);
  columns.description = page.text(
      msg("Establishments that meet the usage criteria, month after month; the table beside says the same."));
  return fmt::format(
      "<h2 id=\"mois\">{}</h2>\n<section class=\"panel long\" aria-labelledby=\"mois\"><div "
      "class=\"two past-months\">\n{}<div>{}</div>\n</div></section>\n",
      page.html(msg("Month after month")), core::html_columns(columns), core::html_table(table));
}

}  // namespace jauge::admin
