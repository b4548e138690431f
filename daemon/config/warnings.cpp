// What is allowed and yet worth a look, for `--check`.
#include <algorithm>
#include <set>

#include "config/configuration.hpp"

namespace jauge::config {

using core::msg;

namespace {

using Warnings = std::vector<core::Message>;

void check_luhn(const core::Project& project, Warnings& warnings) {
  std::set<core::Finess> numbers{project.holder};
  for (const auto& establishment : project.establishments) {
    numbers.insert(establishment.finess);
    numbers.insert(establishment.operator_finess);
  }
  for (const core::Finess& number : numbers) {
    if (!number.luhn_holds()) {
      warnings.push_back(
          msg("The check digit of the FINESS number {0} does not hold; compare it with the register.",
              number.text()));
    }
  }
}

/// The criteria that gate for this establishment, under the latest measure.
std::vector<std::string> criteria(const Configuration& configuration,
                                  const core::Establishment& establishment) {
  std::vector<std::string> ids;
  const auto& dated = configuration.project.measures;
  if (dated.empty()) return ids;
  const auto latest = std::max_element(
      dated.begin(), dated.end(), [](const auto& left, const auto& right) { return left.from < right.from; });
  const auto found = configuration.measures.find(latest->value);
  if (found == configuration.measures.end()) return ids;
  const core::Gate& gate = found->second.gate;
  ids = gate.rates;
  const auto& chosen = configuration.project.socles;
  const auto& exempt = establishment.overrides.exempt;
  for (const std::string& id : (establishment.medicalised ? gate.medicalised : gate.non_medicalised).among) {
    const bool kept = chosen.empty() || std::find(chosen.begin(), chosen.end(), id) != chosen.end();
    if (kept && std::find(exempt.begin(), exempt.end(), id) == exempt.end()) ids.push_back(id);
  }
  return ids;
}

/// Sorted by indicator, so that one line tells of all its establishments.
void check_targets(const Configuration& configuration, Warnings& warnings) {
  std::map<std::string, std::string> unset;
  std::map<std::string, std::string> zero;
  const core::Targets none;
  const auto& dated = configuration.project.targets;
  const auto latest = std::max_element(
      dated.begin(), dated.end(), [](const auto& left, const auto& right) { return left.from < right.from; });
  const core::Targets& common = latest == dated.end() ? none : latest->value;
  for (const auto& establishment : configuration.project.establishments) {
    for (const std::string& id : criteria(configuration, establishment)) {
      const auto own = establishment.overrides.values.find(id);
      const auto shared = common.find(id);
      const bool has_own = own != establishment.overrides.values.end();
      auto& list = !has_own && shared == common.end() ? unset[id] : zero[id];
      if ((has_own && own->second != 0) || (!has_own && shared != common.end() && shared->second != 0))
        continue;
      list += fmt::format("{}{}", list.empty() ? "" : " ", establishment.finess.text());
    }
  }
  for (const auto& [id, list] : unset) {
    if (list.empty()) continue;
    warnings.push_back(msg("No target is set for {0} ({1}): it stays undetermined, never met.", id, list));
  }
  for (const auto& [id, list] : zero) {
    if (list.empty()) continue;
    warnings.push_back(msg("The target of {0} is 0 ({1}): it is met without any use.", id, list));
  }
}

void check_sources(const Configuration& configuration, Warnings& warnings) {
  std::set<std::string> wanted;
  for (const auto& [id, measure] : configuration.measures) {
    for (const auto& indicator : measure.indicators) {
      if (indicator.supplementary) continue;
      wanted.insert(indicator.numerator.begin(), indicator.numerator.end());
      if (!indicator.denominator.empty()) wanted.insert(indicator.denominator);
    }
  }
  for (const auto& source : configuration.sources) {
    const core::SourceSpec& spec = source.spec;
    for (const std::string& kind : spec.overwritten) {
      if (spec.queries.contains(kind)) continue;
      warnings.push_back(
          msg("The source {0} lists {1} as overwritten but does not read it.", spec.name, kind));
    }
    for (const std::string& kind : spec.may_be_empty) {
      if (spec.queries.contains(kind)) continue;
      warnings.push_back(
          msg("The source {0} says that {1} may be empty but does not read it.", spec.name, kind));
    }
    if (spec.every_state > spec.max_state_gap) {
      warnings.push_back(
          msg("The source {0} reads states less often (every_state) than max_state_gap asks: they will "
              "never be complete.",
              spec.name));
    }
    if (source.tls == SourceSection::Tls::require || spec.tls == "off") {
      warnings.push_back(
          msg("The source {0} does not verify whom it talks to (tls = \"{1}\"); the report says so.",
              spec.name, spec.tls));
    }
    for (const auto& [kind, text] : spec.queries) wanted.erase(kind);
  }
  for (const std::string& kind : wanted) {
    warnings.push_back(msg("No source gives {0}: the indicators that need it will not be computable.", kind));
  }
}

void check_regions(const Configuration& configuration, Warnings& warnings) {
  const auto regions = core::regions(configuration.project);
  for (const auto& region : regions) {
    const ArsSection* ars = configuration.find_ars(region);
    if (ars == nullptr || (ars->url.empty() && ars->directory.empty())) {
      warnings.push_back(
          msg("The reports for region {0} are to be deposited by hand: no [[ars]] has a url or a directory "
              "for it.",
              region.text()));
    }
  }
  for (const auto& ars : configuration.ars) {
    if (std::find(regions.begin(), regions.end(), ars.region) != regions.end()) continue;
    warnings.push_back(
        msg("There is an [[ars]] for region {0}, but no establishment in it.", ars.region.text()));
  }
  if (!configuration.seal) {
    warnings.push_back(msg("There is no section [seal]: months will close, but no report can be sealed."));
  }
}

}  // namespace

std::vector<core::Message> warnings(const Configuration& configuration) {
  Warnings warnings;
  check_luhn(configuration.project, warnings);
  check_targets(configuration, warnings);
  if (configuration.project.socles.size() == 1) {
    warnings.push_back(
        msg("Only one socle criterion is chosen; the call for projects asks for at least two."));
  }
  check_sources(configuration, warnings);
  check_regions(configuration, warnings);
  return warnings;
}

}  // namespace jauge::config
