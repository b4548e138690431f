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
  return all_well;
}

}  // namespace jauge::cli
