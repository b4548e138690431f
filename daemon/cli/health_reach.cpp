// What lies outside the machine, and what the project asks for.
#include "cli/health.hpp"

namespace jauge::cli {

using core::msg;
using Level = Finding::Level;

void examine_sources(const std::vector<assembly::SourceCheck>& checks, Findings& findings) {
  const auto say = [&](Level level, core::Message sentence, core::Message remedy = {}) {
    findings.push_back({level, Finding::Area::sources, std::move(sentence), std::move(remedy)});
  };
  for (const auto& check : checks) {
    if (!check.problem.empty()) {
      say(Level::problem, check.problem,
          msg("jauged --check shows the source alone; the guide is connecter-un-dui.md."));
      continue;
    }
    bool well = true;
    for (const auto& kind : check.kinds) {
      if (!kind.problem.empty()) {
        well = false;
        say(Level::problem, kind.problem,
            msg("Correct the query of {0} in [source.query], or the view that it reads.", kind.kind));
      } else if (kind.fates.refused() > 0) {
        well = false;
        say(Level::warning,
            msg("Source {0}, query {1}: {2} rows of {3} are refused, the first is row {4}.", check.source,
                kind.kind, kind.fates.refused(), kind.fates.read, kind.fates.first_refused_row.value_or(0)),
            msg("jauged --check gives the reasons."));
      }
    }
    for (const auto& grant : check.warnings) {
      well = false;
      say(Level::warning,
          msg("Source {0}: the account has the right {1} on {2}.", check.source, grant.right, grant.object),
          msg("{0}", grant.remedy));
    }
    if (well) say(Level::well, msg("Source {0}: every query can be read.", check.source));
  }
}

void examine_ars(const config::Configuration& configuration,
                 const std::map<core::RegionCode, core::Answer>& answers, Findings& findings) {
  const auto say = [&](Level level, core::Message sentence, core::Message remedy = {}) {
    findings.push_back({level, Finding::Area::ars, std::move(sentence), std::move(remedy)});
  };
  for (const auto& [region, answer] : answers) {
    const auto* ars = configuration.find_ars(region);
    const std::string address = ars == nullptr ? "" : ars->url.empty() ? ars->directory : ars->url;
    if (answer.status == 200 || answer.placed) {
      say(Level::well, msg("{0}: the ARS answers and knows us.", region.text()));
    } else if (answer.status) {
      say(Level::problem, msg("{0}: the ARS answers {1}.", region.text(), *answer.status),
          msg("Ask the ARS whether the project and its organisation are enrolled, and check {0}.", address));
    } else {
      say(Level::problem, answer.fault,
          msg("Check {0}, the proxy and the firewall, then jauge push --test.", address));
    }
  }
}

void examine_project(const config::Configuration& configuration, Findings& findings) {
  const auto warnings = config::warnings(configuration);
  for (const auto& warning : warnings) {
    findings.push_back({Level::warning, Finding::Area::project, warning,
                        msg("Complete {0}, then reload: systemctl reload jauged", configuration.path)});
  }
  if (warnings.empty()) {
    findings.push_back({Level::well,
                        Finding::Area::project,
                        msg("Targets, sources and regions of the project are complete."),
                        {}});
  }
}

}  // namespace jauge::cli
