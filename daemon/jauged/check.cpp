#include <cstdio>

#include "assembly/certificates.hpp"
#include "assembly/child_reader.hpp"
#include "assembly/installation.hpp"
#include "assembly/source_check.hpp"
#include "assembly/system_clock.hpp"
#include "engine/certificate_watch.hpp"
#include "jauged/once.hpp"

namespace jauge::jauged {
namespace {

using core::msg;

void say(core::Language language, const core::Message& sentence) {
  fmt::print("{}\n", core::render(sentence, language));
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
  const auto now = assembly::SystemClock().now();
  for (const auto& certificate : assembly::look_at_certificates(configuration, now)) {
    const auto advice = engine::advise_on_certificate(certificate, now);
    if (advice) {
      well = well && advice->level != engine::Advice::Level::alarm;
      fmt::print("  {} {}\n", advice->level == engine::Advice::Level::alarm ? "✗" : "!",
                 core::render(advice->sentence, language));
    } else if (certificate.not_after) {
      fmt::print("  ✓ {}\n", core::render(msg("{0} ({1}): until {2}", certificate.path, certificate.subject,
                                              core::utc_text(*certificate.not_after)),
                                          language));
    }
  }
  for (const auto& check :
       assembly::check_sources(configuration, {}, reader, assembly::SystemClock().now())) {
    for (const auto& line : assembly::lines_of(check, language)) fmt::print("{}\n", line);
    well = assembly::is_well(check) && well;
  }
  say(language, well ? msg("Everything can be read.") : msg("Something cannot be read: see ✗ above."));
  return well ? 0 : 1;
}

}  // namespace jauge::jauged
