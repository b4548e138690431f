#include "admin/expectation.hpp"
#include "admin/page.hpp"
#include "core/payment.hpp"

namespace jauge::admin {

using core::HtmlMark;
using core::msg;
using core::Outcome;

namespace {

std::string stat(const PageContext& page, const core::Message& name, std::string_view big,
                 std::string_view words) {
  return fmt::format("<div><dt>{}</dt><dd class=\"big\">{}</dd><dd class=\"soft\">{}</dd></div>\n",
                     page.html(name), core::html_escape(big), core::html_escape(words));
}

std::string at_stake(const PageContext& page) {
  const auto amounts = core::amounts(page.settings.project);
  const auto share = fmt::format("{}{}%", page.settings.project.payment.schedule.back(),
                                 page.language == core::Language::fr ? "\u00A0" : "");
  return stat(page, msg("At stake on use"), core::euro_words(amounts.at_stake_cents, page.language),
              page.text(msg("the last payment, {0} of the grant", share)));
}

std::string shares(const PageContext& page) {
  const auto amounts = core::amounts(page.settings.project);
  if (amounts.shares.size() < 2) return {};
  std::string list;
  for (const auto& share : amounts.shares) {
    if (!list.empty()) list += " · ";
    list += page.text(
        msg("{0}: {1}", share.region.name(), core::euro_words(share.at_stake_cents, page.language)));
  }
  return fmt::format("<p class=\"soft\">{}</p>\n", page.html(msg("By region, at stake: {0}.", list)));
}

/// How many will pass at this pace.
std::string expectation(const PageContext& page) {
  const auto& closure = page.snapshot.current.closure;
  std::int64_t passing = 0;
  std::int64_t concerned = 0;
  for (const auto& figures : closure.establishments) {
    const auto* known = page.establishment(figures.finess);
    if (!known || figures.membership != core::Membership::counts) continue;
    ++concerned;
    const auto today = known->zone.day_of(page.snapshot.overview.now);
    if (expected_gate(closure.parameters, *known, figures, today) == Outcome::met) ++passing;
  }
  return stat(page, msg("At this pace, at the month's end"), fmt::format("{} / {}", passing, concerned),
              page.text(msg("establishments meet the criteria")));
}

std::string next_closing(const PageContext& page) {
  const auto& overview = page.snapshot.overview;
  const auto day = page.settings.project.zone.day_of(overview.next_closing_at);
  const auto left = (day - page.settings.project.zone.day_of(overview.now)).count();
  return stat(page, msg("Next monthly closing"), core::day_words(day, page.language),
              left > 0 ? page.text(msg("{0}, in {1} days",
                                       core::month_words(overview.next_closing, page.language), left))
                       : core::month_words(overview.next_closing, page.language));
}

std::string last_closed(const PageContext& page) {
  const auto& overview = page.snapshot.overview;
  if (!overview.last_closed) {
    return stat(page, msg("Last closed month"), "—", page.text(msg("none yet")));
  }
  std::string words;
  for (const auto& past : page.snapshot.history) {
    const auto* project = past.project();
    if (past.month != *overview.last_closed || !project) continue;
    words = page.text(msg("criteria met by {0} of {1}", project->gate.passing, project->gate.concerned));
  }
  std::size_t settled = 0;
  std::size_t all = 0;
  for (const auto& report : page.snapshot.reports) {
    if (report.month != *overview.last_closed) continue;
    ++all;
    settled +=
        report.state == engine::ReportState::receipted || report.state == engine::ReportState::deposited;
  }
  if (all > 0) {
    words += " · " +
             page.text(settled == all ? msg("report receipted by the ARS") : msg("report not receipted yet"));
  }
  return stat(page, msg("Last closed month"), core::month_words(*overview.last_closed, page.language), words);
}

core::Message sentence(const core::GateResult& gate) {
  if (gate.concerned == 0) return msg("No establishment is concerned yet");
  if (gate.passing == gate.concerned) {
    return msg("All {0} establishments meet the usage criteria", gate.concerned);
  }
  if (gate.passing == 0) return msg("No establishment of {0} meets the usage criteria yet", gate.concerned);
  return msg("{0} of {1} establishments meet the usage criteria", gate.passing, gate.concerned);
}

core::Message when(const PageContext& page, const engine::MonthFigures& figures) {
  const auto month = core::month_words(figures.month, page.language);
  if (figures.revision) {
    return msg("{0}, closed on {1}, revision {2}.", month, page.time(figures.closure.frozen_at),
               *figures.revision);
  }
  const auto today = page.settings.project.zone.day_of(page.snapshot.overview.now);
  const auto left = core::days_left(figures.month, today);
  if (left == 0) return msg("{0}, ended and not closed yet: provisional figures.", month);
  return msg("{0}, under way: figures as of {1}, {2} days left.", month,
             page.time(page.snapshot.overview.now), left);
}

std::string matrix(const PageContext& page, const engine::MonthFigures& figures) {
  return fmt::format(
      "<h2 id=\"esms\">{}</h2>\n<section class=\"panel long\" aria-labelledby=\"esms\">\n{}</section>\n",
      page.html(msg("Establishments")), core::html_overview(figure_context(page, figures)));
}

}  // namespace

std::string hero(const PageContext& page, const engine::MonthFigures& figures, const std::string& stats) {
  const auto* project = figures.closure.roll_up(std::nullopt);
  if (!project) return {};
  const auto& gate = project->gate;
  const auto bad = static_cast<std::int64_t>(gate.missing.size());
  const auto open = gate.concerned - gate.passing - bad;
  const auto waiting = std::ranges::count(figures.closure.establishments, core::Membership::not_live,
                                          &core::EstablishmentFigures::membership);
  core::HtmlDial dial;
  const auto add = [&](std::int64_t count, HtmlMark mark) {
    dial.segments.insert(dial.segments.end(), static_cast<std::size_t>(std::max<std::int64_t>(count, 0)),
                         mark);
  };
  add(gate.passing, HtmlMark::good);
  add(open, HtmlMark::open);
  add(bad, HtmlMark::bad);
  add(waiting, HtmlMark::neutral);
  dial.number = fmt::format("{} / {}", gate.passing, gate.concerned);
  dial.words = page.text(msg("establishments"));
  const auto counts = [&](HtmlMark mark, const core::Message& words) {
    return core::html_mark(mark, page.text(words));
  };
  std::string legend = counts(HtmlMark::good, msg("criteria met: {0}", gate.passing)) + " " +
                       counts(HtmlMark::open, msg("undetermined: {0}", open)) + " " +
                       counts(HtmlMark::bad, msg("not met: {0}", bad));
  if (waiting > 0) legend += " " + counts(HtmlMark::neutral, msg("DUI not in use yet: {0}", waiting));
  dial.description =
      page.text(msg("Usage criteria: met by {0} establishments of {1}, undetermined {2}, not met {3}.",
                    gate.passing, gate.concerned, open, bad));
  return fmt::format(
      "<section class=\"panel hero\" aria-labelledby=\"ensemble\">\n{}<div>\n<p class=\"when\">{}</p>\n"
      "<h1 id=\"ensemble\">{}</h1>\n<p class=\"key\">{}</p>\n<dl "
      "class=\"stats\">\n{}</dl>\n</div>\n</section>\n",
      core::html_dial(dial), page.html(when(page, figures)), page.html(sentence(gate)), legend, stats);
}

std::string overview_page(const PageContext& page) {
  const auto& current = page.snapshot.current;
  constexpr std::size_t most = 8;
  std::string main =
      hero(page, current, at_stake(page) + expectation(page) + next_closing(page) + last_closed(page));
  main += shares(page);
  main += fmt::format(
      "<h2 id=\"agir\">{}</h2>\n<section class=\"panel long\" aria-labelledby=\"agir\">\n{}</section>\n",
      page.html(msg("What to do now")), todo_list(page, most));
  main += matrix(page, current) + gate_history(page);
  return frame(page, "index.html", page.text(msg("Overview")), main);
}

std::string month_page(const PageContext& page, const engine::MonthFigures& figures) {
  std::string main = fmt::format("<p class=\"crumb\"><a href=\"index.html\">{}</a></p>\n",
                                 page.html(msg("← The running month")));
  main += hero(page, figures, at_stake(page)) + matrix(page, figures) + gate_history(page);
  return frame(page, month_name(figures.month), core::month_words(figures.month, page.language), main);
}

}  // namespace jauge::admin
