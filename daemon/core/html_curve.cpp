#include "core/html.hpp"

namespace jauge::core {

namespace {

constexpr std::int64_t left = 34;  // of the plot, in the units of the view box
constexpr std::int64_t right = 320;
constexpr std::int64_t top = 14;
constexpr std::int64_t bottom = 100;

// The smallest round number that is not below `value`: the end of a scale that can be read.
std::int64_t round_up(std::int64_t value) {
  std::int64_t step = 1;
  while (true) {
    for (const std::int64_t factor : {1, 2, 3, 4, 5, 6, 8}) {
      if (factor * step >= value) return factor * step;
    }
    step *= 10;
  }
}

std::string label(std::string_view kind, std::int64_t x, std::int64_t y, std::string_view text) {
  return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>", kind, x, y, html_escape(text));
}

}  // namespace

std::string html_curve(const HtmlCurve& curve) {
  const std::int64_t last = curve.cumulative.empty() ? 0 : curve.cumulative.back();
  const std::int64_t scale = round_up(std::max({last, curve.goal.value_or(0), std::int64_t{1}}));
  const int days = std::max(curve.days, 1);
  const auto x = [&](std::int64_t day) { return left + (right - left) * day / days; };  // end of the day
  const auto y = [&](std::int64_t value) { return bottom - (bottom - top) * value / scale; };

  // A step per day: the count of a day holds until the next one's.
  std::string line;
  for (std::size_t i = 0; i < curve.cumulative.size(); ++i) {
    const auto day = static_cast<std::int64_t>(i);
    line += fmt::format("{}{} {}H{}", i == 0 ? "M" : "L", x(day), y(curve.cumulative[i]), x(day + 1));
  }
  const std::int64_t end = x(static_cast<std::int64_t>(curve.cumulative.size()));

  std::string out = fmt::format(
      "<figure class=\"curve\">\n<figcaption>{}</figcaption>\n"
      "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 360 122\" width=\"360\" height=\"122\">",
      html_escape(curve.title),
      html_escape(fmt::format("{} : {} au {}.", curve.title, last, curve.cumulative.size())));
  out += fmt::format("<path class=\"axis\" d=\"M{} {}H{}M{} {}H{}\"/>", left, bottom, right, left, y(scale),
                     right);
  out += label("y", left - 6, bottom + 4, "0") + label("y", left - 6, y(scale) + 4, fmt::format("{}", scale));
  for (const int day : {1, 10, 20, days}) {
    out += label("x", (x(day - 1) + x(day)) / 2, bottom + 15, fmt::format("{}", day));
  }
  if (!line.empty()) {
    out += fmt::format("<path class=\"area\" d=\"{}V{}H{}z\"/><path class=\"line\" d=\"{}\"/>", line, bottom,
                       left, line);
    out += fmt::format("<circle class=\"end\" cx=\"{}\" cy=\"{}\" r=\"3\"/>", end, y(last));
    out += label("last", end + 8, y(last) + 4, fmt::format("{}", last));
  }
  if (curve.goal) {
    out += fmt::format("<path class=\"goal\" d=\"M{} {}H{}\"/>", left, y(*curve.goal), right);
    out += label("goal-label", left + 4, y(*curve.goal) - 4, curve.goal_label);
  }
  return out + "</svg>\n</figure>\n";
}

}  // namespace jauge::core
