#include <nlohmann/json.hpp>

#include "cli/options.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

int headcount(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  Query query = filter_of(options);
  query["number"] = options.number;
  query["origin"] = options.origin;
  if (const auto done = (*session)->post("/v1/headcount", query); !done) return done.error();
  say((*session)->language(),
      core::msg("{0}, {1}: {2} persons accompanied.", options.month, options.establishment, options.number));
  const auto closures = (*session)->get("/v1/closures", {{"month", options.month}});
  if (closures && !closures->empty()) {
    say((*session)->language(),
        core::msg("{0} is closed: the number counts once the month is revised, with jauge revise.",
                  options.month));
  }
  return all_well;
}

}  // namespace jauge::cli
