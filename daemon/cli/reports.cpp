#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

namespace {

/// The state's code in words, for people.
std::string state_words(const std::string& code, core::Language language) {
  if (code == "a-sceller") return render(msg("to be sealed"), language);
  if (code == "a-envoyer") return render(msg("to be sent"), language);
  if (code == "depose-dans-le-dossier") return render(msg("in the deposit directory"), language);
  if (code == "a-deposer") return render(msg("to be deposited by hand"), language);
  if (code == "accuse") return render(msg("receipted by the ARS"), language);
  if (code == "depose") return render(msg("deposited"), language);
  if (code == "refuse") return render(msg("refused by the ARS"), language);
  if (code == "conflit") return render(msg("in conflict at the ARS"), language);
  return code;
}

}  // namespace

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
               cell(report.at("sequence")),
               on_terminal() ? state_words(cell(report.at("state")), language) : cell(report.at("state")),
               instant_cell(report.at("settled_at")), cell(report.at("attempts")), remarks});
  }
  fmt::print("{}", table.text(on_terminal()));
  return all_well;
}

}  // namespace jauge::cli
