#include "core/html_figures.hpp"

namespace jauge::core {

std::optional<std::int64_t> curve_goal(const Indicator& indicator, const Figure& figure) {
  if (!figure.target || *figure.target <= 0) return std::nullopt;
  if (!is_ratio(indicator)) return figure.window == Window::month ? figure.target : std::nullopt;
  if (!figure.denominator) return std::nullopt;
  return (*figure.target * *figure.denominator + 999) / 1000;
}

std::string html_day_table(const std::vector<DayRow>& rows, Language language) {
  std::size_t days = 0;
  for (const DayRow& row : rows) days = std::max(days, row.cumulative.size());
  const auto at = [](const DayRow& row, std::size_t day) {
    return row.cumulative.empty() ? 0 : row.cumulative[std::min(day, row.cumulative.size() - 1)];
  };

  HtmlTable table;
  table.caption = render(msg("Cumulative values on the days when one of them changes"), language);
  table.columns.push_back({render(msg("Day of the month"), language)});
  for (const DayRow& row : rows) table.rows.push_back({row.name});
  for (std::size_t day = 0; day < days; ++day) {
    const bool changes = std::ranges::any_of(
        rows, [&](const DayRow& row) { return day == 0 || at(row, day) != at(row, day - 1); });
    if (!changes && day + 1 != days) continue;
    table.columns.push_back({fmt::format("{}", day + 1), true});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      table.rows[i].push_back(number_words(at(rows[i], day), language));
    }
  }
  return "<div class=\"days\">\n" + html_table(table) + "</div>\n";
}

}  // namespace jauge::core
