#pragma once
// What an administrator can get wrong, looked at one thing at a time: each finding has one remedy.
#include <vector>

#include "assembly/installation.hpp"
#include "config/configuration.hpp"
#include "core/message.hpp"

namespace jauge::cli {

struct Finding {
  enum class Level { well, warning, problem };
  enum class Area { files, machine, certificates, sources, ars, project, service };
  Level level = Level::well;
  Area area = Area::files;
  core::Message sentence;
  core::Message remedy;  // empty where all is well
};
using Findings = std::vector<Finding>;

/// A remedy that is a command line, the same in every language.
inline core::Message command(const std::string& line) {
  return core::msg("{0}", line);
}

/// Files and directories: rights, owners, secrets, room on the disk.
void examine_files(const config::Configuration& configuration, Findings& findings);
/// The clock and the programs.
void examine_machine(core::Instant now, Findings& findings);
/// The seal's and the ARS's certificates: dates, keys, usage, organisation.
void examine_certificates(const config::Configuration& configuration, core::Instant now, Findings& findings);
/// What reading the sources gave: connection, rights, columns, refused rows.
void examine_sources(const std::vector<assembly::SourceCheck>& checks, Findings& findings);
/// What asking each ARS gave.
void examine_ars(const config::Configuration& configuration,
                 const std::map<core::RegionCode, core::Answer>& answers, Findings& findings);
/// Targets, kinds that nothing reads, regions without an ARS.
void examine_project(const config::Configuration& configuration, Findings& findings);

}  // namespace jauge::cli
