#include <cstdio>

#include "assembly/child_reader.hpp"
#include "assembly/installation.hpp"
#include "assembly/system_clock.hpp"
#include "jauged/once.hpp"

namespace jauge::jauged {
namespace {

using core::msg;

void say(core::Language language, const core::Message& sentence) {
  fmt::print("{}\n", core::render(sentence, language));
}

std::string refusals(const core::Fates& fates) {
  std::map<std::string, std::uint64_t> by_reason = fates.unattributed;
  for (const auto& [finess, establishment] : fates.establishments) {
    for (const auto& [reason, count] : establishment.refused) by_reason[reason] += count;
  }
  std::string text;
  for (const auto& [reason, count] : by_reason) text += fmt::format(" {}={}", reason, count);
  return text;
}

bool print_source(const assembly::SourceCheck& check, core::Language language) {
  bool well = check.problem.empty();
  say(language, msg("Source {0} ({1} ms)", check.source, check.elapsed.count()));
  if (!check.problem.empty()) fmt::print("  ✗ {}\n", core::render(check.problem, language));
  for (const auto& kind : check.kinds) {
    if (!kind.problem.empty()) {
      fmt::print("  ✗ {}\n", core::render(kind.problem, language));
      well = false;
      continue;
    }
    if (!check.problem.empty() && kind.fates.read == 0) continue;
    fmt::print(
        "  {} {}\n", kind.fates.refused() > 0 ? "!" : "✓",
        core::render(msg("{0}: {1} rows read, {2} members, {3} outside the project, {4} to come, {5} refused",
                         kind.kind, kind.fates.read, kind.members, kind.fates.outside, kind.fates.future,
                         kind.fates.refused()),
                     language));
    if (kind.fates.refused() > 0) {
      fmt::print("     {}\n", core::render(msg("refused:{0}; first refused row: {1}", refusals(kind.fates),
                                               kind.fates.first_refused_row.value_or(0)),
                                           language));
    }
  }
  for (const auto& grant : check.warnings) {
    fmt::print("  ! {}\n", core::render(msg("The account has the right {0} on {1}. Run: {2}", grant.right,
                                            grant.object, grant.remedy),
                                        language));
  }
  return well;
}

}  // namespace

int run_check(const config::Configuration& configuration) {
  const auto language = configuration.language;
  say(language, msg("Configuration {0}: correct.", configuration.path));
  for (const auto& warning : config::warnings(configuration)) {
    fmt::print("  ! {}\n", core::render(warning, language));
  }
  assembly::ChildReader reader(configuration.path, assembly::beside_this_program("jauge-reader"));
  bool well = true;
  const auto checks = assembly::check_sources(configuration, {}, reader, assembly::SystemClock().now());
  for (const auto& check : checks) well = print_source(check, language) && well;
  say(language, well ? msg("Everything can be read.") : msg("Something cannot be read: see ✗ above."));
  return well ? 0 : 1;
}

}  // namespace jauge::jauged
