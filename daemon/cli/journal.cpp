#include "cli/cells.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

int journal(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  Query query;
  if (!options.limit.empty()) query["limit"] = options.limit;
  const auto lines = (*session)->get("/v1/journal", query);
  if (!lines) return lines.error();
  if (options.json) {
    print_json(*lines);
    return all_well;
  }
  const auto language = (*session)->language();
  Table table({{render(msg("at"), language)},
               {render(msg("what"), language)},
               {render(msg("of what"), language)},
               {render(msg("detail"), language)}});
  // The last line is the newest, as in any log.
  for (auto line = lines->rbegin(); line != lines->rend(); ++line) {
    table.add({instant_cell(line->at("at")), cell(line->at("code")), cell(line->at("subject")),
               cell(line->at("detail"))});
  }
  fmt::print("{}", table.text(on_terminal()));
  return all_well;
}

}  // namespace jauge::cli
