#include <nlohmann/json.hpp>

#include "assembly/child_reader.hpp"
#include "assembly/installation.hpp"
#include "assembly/source_check.hpp"
#include "assembly/system_clock.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"

namespace jauge::cli {

using core::msg;

namespace {

Json text_or_null(const core::Message& sentence, core::Language language) {
  return sentence.empty() ? Json() : Json(core::render(sentence, language));
}

Json problem_of(const core::Message& problem, const core::Message& remedy, core::Language language) {
  if (problem.empty()) return {};
  return {{"sentence", core::render(problem, language)}, {"hint", text_or_null(remedy, language)}};
}

Json json_of(const assembly::SourceCheck& check, core::Language language) {
  Json kinds = Json::array();
  for (const auto& kind : check.kinds) {
    const auto row = kind.fates.first_refused_row;
    kinds.push_back({{"kind", kind.kind},
                     {"read", kind.fates.read},
                     {"members", kind.members},
                     {"outside", kind.fates.outside},
                     {"future", kind.fates.future},
                     {"outside_window", kind.fates.outside_window},
                     {"corrected", kind.fates.corrected},
                     {"refused", Json(assembly::refusals(kind.fates))},
                     {"first_refused_row", row ? Json(*row) : Json()},
                     {"elapsed_ms", kind.elapsed.count()},
                     {"problem", problem_of(kind.problem, kind.remedy, language)}});
  }
  Json warnings = Json::array();
  for (const auto& grant : check.warnings) {
    warnings.push_back({{"right", grant.right}, {"object", grant.object}, {"remedy", grant.remedy}});
  }
  return {{"source", check.source},
          {"elapsed_ms", check.elapsed.count()},
          {"problem", problem_of(check.problem, check.remedy, language)},
          {"kinds", std::move(kinds)},
          {"warnings", std::move(warnings)}};
}

}  // namespace

int source_test(const Options& options) {
  const auto configuration = config::load(options.configuration);
  if (!configuration) {
    for (const auto& error : configuration.error())
      fmt::print(stderr, "{}\n", error.text(core::Language::fr));
    return wrong_usage;
  }
  const auto language = configuration->language;
  if (!configuration->find_source(options.source)) {
    complain(
        language,
        core::fail(core::ErrorKind::invalid, msg("There is no source named {0}.", options.source)).value());
    return wrong_usage;
  }
  const auto month = core::Month::parse(options.month);
  if (!options.month.empty() && !month) {
    complain(language,
             core::fail(core::ErrorKind::invalid, msg("{0} is no month, written YYYY-MM.", options.month))
                 .value());
    return wrong_usage;
  }
  if (const auto dropped = assembly::drop_privileges(configuration->store.path); !dropped) {
    complain(language, dropped.error());
    return needs_operator;
  }
  assembly::ChildReader reader(configuration->path, assembly::beside_this_program("jauge-reader"));
  const auto checks =
      assembly::check_sources(*configuration, {options.source}, reader, assembly::SystemClock().now(), month);
  const auto& check = checks.front();
  if (options.json) {
    print_json(json_of(check, language));
  } else {
    for (const auto& line : assembly::lines_of(check, language)) fmt::print("{}\n", line);
  }
  return assembly::is_well(check) ? all_well : needs_operator;
}

}  // namespace jauge::cli
