#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

int reports(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto reports = (*session)->get("/v1/reports", filter_of(options));
  if (!reports) return reports.error();
  if (options.json) {
    print_json(*reports);
    return all_well;
  }
  const auto language = (*session)->language();
  Table table({{render(msg("month"), language)},
               {render(msg("revision"), language), Table::Align::right},
               {render(msg("region"), language)},
               {render(msg("number"), language), Table::Align::right},
               {render(msg("state"), language)},
               {render(msg("settled on"), language)},
               {render(msg("attempts"), language), Table::Align::right},
               {render(msg("remarks"), language)}});
  for (const auto& report : *reports) {
    std::string remarks = cell(report.at("alarm"));
    if (remarks.empty()) remarks = cell(report.at("deposit"));
    table.add({cell(report.at("month")), cell(report.at("revision")), cell(report.at("region")),
               cell(report.at("sequence")), cell(report.at("state")), instant_cell(report.at("settled_at")),
               cell(report.at("attempts")), remarks});
  }
  fmt::print("{}", table.text(on_terminal()));
  return all_well;
}

}  // namespace jauge::cli
