// jauge complete WHAT: the candidates of a completion, one a line, for the shells' scripts. It never opens
// the store, and says nothing where it knows nothing.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "assembly/system_clock.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "config/configuration.hpp"

namespace jauge::cli {

namespace {

/// From the project's first month to the current one, the latest first; twelve where it is not known.
void print_months(const config::Configuration& configuration) {
  const auto now = configuration.project.zone.day_of(assembly::SystemClock().now());
  auto month = core::Month::of(now);
  constexpr int most = 36;
  const auto first =
      std::max(configuration.project.first_month.value_or(core::Month::of(configuration.project.started)),
               month - most);
  for (; month >= first; month = month.previous()) fmt::print("{}\n", month.text());
}

}  // namespace

int complete(const Options& options) {
  if (options.what == "verbs") {
    for (const auto& [name, help] : options.verbs) fmt::print("{}\t{}\n", name, help);
    return all_well;
  }
  const auto configuration = config::load(options.configuration);
  if (!configuration) return all_well;
  if (options.what == "months") print_months(*configuration);
  if (options.what == "establishments") {
    for (const auto& establishment : configuration->project.establishments) {
      fmt::print("{}\t{}\n", establishment.finess.text(), establishment.name);
    }
  }
  if (options.what == "sources") {
    for (const auto& source : configuration->sources) fmt::print("{}\n", source.spec.name);
  }
  if (options.what == "regions") {
    for (const auto& region : core::regions(configuration->project)) {
      fmt::print("{}\t{}\n", region.text(), region.name());
    }
  }
  return all_well;
}

}  // namespace jauge::cli
