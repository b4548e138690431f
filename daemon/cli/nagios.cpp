#include "cli/nagios.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/session.hpp"

namespace jauge::cli {

using core::msg;
using core::render;

namespace {

struct Verdict {
  int exit_code = 0;
  std::string_view word = "OK";
};

Verdict verdict_of(const Json& overview) {
  Verdict verdict;
  for (const auto& advice : overview.at("advice")) {
    if (advice.at("level") == "alarm") return {2, "CRITICAL"};
    if (advice.at("level") == "warning") verdict = {1, "WARNING"};
  }
  return verdict;
}

/// A plugin's text holds no "|": performance data begins there.
std::string one_line(std::string text) {
  std::ranges::replace(text, '|', '/');
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

std::string nagios_text(const Json& overview, const Json& reports, core::Language language, int& exit_code) {
  const auto verdict = verdict_of(overview);
  exit_code = verdict.exit_code;
  std::size_t unsettled = 0;
  for (const auto& report : reports) {
    if (report.at("state") != "accuse" && report.at("state") != "depose") ++unsettled;
  }
  std::size_t alarms = 0;
  std::size_t warnings = 0;
  std::string first;
  std::string rest;
  for (const auto& advice : overview.at("advice")) {
    const auto level = advice.at("level").get<std::string>();
    alarms += level == "alarm";
    warnings += level == "warning";
    if (level == "note") continue;
    const auto line = one_line(advice.at("text").get<std::string>());
    if (first.empty()) {
      first = line;
    } else {
      rest += line + "\n";
    }
  }
  if (first.empty()) {
    first = render(msg("next closing {0}", overview.at("next_closing").get<std::string>()), language);
  }
  return fmt::format("JAUGE {} - {}|alarms={};;0 warnings={};0 reports={} unsettled={}\n{}", verdict.word,
                     first, alarms, warnings, reports.size(), unsettled, rest);
}

int status_for_nagios(const Options& options) {
  constexpr int critical = 2;
  constexpr int unknown = 3;
  const auto session = Session::open_remote(options);
  if (!session) return unknown;
  const auto language = (*session)->language();
  if (!(*session)->remote()) {
    fmt::print("JAUGE CRITICAL - {}\n", render(msg("the service does not answer"), language));
    return critical;
  }
  const auto overview = (*session)->get("/v1/status");
  const auto reports = (*session)->get("/v1/reports");
  if (!overview || !reports) {
    fmt::print("JAUGE UNKNOWN - {}\n", render(msg("the service does not answer"), language));
    return unknown;
  }
  int exit_code = unknown;
  fmt::print("{}", nagios_text(*overview, *reports, language, exit_code));
  return exit_code;
}

}  // namespace jauge::cli
