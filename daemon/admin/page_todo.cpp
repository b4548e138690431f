#include "admin/actions.hpp"
#include "admin/expectation.hpp"
#include "admin/page.hpp"

namespace jauge::admin {

using core::html_escape;
using core::HtmlMark;
using core::msg;

namespace {

struct Item {
  HtmlMark mark = HtmlMark::neutral;
  std::string words;  // HTML
  std::string more;   // HTML
};

HtmlMark mark_of(engine::Advice::Level level) {
  switch (level) {
    case engine::Advice::Level::alarm:
      return HtmlMark::bad;
    case engine::Advice::Level::warning:
      return HtmlMark::open;
    case engine::Advice::Level::note:
      break;
  }
  return HtmlMark::neutral;
}

/// "À ce rythme 65 à la fin du mois. Jours restants : 4."
std::string outlook(const PageContext& page, const core::Gap& gap) {
  if (gap.days_left == 0) return {};
  std::string words = page.text(msg("Days left: {0}.", gap.days_left));
  if (gap.projected && gap.target) {
    words += " " + page.text(msg("At this pace: {0} at the month's end.", *gap.projected));
    if (gap.on_course) {
      words += " " + page.text(*gap.on_course ? msg("The target will be reached.")
                                              : msg("The target will not be reached."));
    }
  }
  return words;
}

std::vector<Item> gap_items(const PageContext& page) {
  const auto& closure = page.snapshot.current.closure;
  std::vector<Item> items;
  for (const auto& figures : closure.establishments) {
    const auto* known = page.establishment(figures.finess);
    if (!known || figures.gate.state == core::Outcome::met) continue;
    const auto today = known->zone.day_of(page.snapshot.overview.now);
    for (const auto& gap : core::gaps(closure.parameters, figures, today)) {
      const auto* indicator = closure.parameters.measure.find(gap.indicator);
      if (!indicator || !holds_back(closure, gap)) continue;
      const auto sentence =
          action(known->name, std::string(core::label_words(*indicator, page.language)),
                 indicator->numerator.back(), gap, std::string(core::code_words(gap.reason, page.language)));
      if (sentence.empty()) continue;
      items.push_back(
          {gap.on_course.value_or(false) ? HtmlMark::open : HtmlMark::bad,
           fmt::format("<a href=\"{}\">{}</a>", establishment_name(figures.finess), page.html(sentence)),
           html_escape(outlook(page, gap))});
    }
  }
  std::ranges::stable_sort(items, {}, [](const Item& item) { return item.mark != HtmlMark::bad; });
  return items;
}

std::string list(const std::vector<Item>& items, const PageContext& page) {
  const auto urgency = [&](HtmlMark mark) {
    if (mark == HtmlMark::bad) return page.html(msg("Urgent:"));
    if (mark == HtmlMark::open) return page.html(msg("To watch:"));
    return page.html(msg("To know:"));
  };
  std::string out = "<ol class=\"todo\">\n";
  for (const auto& item : items) {
    out += fmt::format("<li>{}<span><span class=\"hidden\">{} </span>{}</span>",
                       core::html_mark(item.mark, ""), urgency(item.mark), item.words);
    if (!item.more.empty()) out += fmt::format("<span class=\"soft\">{}</span>", item.more);
    out += "</li>\n";
  }
  return out + "</ol>\n";
}

}  // namespace

std::string todo_list(const PageContext& page, std::size_t most) {
  std::vector<Item> items;
  for (const auto& advice : page.snapshot.overview.advice) {
    items.push_back(
        {mark_of(advice.level),
         html_escape(core::sentence_words(advice.sentence, page.settings.measures, page.language)), ""});
  }
  const auto gaps = gap_items(page);
  items.insert(items.end(), gaps.begin(), gaps.end());
  if (items.empty()) {
    return fmt::format(
        "<p>{}</p>\n",
        core::html_mark(HtmlMark::good, page.text(msg("Nothing to do: every source is read, every "
                                                      "closed month is sent, every criterion is met."))));
  }
  if (items.size() <= most) return list(items, page);
  const std::vector<Item> rest(items.begin() + static_cast<std::ptrdiff_t>(most), items.end());
  items.resize(most);
  return list(items, page) +
         core::html_details(page.text(msg("And {0} more", rest.size())), list(rest, page));
}

}  // namespace jauge::admin
