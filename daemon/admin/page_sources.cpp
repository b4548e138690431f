#include "admin/page.hpp"

namespace jauge::admin {

using core::html_escape;
using core::HtmlMark;
using core::msg;

namespace {

std::string state(const PageContext& page, const engine::SourceView& source) {
  if (!source.problem.empty())
    return core::html_mark(HtmlMark::bad, page.text(msg("the last reading failed")));
  if (!source.last_attempt) return core::html_mark(HtmlMark::neutral, page.text(msg("never read yet")));
  return core::html_mark(HtmlMark::good, page.text(msg("read without a fault")));
}

/// "3 h 05 ago" beside the instant.
std::string ago(const PageContext& page, const std::optional<core::Instant>& instant) {
  if (!instant) return "—";
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(page.snapshot.overview.now - *instant).count();
  return fmt::format(
      "{}<br><span class=\"soft\">{}</span>", html_escape(page.short_time(instant)),
      page.html(msg("{0} ago", core::duration_words(std::max<std::int64_t>(minutes, 0), page.language))));
}

std::string kinds(const PageContext& page, const engine::SourceView& source) {
  core::HtmlTable table;
  table.caption = page.text(msg("What {0} gives", source.name));
  table.columns = {{page.text(msg("Kind of fact"))},
                   {page.text(msg("Last successful reading"))},
                   {page.text(msg("Last attempt"))},
                   {page.text(msg("State"))}};
  for (const auto& kind : source.kinds) {
    table.rows.push_back(
        {html_escape(core::kind_words(page.settings.kinds, kind.kind, page.language)),
         ago(page, kind.last_success), html_escape(page.short_time(kind.last_attempt)),
         kind.problem.empty()
             ? core::html_mark(kind.last_attempt ? HtmlMark::good : HtmlMark::neutral,
                               page.text(kind.last_attempt ? msg("well") : msg("never read yet")))
             : core::html_mark(HtmlMark::bad, page.text(kind.problem))});
  }
  return core::html_table(table);
}

std::string panel(const PageContext& page, const engine::SourceView& source) {
  const auto& polls = source.availability;
  std::vector<core::HtmlFact> facts{
      {page.text(msg("Last successful reading")), ago(page, source.last_success)},
      {page.text(msg("Readings of the month")),
       page.html(msg("{0} successful of {1}", core::number_words(polls.successful, page.language),
                     core::number_words(polls.attempted, page.language)))}};
  if (polls.attempted > 0) {
    facts.push_back(
        {page.text(msg("Availability")),
         core::percent_words(core::percent_tenths(polls.successful, polls.attempted), page.language)});
  }
  std::string out = fmt::format(
      "<section class=\"panel long\" aria-labelledby=\"source-{0}\">\n<div class=\"card\"><div "
      "class=\"top\"><h2 "
      "id=\"source-{0}\">{0} <span class=\"soft\">({1})</span></h2>{2}</div></div>\n",
      html_escape(source.name), html_escape(source.type), state(page, source));
  if (!source.problem.empty()) out += fmt::format("<p class=\"bad\">{}</p>\n", page.html(source.problem));
  out += core::html_facts(facts);
  for (const auto& grant : source.warnings) {
    out += fmt::format(
        "<p>{}</p>\n<pre><code>{}</code></pre>\n",
        core::html_mark(HtmlMark::open, page.text(msg("The reading account has the right {0} on {1}: "
                                                      "take it away with",
                                                      grant.right, grant.object))),
        html_escape(grant.remedy));
  }
  return out + kinds(page, source) + "</section>\n";
}

}  // namespace

std::string sources_page(const PageContext& page) {
  std::string main =
      fmt::format("<h1>{}</h1>\n<p class=\"when\">{}</p>\n", page.html(msg("Sources")),
                  page.html(msg("What Jauge reads, and how it goes. The DUI is only read, never written.")));
  if (page.snapshot.sources.empty()) {
    main += fmt::format("<p>{}</p>\n", page.html(msg("No source is configured.")));
  }
  for (const auto& source : page.snapshot.sources) main += panel(page, source);
  return frame(page, "sources.html", page.text(msg("Sources")), main);
}

}  // namespace jauge::admin
