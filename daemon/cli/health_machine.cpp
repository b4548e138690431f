#include <sys/timex.h>
#include <unistd.h>

#include "assembly/installation.hpp"
#include "cli/health.hpp"
#include "core/version.hpp"

namespace jauge::cli {

using core::msg;
using Level = Finding::Level;

void examine_machine(core::Instant now, Findings& findings) {
  const auto say = [&](Level level, core::Message sentence, core::Message remedy = {}) {
    findings.push_back({level, Finding::Area::machine, std::move(sentence), std::move(remedy)});
  };
  if (now < core::released) {
    say(Level::problem, msg("The clock is before this version's release: nothing would be closed or sealed."),
        command("timedatectl set-ntp true"));
  } else {
    timex status{};
    if (ntp_adjtime(&status) == TIME_ERROR) {
      say(Level::warning, msg("The clock is not synchronised."),
          command("apt install systemd-timesyncd && timedatectl set-ntp true"));
    } else {
      say(Level::well, msg("The clock is synchronised."));
    }
  }
  const auto reader = assembly::beside_this_program("jauge-reader");
  if (access(reader.c_str(), X_OK) == 0) {
    say(Level::well, msg("The reader is installed."));
  } else {
    say(Level::problem, msg("The program {0} is missing.", reader), command("apt install --reinstall jauge"));
  }
}

}  // namespace jauge::cli
