#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

int closures(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto closures = (*session)->get("/v1/closures", filter_of(options));
  if (!closures) return closures.error();
  if (options.json) {
    print_json(*closures);
    return all_well;
  }
  const auto language = (*session)->language();
  Table table({{render(msg("month"), language)},
               {render(msg("revision"), language), Table::Align::right},
               {render(msg("closed on"), language)},
               {render(msg("in force"), language)},
               {render(msg("reason"), language)}});
  for (const auto& closure : *closures) {
    table.add({cell(closure.at("month")), cell(closure.at("revision")), instant_cell(closure.at("frozen_at")),
               closure.at("in_force").get<bool>() ? cell(closure.at("in_force")) : "",
               cell(closure.at("reason"))});
  }
  fmt::print("{}", table.text(on_terminal()));
  return all_well;
}

}  // namespace jauge::cli
