#include "tests/sandbox/compare.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

namespace jauge::sandbox {
namespace {

using Json = nlohmann::json;
using Line = std::tuple<std::string, std::string, std::string, std::string, std::string>;

std::string text(const Json& value) {
  return value.is_null() ? "-" : value.is_string() ? value.get<std::string>() : value.dump();
}

/// An establishment's line is told by its FINESS alone, a roll-up's by its region.
Line line_of(const Json& figure) {
  const bool roll_up = figure.at("finess").is_null();
  return {text(figure.at("finess")), roll_up ? text(figure.at("region")) : "-", text(figure.at("month")),
          text(figure.at("indicator")), text(figure.at("window"))};
}

}  // namespace

Comparison compare(std::string_view truth, std::string_view indicators) {
  std::map<Line, Json> found;
  for (const auto& figure : Json::parse(indicators)) found[line_of(figure)] = figure;
  Comparison comparison;
  for (const auto& expected : Json::parse(truth)) {
    const auto line = line_of(expected);
    const auto name = fmt::format("{} {} {} {} {}", std::get<0>(line), std::get<1>(line), std::get<2>(line),
                                  std::get<3>(line), std::get<4>(line));
    const auto figure = found.find(line);
    if (figure == found.end()) {
      comparison.differences.push_back(name + " : absent");
      continue;
    }
    const auto& got = figure->second;
    const bool undefined = expected.at("denominator") == 0;
    const bool same = undefined
                          ? got.at("state") == "non-calculable"
                          : got.at("state") == "calcule" && got.at("numerator") == expected.at("numerator") &&
                                got.at("denominator") == expected.at("denominator");
    if (same) {
      ++comparison.equal;
    } else {
      comparison.differences.push_back(
          fmt::format("{} : {}/{} attendu, {}/{} {} trouvé", name, text(expected.at("numerator")),
                      text(expected.at("denominator")), text(got.at("numerator")),
                      text(got.at("denominator")), text(got.at("state"))));
    }
  }
  return comparison;
}

}  // namespace jauge::sandbox
