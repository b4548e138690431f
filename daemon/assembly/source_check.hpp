#pragma once
// One read of sources, bounded and storing nothing: what `jauged --check` and `jauge source test` print.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "core/ports.hpp"

namespace jauge::assembly {

struct SourceCheck {
  std::string source;
  core::Message problem;  // of the source as a whole
  std::vector<core::Grant> warnings;
  struct Kind {
    std::string kind;
    core::Message problem = {};
    core::Fates fates = {};
    std::uint64_t members = 0;
    bool state = false;
    core::Message remedy = {};  // of the problem
    std::chrono::milliseconds elapsed{0};
  };
  std::vector<Kind> kinds;
  std::chrono::milliseconds elapsed{0};
  core::Message remedy = {};  // of the problem: the statements to run, where it is one of rights
};

/// Reads `sources`, or all of them, over `month`, or the current one. No file is moved and no key is kept.
std::vector<SourceCheck> check_sources(const config::Configuration& configuration,
                                       const std::vector<std::string>& sources, core::Reader& reader,
                                       core::Instant now, const std::optional<core::Month>& month = {});

bool is_well(const SourceCheck& check);
/// Rows by reason.
std::map<std::string, std::uint64_t> refusals(const core::Fates& fates);
/// For a person: never what a row holds.
std::vector<std::string> lines_of(const SourceCheck& check, core::Language language);

}  // namespace jauge::assembly
