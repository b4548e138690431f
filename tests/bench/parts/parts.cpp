#include "tests/bench/parts/parts.hpp"

#include <stdexcept>

#include "tests/sandbox/configuration.hpp"
#include "tests/sandbox/writers.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::bench {

struct PartsGrappe::State {
  test_support::TemporaryDirectory directory;
  core::Month month = *core::Month::parse("2026-10");
  config::Configuration configuration;
};

PartsGrappe::PartsGrappe() : state_(std::make_unique<State>()) {
  const auto& directory = state_->directory;
  const auto grappe = sandbox::make_grappe(
      {.seed = 7, .establishments = 15, .persons = 80, .activity = 6.0, .last = state_->month, .months = 1});
  const auto file = (directory / "dui.db").string();
  sandbox::write_sqlite(sandbox::tables_of(grappe), file);
  const auto text = sandbox::write_configuration(
      grappe, {"sqlite", file, (directory / "jauge.db").string(), (directory / "run").string(), "", ""});
  auto parsed = config::parse(text, directory / "jauge.toml");
  if (!parsed) throw std::runtime_error(parsed.error().front().text(core::Language::en));
  state_->configuration = std::move(*parsed);
}

PartsGrappe::~PartsGrappe() = default;

const config::Configuration& PartsGrappe::configuration() const {
  return state_->configuration;
}

config::SourceSection PartsGrappe::section(const std::string& type) const {
  auto section = state_->configuration.sources.front();
  section.spec.type = type;
  return section;
}

core::Query PartsGrappe::query() const {
  return {"file_update", state_->configuration.sources.front().spec.queries.at("file_update"),
          core::LocalTime(state_->month.first_day()), core::LocalTime(state_->month.end())};
}

core::Month PartsGrappe::month() const {
  return state_->month;
}

const PartsGrappe& parts_grappe() {
  static const PartsGrappe grappe;
  return grappe;
}

}  // namespace jauge::bench
