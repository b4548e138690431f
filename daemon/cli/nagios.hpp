#pragma once
// jauge status --nagios: a plugin's line, performance data and exit code (0 OK, 1 WARNING, 2 CRITICAL, 3
// UNKNOWN).
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/options.hpp"

namespace jauge::cli {

/// Asks the service alone: one that does not answer is CRITICAL.
int status_for_nagios(const Options& options);

/// The plugin's output from the answers to /v1/status and /v1/reports.
std::string nagios_text(const nlohmann::ordered_json& overview, const nlohmann::ordered_json& reports,
                        core::Language language, int& exit_code);

}  // namespace jauge::cli
