#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

int indicators(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto lines = (*session)->get("/v1/indicators", filter_of(options));
  if (!lines) return lines.error();
  if (options.json) {
    print_json(*lines);
    return all_well;
  }
  const auto language = (*session)->language();
  const auto title = [&](const core::Message& word) { return render(word, language); };
  using Align = Table::Align;
  Table table({{title(msg("establishment"))},
               {title(msg("indicator"))},
               {title(msg("window"))},
               {title(msg("value")), Align::right},
               {title(msg("counted")), Align::right},
               {title(msg("target")), Align::right},
               {title(msg("met")), Align::left, outcome_paint},
               {title(msg("remarks"))}});
  for (const auto& line : *lines) {
    std::string where = cell(line.at("finess"));
    if (where.empty()) where = line.at("region").is_null() ? "PROJET" : "REGION " + cell(line.at("region"));
    const bool people = on_terminal();
    std::string counted = cell(line.at("numerator"));
    if (!line.at("denominator").is_null()) counted += "/" + cell(line.at("denominator"));
    std::string remarks = cell(line.at("reason"));
    for (const auto& flag : line.at("flags"))
      remarks += (remarks.empty() ? "" : " ") + flag.get<std::string>();
    std::string value = cell(line.at("value"), language);
    if (!value.empty() && line.at("unit") == "%") value += " %";
    table.add({where, cell(line.at("indicator")), cell(line.at("window")), value, counted,
               cell(line.at("target"), language),
               people ? outcome_cell(line.at("met"), language) : cell(line.at("met")), remarks});
  }
  fmt::print("{}", table.text(on_terminal()));
  return all_well;
}

}  // namespace jauge::cli
