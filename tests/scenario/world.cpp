#include "tests/scenario/world.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "admin/json.hpp"
#include "connectors/catalog.hpp"
#include "tests/sandbox/configuration.hpp"
#include "tests/sandbox/writers.hpp"
#include "tests/support/inline_reader.hpp"

namespace jauge::scenario {
namespace {

/// Seals nothing: the container is the report's own bytes. What sealing does is tested elsewhere, on real
/// keys.
class PlainSigner final : public core::Signer {
 public:
  core::Result<std::string> seal(const core::Documents& documents, core::Instant) override {
    return documents.json;
  }
};

engine::Settings settings_of(const config::Configuration& configuration) {
  engine::Settings settings;
  settings.project = configuration.project;
  settings.kinds = configuration.kinds;
  settings.measures = configuration.measures;
  for (const auto& source : configuration.sources) settings.sources.push_back(source.spec);
  settings.close = configuration.schedule.close;
  settings.close_deadline = configuration.schedule.close_deadline;
  settings.software = "0.0.0";
  for (const auto& region : core::regions(configuration.project)) {
    settings.destinations.push_back({region, engine::Destination::Kind::by_hand, "", std::chrono::hours(6)});
  }
  return settings;
}

template <class T>
void demand(const core::Result<T>& result) {
  if (!result) throw std::runtime_error(core::render(result.error().sentence, core::Language::en));
}

}  // namespace

core::Instant at(std::string_view utc) {
  const auto instant = core::parse_utc(utc);
  if (!instant) throw std::runtime_error("not an instant");
  return *instant;
}

struct World::Parts {
  std::unique_ptr<store::Store> store;
  std::unique_ptr<test_support::InlineReader> reader;
  PlainSigner signer;
  std::unique_ptr<engine::Engine> engine;
};

World::World(const std::string& configuration, core::Instant now) : clock(now) {
  auto parsed = config::parse(configuration, directory_ / "jauge.toml");
  if (!parsed) throw std::runtime_error(parsed.error().front().text(core::Language::en));
  configuration_ = std::move(*parsed);
  start();
}

World::~World() = default;

void World::start() {
  parts_ = std::make_unique<Parts>();
  store::Options options;
  options.project = configuration_.project.id;
  auto store = store::Store::open(directory_ / "jauge.db", options);
  demand(store);
  parts_->store = std::move(*store);
  parts_->reader = std::make_unique<test_support::InlineReader>(
      configuration_.kinds, configuration_.project.establishments, [this](const std::string& name) {
        const auto* section = configuration_.find_source(name);
        auto connection = connectors::connect(*section);
        demand(connection);
        return test_support::InlineReader::Served{
            section->spec, std::move(connection->source),
            section->spec.time.value_or(connectors::default_time_form(section->spec.type))};
      });
  auto engine = engine::Engine::open(
      settings_of(configuration_), *parts_->store,
      {clock, *parts_->reader, &parts_->signer, [] { return 0.5; }, [](const engine::Notice&) {}});
  demand(engine);
  parts_->engine = std::move(*engine);
}

void World::restart() {
  parts_.reset();
  start();
}

engine::Engine& World::engine() {
  return *parts_->engine;
}
store::Store& World::store() {
  return *parts_->store;
}

void World::settle() {
  for (;;) {
    demand(engine().tick(engine::Polls::due));
    if (engine().idle()) return;
    demand(engine().pump(std::chrono::milliseconds(0)));
  }
}

std::vector<std::string> World::close(core::Month month, bool accept) {
  const auto work = engine().close(month, accept);
  demand(work);
  settle();
  std::vector<std::string> problems;
  for (const auto& problem : engine().work(*work)->problems) {
    problems.push_back(core::render(problem, core::Language::en));
  }
  return problems;
}

void World::poll() {
  demand(engine().poll({}));
  settle();
}

std::string World::indicators(core::Month month) {
  const auto figures = engine().figures(month);
  demand(figures);
  return admin::indicators_json(*figures, {}).dump();
}

std::string small_grappe(const sandbox::Grappe& grappe, const std::filesystem::path& directory) {
  const auto file = directory / "dui.db";
  sandbox::write_sqlite(sandbox::tables_of(grappe), file);
  return sandbox::write_configuration(grappe, {"sqlite", file.string(), (directory / "jauge.db").string(),
                                               (directory / "run").string(), "", ""});
}

}  // namespace jauge::scenario
