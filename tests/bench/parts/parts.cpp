#include "tests/bench/parts/parts.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

#include "tests/sandbox/configuration.hpp"
#include "tests/sandbox/writers.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::bench {

struct PartsGrappe::State {
  test_support::TemporaryDirectory directory;
  core::Month month = *core::Month::parse("2026-10");
  std::map<std::string, config::Configuration, std::less<>> configurations;

  void configure(const sandbox::Grappe& grappe, const std::string& type, const std::string& connection,
                 const std::string& source) {
    const auto text = sandbox::write_configuration(
        grappe,
        {type, connection, (directory / "jauge.db").string(), (directory / "run").string(), "", "", source});
    auto parsed = config::parse(text, directory / "jauge.toml");
    if (!parsed) throw std::runtime_error(parsed.error().front().text(core::Language::en));
    configurations.emplace(type, std::move(*parsed));
  }
};

PartsGrappe::PartsGrappe() : state_(std::make_unique<State>()) {
  const auto& directory = state_->directory;
  const auto grappe = sandbox::make_grappe(
      {.seed = 7, .establishments = 15, .persons = 80, .activity = 6.0, .last = state_->month, .months = 1});
  const auto tables = sandbox::tables_of(grappe);
  const auto database = (directory / "dui.db").string();
  sandbox::write_sqlite(tables, database);
  state_->configure(grappe, "sqlite", database, "");
  const auto folder = (directory / "depot").string();
  sandbox::write_csv(
      tables, folder,
      fmt::format("_{}_{}", core::text(grappe.first.first_day()), core::text(grappe.last.end())));
  state_->configure(grappe, "csv", folder, "ready = \"rename\"\n");
}

PartsGrappe::~PartsGrappe() = default;

const config::Configuration& PartsGrappe::configuration() const {
  return state_->configurations.at("sqlite");
}

config::SourceSection PartsGrappe::section(const std::string& type) const {
  return state_->configurations.at(type).sources.front();
}

core::Query PartsGrappe::query(const config::SourceSection& section) const {
  const auto begin = state_->month.first_day();
  const auto end = state_->month.end();
  const auto& zone = section.spec.zone;
  return {"file_update",          section.spec.queries.at("file_update"),
          core::LocalTime(begin), core::LocalTime(end),
          zone.start_of(end),     zone.start_of(begin),
          zone.start_of(end)};
}

core::Month PartsGrappe::month() const {
  return state_->month;
}

const PartsGrappe& parts_grappe() {
  static const PartsGrappe grappe;
  return grappe;
}

}  // namespace jauge::bench
