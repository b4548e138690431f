#include <nlohmann/json.hpp>

#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/way_test.hpp"

namespace jauge::cli {

int push(const Options& options) {
  if (options.test) return test_ways(options);
  const auto session = Session::open(options);
  if (!session) return session.error();
  if (const auto asked = (*session)->post("/v1/push"); !asked) return asked.error();
  if (const auto delivered = (*session)->deliver(); !delivered) return delivered.error();
  const auto reports = (*session)->get("/v1/reports");
  if (!reports) return reports.error();
  std::size_t waiting = 0;
  for (const auto& report : *reports) {
    const auto& state = report.at("state");
    if (state == "a-envoyer" || state == "a-sceller" || state == "refuse" || state == "conflit") ++waiting;
  }
  say((*session)->language(), core::msg("Reports that are not settled: {0}.", waiting));
  return waiting == 0 ? all_well : needs_operator;
}

}  // namespace jauge::cli
