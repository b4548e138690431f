#include "cli/way_test.hpp"

#include <cstdio>

#include "assembly/installation.hpp"
#include "cli/session.hpp"
#include "config/configuration.hpp"

namespace jauge::cli {

using core::msg;

int test_ways(const Options& options) {
  auto configuration = config::load(options.configuration);
  if (!configuration) {
    for (const auto& error : configuration.error()) fmt::print(stderr, "{}\n", error.text(options.language));
    return wrong_usage;
  }
  const auto language = configuration->language;
  // The keys are the service's: its account reads them.
  if (const auto dropped = assembly::drop_privileges(configuration->store.path); !dropped) {
    complain(language, dropped.error());
    return needs_operator;
  }
  bool well = true;
  for (const auto& [region, answer] : assembly::ask_states(*configuration)) {
    if (answer.status == 200 || answer.placed) {
      say(language, msg("{0}: the ARS answers and knows us.", region.text()));
    } else {
      well = false;
      complain(language, {core::ErrorKind::transient,
                          answer.status ? msg("{0}: the ARS answers {1}.", region.text(), *answer.status)
                                        : answer.fault,
                          {}});
    }
  }
  return well ? all_well : needs_operator;
}

}  // namespace jauge::cli
