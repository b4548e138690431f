#include <cmath>
#include <numbers>

#include "core/html.hpp"

namespace jauge::core {

std::string html_dial(const HtmlDial& dial) {
  constexpr double center_x = 130;
  constexpr double center_y = 126;
  constexpr double radius = 104;
  std::string out = fmt::format("<svg class=\"dial\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 260 150\">",
                                html_escape(dial.description));
  const auto point = [&](double share) {
    const double angle = std::numbers::pi * (1 - share);
    return fmt::format("{:.1f} {:.1f}", center_x + radius * std::cos(angle),
                       center_y - radius * std::sin(angle));
  };
  const double count = std::max(1.0, static_cast<double>(dial.segments.size()));
  const double gap = std::min(0.012, 0.25 / count);
  for (std::size_t i = 0; i < dial.segments.size(); ++i) {
    const double begin = static_cast<double>(i) / count + (i == 0 ? 0 : gap / 2);
    const double end = static_cast<double>(i + 1) / count - (i + 1 == dial.segments.size() ? 0 : gap / 2);
    const std::string arc =
        fmt::format("M{} A{:.0f} {:.0f} 0 0 1 {}", point(begin), radius, radius, point(end));
    const auto name = mark_name(dial.segments[i]);
    out += fmt::format("<path class=\"segment {}\" d=\"{}\"/>", name, arc);
    // What is not met or not known is hollow: told apart without colour.
    if (dial.segments[i] != HtmlMark::good) {
      const double inset = std::min((end - begin) * 0.18, 0.012);
      out += fmt::format("<path class=\"core {}\" d=\"M{} A{:.0f} {:.0f} 0 0 1 {}\"/>", name,
                         point(begin + inset), radius, radius, point(end - inset));
    }
  }
  out += fmt::format("<text class=\"number\" x=\"130\" y=\"112\">{}</text>", html_escape(dial.number));
  out += fmt::format("<text class=\"words\" x=\"130\" y=\"138\">{}</text>", html_escape(dial.words));
  return out + "</svg>\n";
}

}  // namespace jauge::core
