#include "admin/page.hpp"

namespace jauge::admin {

using core::html_escape;
using core::HtmlMark;
using core::msg;
using engine::ReportState;
using engine::ReportView;

namespace {

std::string state(const PageContext& page, const ReportView& report) {
  const auto words = [&](HtmlMark mark, const core::Message& message) {
    return core::html_mark(mark, page.text(message));
  };
  switch (report.state) {
    case ReportState::to_seal:
      return words(HtmlMark::open, msg("to be sealed"));
    case ReportState::waiting:
      return words(report.alarm.empty() ? HtmlMark::open : HtmlMark::bad, msg("to be sent"));
    case ReportState::placed:
      return words(HtmlMark::open, msg("in the deposit directory"));
    case ReportState::by_hand:
      return words(HtmlMark::open, msg("to be deposited by hand"));
    case ReportState::receipted:
      return words(HtmlMark::good, msg("receipted by the ARS"));
    case ReportState::deposited:
      return words(HtmlMark::good, msg("deposited"));
    case ReportState::refused:
      return words(HtmlMark::bad, msg("refused by the ARS"));
    case ReportState::conflict:
      return words(HtmlMark::bad, msg("in conflict at the ARS"));
  }
  return {};
}

std::string remarks(const PageContext& page, const ReportView& report) {
  std::string out;
  if (!report.deposit_note.empty()) out += html_escape(report.deposit_note);
  if (!report.alarm.empty()) {
    const auto sentence = core::code_words(report.alarm, page.language);
    out += html_escape(sentence.empty() ? std::string_view(report.alarm) : sentence);
  }
  if (!report.detail.empty() && !report.settled_at)
    out += (out.empty() ? "" : "<br>") + page.html(report.detail);
  if (report.next_attempt && report.state == ReportState::waiting) {
    out += (out.empty() ? "" : "<br>") + page.html(msg("{0} attempts; the next at {1}", report.attempts,
                                                       page.short_time(report.next_attempt)));
  }
  return out.empty() ? "—" : out;
}

std::string files(const PageContext& page, const ReportView& report) {
  if (report.sha256.empty()) return "—";
  const auto name = page.root + report_name(report);
  const auto about = fmt::format("{} {} r{}", core::month_words(report.month, page.language),
                                 report.region.text(), report.revision);
  const auto link = [&](std::string_view end, const core::Message& words) {
    return fmt::format("<a href=\"{}{}\">{}<span class=\"hidden\"> {}</span></a>", name, end,
                       page.html(words), html_escape(about));
  };
  std::string out = link(".html", msg("to read")) + " · " + link(".asice", msg("sealed"));
  if (report.state == ReportState::receipted) out += " · " + link(".accuse", msg("receipt"));
  return out + fmt::format("<br><span class=\"soft digest\">{}…</span>", report.sha256.substr(0, 12));
}

std::string closures(const PageContext& page) {
  core::HtmlTable table;
  table.caption = page.text(msg("Closings, the latest first"));
  table.columns = {{page.text(msg("Month"))},
                   {page.text(msg("Revision")), true},
                   {page.text(msg("Closed on"))},
                   {page.text(msg("Reason of the revision"))}};
  for (const auto& closure : page.snapshot.closures) {
    table.rows.push_back({html_escape(core::month_words(closure.month, page.language)),
                          fmt::format("{}", closure.revision), html_escape(page.time(closure.frozen_at)),
                          closure.reason.empty() ? "—" : html_escape(closure.reason)});
  }
  std::ranges::reverse(table.rows);
  return core::html_table(table);
}

}  // namespace

std::string reports_page(const PageContext& page) {
  std::string main = fmt::format(
      "<h1>{}</h1>\n<p class=\"when\">{}</p>\n", page.html(msg("Reports and receipts")),
      page.html(msg("A report a month and a region, sealed, sent to the ARS, settled by its receipt.")));
  if (page.snapshot.closures.empty()) {
    main += fmt::format("<p>{}</p>\n",
                        page.html(msg("No month is closed yet: the first is {0}.",
                                      core::month_words(page.snapshot.overview.first_month, page.language))));
    return frame(page, "rapports.html", page.text(msg("Reports and receipts")), main);
  }
  core::HtmlTable table;
  table.caption = page.text(msg("Reports, the latest first"));
  table.columns = {{page.text(msg("Month"))},
                   {page.text(msg("Revision")), true},
                   {page.text(msg("Region"))},
                   {page.text(msg("State"))},
                   {page.text(msg("Sealed on"))},
                   {page.text(msg("Settled on"))},
                   {page.text(msg("Files of the report"))},
                   {page.text(msg("Remarks"))}};
  for (const auto& report : page.snapshot.reports) {
    table.rows.push_back(
        {html_escape(core::month_words(report.month, page.language)), fmt::format("{}", report.revision),
         html_escape(fmt::format("{} ({})", report.region.name(), report.region.text())), state(page, report),
         html_escape(page.short_time(report.sealed_at)), html_escape(page.short_time(report.settled_at)),
         files(page, report), remarks(page, report)});
  }
  std::ranges::reverse(table.rows);
  main += "<section class=\"panel long\">\n" + core::html_table(table) + "</section>\n";
  main += fmt::format(
      "<h2 id=\"arretes\">{}</h2>\n<section class=\"panel long\" "
      "aria-labelledby=\"arretes\">\n{}</section>\n",
      page.html(msg("Monthly closings")), closures(page));
  return frame(page, "rapports.html", page.text(msg("Reports and receipts")), main);
}

}  // namespace jauge::admin
