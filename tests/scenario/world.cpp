#include "tests/scenario/world.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "admin/json.hpp"
#include "connectors/catalog.hpp"
#include "engine/delivery_attempt.hpp"
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

/// A source whose rows stand for [begin, end) alone, as those of a file do.
class DeclaringSource final : public core::Source {
 public:
  DeclaringSource(std::unique_ptr<core::Source> source, std::pair<core::Instant, core::Instant> covered)
      : source_(std::move(source)), covered_(covered) {}
  core::Result<void> open() override { return source_->open(); }
  core::Result<std::vector<core::Grant>> excessive_grants() override { return source_->excessive_grants(); }
  core::Result<void> read(const core::Query& query, const std::function<void(core::Columns)>& on_columns,
                          const std::function<bool(const core::Row&)>& on_row) override {
    return source_->read(
        query,
        [&](core::Columns columns) {
          columns.covered_until =
              covered_.first <= query.from ? std::max(query.from, covered_.second) : query.from;
          on_columns(columns);
        },
        on_row);
  }
  core::Result<core::Cell> read_value(const std::string& text) override { return source_->read_value(text); }

 private:
  std::unique_ptr<core::Source> source_;
  std::pair<core::Instant, core::Instant> covered_;
};

engine::Settings settings_of(const config::Configuration& configuration, engine::Destination::Kind kind) {
  engine::Settings settings;
  settings.project = configuration.project;
  settings.kinds = configuration.kinds;
  settings.measures = configuration.measures;
  for (const auto& source : configuration.sources) settings.sources.push_back(source.spec);
  settings.close = configuration.schedule.close;
  settings.close_deadline = configuration.schedule.close_deadline;
  settings.retention = {configuration.store.retain_months, configuration.store.retain_max,
                        configuration.store.audit_months};
  settings.parts = configuration.parts;
  settings.software = "0.0.0";
  for (const auto& region : core::regions(configuration.project)) {
    settings.destinations.push_back({region, kind, "", std::chrono::hours(6)});
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
  configure(configuration);
  start();
}

void World::configure(const std::string& text) {
  auto parsed = config::parse(text, directory_ / "jauge.toml");
  if (!parsed) throw std::runtime_error(parsed.error().front().text(core::Language::en));
  configuration_ = std::move(*parsed);
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
        if (const auto covered = declared_.find(name); covered != declared_.end()) {
          connection->source =
              std::make_unique<DeclaringSource>(std::move(connection->source), covered->second);
        }
        return test_support::InlineReader::Served{
            section->spec, std::move(connection->source),
            section->spec.time.value_or(connectors::default_time_form(section->spec.type))};
      });
  const auto kind = gateway_ ? engine::Destination::Kind::https : engine::Destination::Kind::by_hand;
  auto settings = settings_of(configuration_, kind);
  settings.backfill = backfill_;
  settings.built = built;
  auto engine =
      engine::Engine::open(std::move(settings), *parts_->store,
                           {clock, *parts_->reader, signer_ ? signer_ : &parts_->signer, [] { return 0.5; },
                            [](const engine::Notice&) {}, [this] { return synchronised; }});
  demand(engine);
  parts_->engine = std::move(*engine);
}

void World::restart() {
  parts_.reset();
  start();
}

void World::restart(const std::string& configuration) {
  parts_.reset();
  configure(configuration);
  start();
}

void World::declare(const std::string& source, core::Instant begin, core::Instant end) {
  declared_.insert_or_assign(source, std::pair(begin, end));
}

void World::restart_with_backfill() {
  backfill_ = true;
  restart();
}

void World::seal_with(core::Signer& signer) {
  signer_ = &signer;
  restart();
}

void World::send_over(core::Gateway& gateway, engine::ReceiptCheck check) {
  gateway_ = &gateway;
  check_ = std::move(check);
  restart();
}

void World::deliver() {
  for (;;) {
    const auto shipment = engine().next_shipment(engine::Spread::ignored);
    demand(shipment);
    if (!*shipment) return;
    const auto settlement =
        engine::attempt_delivery(*gateway_, check_, **shipment, clock, [] { return false; });
    demand(engine().settle(**shipment, settlement));
  }
}

engine::Engine& World::engine() {
  return *parts_->engine;
}
store::Store& World::store() {
  return *parts_->store;
}

void World::settle() {
  // The store was never restored: an ARS holds nothing that it lacks.
  for (auto inquiry = engine().next_inquiry(); inquiry && *inquiry; inquiry = engine().next_inquiry()) {
    demand(engine().adopt({(*inquiry)->region, {}, false, {}}));
  }
  for (;;) {
    demand(engine().tick(engine::Polls::due));
    if (engine().idle()) return;
    demand(engine().pump(std::chrono::milliseconds(0)));
  }
}

std::vector<std::string> World::close(core::Month month, bool accept) {
  const auto work = engine().close(month, accept);
  demand(work);
  return follow(*work);
}

std::vector<std::string> World::follow(engine::WorkId work) {
  settle();
  std::vector<std::string> problems;
  for (const auto& problem : engine().work(work)->problems) {
    problems.push_back(core::render(problem, core::Language::en));
  }
  return problems;
}

std::vector<std::string> World::revise(core::Month month, const engine::RevisionOrder& order) {
  const auto work = engine().revise(month, order);
  demand(work);
  return follow(*work);
}

engine::AuditView World::audit(core::Month month) {
  const auto work = engine().audit(month);
  demand(work);
  settle();
  return *engine().audit_result(*work);
}

std::vector<std::string> World::advice() {
  const auto overview = engine().overview();
  demand(overview);
  std::vector<std::string> codes;
  for (const auto& advice : overview->advice) codes.push_back(advice.code);
  return codes;
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
                                               (directory / "run").string(), "", "", ""});
}

}  // namespace jauge::scenario
