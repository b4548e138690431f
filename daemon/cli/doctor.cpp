// jauge doctor: everything an administrator can get wrong, with one remedy each.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "assembly/child_reader.hpp"
#include "assembly/system_clock.hpp"
#include "cli/health.hpp"
#include "cli/session.hpp"

namespace jauge::cli {
namespace {

using core::msg;
using Area = Finding::Area;
using Level = Finding::Level;

core::Message title(Area area) {
  switch (area) {
    case Area::files:
      return msg("Files");
    case Area::machine:
      return msg("Machine");
    case Area::certificates:
      return msg("Certificates");
    case Area::sources:
      return msg("Sources");
    case Area::ars:
      return msg("ARS");
    case Area::project:
      return msg("Project");
    case Area::service:
      return msg("Service");
  }
  return {};
}

const char* code(Area area) {
  static constexpr std::array codes{"fichiers", "machine", "certificats", "sources",
                                    "ars",      "projet",  "service"};
  return codes[static_cast<std::size_t>(area)];
}

const char* code(Level level) {
  static constexpr std::array codes{"bon", "attention", "probleme"};
  return codes[static_cast<std::size_t>(level)];
}

/// The service's own advice, or that it does not run.
void examine_service(const Options& options, Findings& findings) {
  const auto session = Session::open(options);
  if (!session) {
    findings.push_back({Level::problem, Area::service, msg("The store or the service cannot be asked."),
                        command("systemctl status jauged && journalctl -u jauged -n 20")});
    return;
  }
  const auto status = (*session)->get("/v1/status");
  if (!status) return;
  bool well = true;
  for (const auto& advice : status->value("advice", Json::array())) {
    if (advice.value("level", "") != "alarm") continue;
    well = false;
    findings.push_back({Level::problem, Area::service, msg("{0}", advice.value("text", "")),
                        msg("jauge status shows it with its context.")});
  }
  if (well) findings.push_back({Level::well, Area::service, msg("No alarm is raised."), {}});
}

void print_findings(const Findings& findings, core::Language language) {
  std::optional<Area> shown;
  for (const auto& finding : findings) {
    if (shown != finding.area) fmt::print("{}\n", core::render(title(finding.area), language));
    shown = finding.area;
    const auto* mark = finding.level == Level::well ? "✓" : finding.level == Level::warning ? "!" : "✗";
    fmt::print("  {} {}\n", mark, core::render(finding.sentence, language));
    if (!finding.remedy.empty()) fmt::print("      → {}\n", core::render(finding.remedy, language));
  }
}

Json json_of(const Findings& findings, core::Language language) {
  Json out = Json::array();
  for (const auto& finding : findings) {
    out.push_back(
        {{"area", code(finding.area)},
         {"level", code(finding.level)},
         {"sentence", core::render(finding.sentence, language)},
         {"remedy", finding.remedy.empty() ? Json() : Json(core::render(finding.remedy, language))}});
  }
  return out;
}

}  // namespace

int doctor(const Options& options) {
  const auto configuration = config::load(options.configuration);
  if (!configuration) {
    for (const auto& error : configuration.error()) fmt::print(stderr, "{}\n", error.text(options.language));
    return wrong_usage;
  }
  const auto language = configuration->language;
  // As the service sees it: root may read what the service may not.
  if (auto dropped = assembly::drop_privileges(configuration->store.path); !dropped) {
    complain(language, dropped.error());
    return needs_operator;
  }
  const auto now = assembly::SystemClock().now();
  Findings findings;
  examine_files(*configuration, findings);
  examine_machine(now, findings);
  examine_certificates(*configuration, now, findings);
  examine_project(*configuration, findings);
  {
    assembly::ChildReader reader(configuration->path, assembly::beside_this_program("jauge-reader"));
    examine_sources(assembly::check_sources(*configuration, {}, reader, now), findings);
  }
  examine_ars(*configuration, assembly::ask_states(*configuration), findings);
  examine_service(options, findings);

  if (options.json) {
    print_json(json_of(findings, language));
  } else {
    print_findings(findings, language);
  }
  std::size_t problems = 0;
  std::size_t warnings = 0;
  for (const auto& finding : findings) {
    if (finding.level == Level::problem) ++problems;
    if (finding.level == Level::warning) ++warnings;
  }
  if (!options.json) say(language, msg("{0} problems, {1} warnings.", problems, warnings));
  return problems == 0 ? all_well : needs_operator;
}

}  // namespace jauge::cli
