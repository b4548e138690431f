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

/// The entry that will be in force at last.
template <class T>
const core::Dated<T>& latest(const std::vector<core::Dated<T>>& dated) {
  return *std::max_element(dated.begin(), dated.end(),
                           [](const auto& left, const auto& right) { return left.from < right.from; });
}

const core::Measure* latest_measure(const Configuration& configuration) {
  const auto& dated = configuration.project.measures;
  if (dated.empty()) return nullptr;
  const auto found = configuration.measures.find(latest(dated).value);
  return found == configuration.measures.end() ? nullptr : &found->second;
}

/// The criteria that gate for this establishment, under the latest measure.
std::vector<std::string> criteria(const Configuration& configuration,
                                  const core::Establishment& establishment) {
  const core::Measure* measure = latest_measure(configuration);
  if (measure == nullptr) return {};
  const core::Gate& gate = measure->gate;
  std::vector<std::string> ids = gate.rates;
  const auto& chosen = configuration.project.socles;
  const auto& exempt = establishment.overrides.exempt;
  for (const std::string& id : (establishment.medicalised ? gate.medicalised : gate.non_medicalised).among) {
    const bool kept = chosen.empty() || std::find(chosen.begin(), chosen.end(), id) != chosen.end();
    if (kept && std::find(exempt.begin(), exempt.end(), id) == exempt.end()) ids.push_back(id);
  }
  return ids;
}

/// FINESS numbers by what they have in common, so that one line tells of all of them.
using Lists = std::map<std::string, std::string>;

void add(Lists& lists, const std::string& what, const core::Finess& finess) {
  std::string& list = lists[what];
  list += fmt::format("{}{}", list.empty() ? "" : " ", finess.text());
}

void check_targets(const Configuration& configuration, Warnings& warnings) {
  const auto& dated = configuration.project.targets;
  const core::Targets common = dated.empty() ? core::Targets{} : latest(dated).value;
  Lists unset;
  Lists zero;
  for (const auto& establishment : configuration.project.establishments) {
    core::Targets targets = establishment.overrides.values;
    targets.insert(common.begin(), common.end());  // an establishment's own stay
    for (const std::string& id : criteria(configuration, establishment)) {
      const auto target = targets.find(id);
      if (target == targets.end()) {
        add(unset, id, establishment.finess);
      } else if (target->second == 0) {
        add(zero, id, establishment.finess);
      }
    }
  }
  for (const auto& [id, list] : unset) {
    warnings.push_back(msg("No target is set for {0} ({1}): it stays undetermined, never met.", id, list));
  }
  for (const auto& [id, list] : zero) {
    warnings.push_back(msg("The target of {0} is 0 ({1}): it is met without any use.", id, list));
  }
}

bool is_read(const Configuration& configuration, std::string_view kind, const core::Finess& finess) {
  return std::any_of(
      configuration.sources.begin(), configuration.sources.end(), [&](const SourceSection& source) {
        const auto& answers = source.spec.establishments;
        return source.spec.queries.contains(kind) &&
               (answers.empty() || std::find(answers.begin(), answers.end(), finess) != answers.end());
      });
}

void check_kinds(const Configuration& configuration, Warnings& warnings) {
  const core::Measure* measure = latest_measure(configuration);
  if (measure == nullptr) return;
  Lists unread;
  for (const auto& establishment : configuration.project.establishments) {
    std::set<std::string> wanted;
    for (const std::string& id : criteria(configuration, establishment)) {
      const core::Indicator* indicator = measure->find(id);
      if (indicator == nullptr) continue;
      wanted.insert(indicator->numerator.begin(), indicator->numerator.end());
      const bool stated = indicator->headcount && is_read(configuration, "headcount", establishment.finess);
      if (!indicator->denominator.empty() && !stated) wanted.insert(indicator->denominator);
    }
    for (const std::string& kind : wanted) {
      if (!is_read(configuration, kind, establishment.finess)) add(unread, kind, establishment.finess);
    }
  }
  for (const auto& [kind, list] : unread) {
    warnings.push_back(
        msg("No source gives {0} for {1}: the indicators that need it will not be computable.", kind, list));
  }
}

void check_sources(const Configuration& configuration, Warnings& warnings) {
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
  check_kinds(configuration, warnings);
  check_sources(configuration, warnings);
  check_regions(configuration, warnings);
  return warnings;
}

}  // namespace jauge::config
