#include "assembly/restoration.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "config/configuration.hpp"

namespace jauge::cli {

using core::msg;

int restore(const Options& options) {
  const auto configuration = config::load(options.configuration);
  if (!configuration) {
    for (const auto& error : configuration.error())
      fmt::print(stderr, "{}\n", error.text(core::Language::fr));
    return wrong_usage;
  }
  const auto language = configuration->language;
  const auto restored = assembly::restore(*configuration, options.file, options.keys);
  if (!restored) {
    complain(language, restored.error());
    return restored.error().kind == core::ErrorKind::refused ? unreachable : needs_operator;
  }
  say(language,
      msg("{0} is restored: {1} closings, {2} reports, {3} receipts, {4} members.", configuration->store.path,
          restored->closures, restored->reports, restored->receipts, restored->members));
  if (restored->replaced) say(language, msg("What was there before is in {0}.", *restored->replaced));
  for (const auto& month : restored->lost_keys) {
    say(language, msg("The key of {0} is nowhere: its members are given up. A closed month keeps its figures "
                      "and can no longer be audited; an open one is read again.",
                      month.text()));
  }
  return all_well;
}

}  // namespace jauge::cli
