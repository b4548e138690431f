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

/// A step per day: the count of a day holds until the next one's.
template <class X, class Y>
std::string steps(const std::vector<std::int64_t>& cumulative, std::size_t days, X x, Y y) {
  std::string line;
  for (std::size_t i = 0; i < std::min(cumulative.size(), days); ++i) {
    const auto day = static_cast<std::int64_t>(i);
    line += fmt::format("{}{} {}H{}", i == 0 ? "M" : "L", x(day), y(cumulative[i]), x(day + 1));
  }
  return line;
}

}  // namespace

std::string html_curve(const HtmlCurve& curve) {
  const std::int64_t last = curve.cumulative.empty() ? 0 : curve.cumulative.back();
  const std::int64_t before = curve.previous.empty() ? 0 : curve.previous.back();
  const std::int64_t scale = round_up(std::max({last, before, curve.goal.value_or(0), std::int64_t{1}}));
  const int days = std::max(curve.days, 1);
  const auto x = [&](std::int64_t day) { return left + (right - left) * day / days; };  // end of the day
  const auto y = [&](std::int64_t value) { return bottom - (bottom - top) * value / scale; };

  const std::string line = steps(curve.cumulative, static_cast<std::size_t>(days), x, y);
  const std::int64_t end = x(static_cast<std::int64_t>(curve.cumulative.size()));

  std::string out = "<figure class=\"curve\">\n";
  if (!curve.title.empty()) out += fmt::format("<figcaption>{}</figcaption>\n", html_escape(curve.title));
  out +=
      fmt::format("<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 360 122\" width=\"360\" height=\"122\">",
                  html_escape(curve.description));
  out += fmt::format("<path class=\"axis\" d=\"M{} {}H{}M{} {}H{}\"/>", left, bottom, right, left, y(scale),
                     right);
  out += label("y", left - 6, bottom + 4, "0") + label("y", left - 6, y(scale) + 4, fmt::format("{}", scale));
  for (const int day : {1, 10, 20, days}) {
    out += label("x", (x(day - 1) + x(day)) / 2, bottom + 15, fmt::format("{}", day));
  }
  if (!line.empty()) {
    out += fmt::format("<path class=\"area\" d=\"{}V{}H{}z\"/>", line, bottom, left);
  }
  if (const auto past = steps(curve.previous, static_cast<std::size_t>(days), x, y); !past.empty()) {
    out += fmt::format("<path class=\"past\" d=\"{}\"/>", past);
  }
  if (!line.empty()) {
    out += fmt::format("<path class=\"line\" d=\"{}\"/>", line);
    out += fmt::format("<circle class=\"end\" cx=\"{}\" cy=\"{}\" r=\"3\"/>", end, y(last));
    out += label("last", end + 8, y(last) + 4, fmt::format("{}", last));
  }
  if (curve.goal) {
    out += fmt::format("<path class=\"goal\" d=\"M{} {}H{}\"/>", left, y(*curve.goal), right);
    out += label("goal-label", left + 4, y(*curve.goal) - 4, curve.goal_label);
  }
  return out + "</svg>\n</figure>\n";
}

std::string html_columns(const HtmlColumns& columns) {
  std::int64_t highest = std::max<std::int64_t>(columns.least_scale, 1);
  for (const auto& column : columns.columns) {
    highest = std::max({highest, column.value.value_or(0), column.goal.value_or(0)});
  }
  const auto count = std::max<std::int64_t>(static_cast<std::int64_t>(columns.columns.size()), 1);
  constexpr std::int64_t from = 4;
  constexpr std::int64_t to = 356;
  const auto y = [&](std::int64_t value) { return bottom - (bottom - top) * value / highest; };

  std::string out = "<figure class=\"curve columns\">\n";
  out +=
      fmt::format("<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 360 134\" width=\"360\" height=\"134\">",
                  html_escape(columns.description));
  out += fmt::format("<path class=\"axis\" d=\"M{} {}H{}\"/>", from, bottom, to);
  std::string goals;
  for (std::size_t i = 0; i < columns.columns.size(); ++i) {
    const auto& column = columns.columns[i];
    const auto place = static_cast<std::int64_t>(i);
    const std::int64_t begin = from + (to - from) * place / count + 4;
    const std::int64_t end = from + (to - from) * (place + 1) / count - 4;
    const std::int64_t middle = (begin + end) / 2;
    out += label("x", middle, bottom + 15, column.name);
    if (column.value) {
      const std::int64_t height = std::max<std::int64_t>(bottom - y(*column.value), 1);
      out +=
          fmt::format("<rect class=\"column {}\"{} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"1.5\"/>",
                      mark_name(column.mark), column.mark == HtmlMark::bad ? " fill=\"url(#hatch)\"" : "",
                      begin, bottom - height, end - begin, height);
      out += label("x count", middle, bottom + 29, column.words);
    } else {
      out += fmt::format("<circle class=\"none\" cx=\"{}\" cy=\"{}\" r=\"2\"/>", middle, bottom - 6);
    }
    if (column.goal) {
      goals += fmt::format("M{} {}H{}", begin - 3, y(*column.goal), end + 3);
    }
  }
  if (!goals.empty()) out += fmt::format("<path class=\"goal\" d=\"{}\"/>", goals);
  return out + "</svg>\n</figure>\n";
}

}  // namespace jauge::core
