#include <nlohmann/json.hpp>

#include "cli/options.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

int deposit(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  Query query = filter_of(options);
  query["note"] = options.reference;
  if (const auto done = (*session)->post("/v1/deposit", query); !done) return done.error();
  say((*session)->language(), core::msg("The deposit of {0} is recorded.", options.month));
  return all_well;
}

}  // namespace jauge::cli
