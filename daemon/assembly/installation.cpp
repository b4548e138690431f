#include "assembly/installation.hpp"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "assembly/certificates.hpp"
#include "assembly/child_reader.hpp"
#include "assembly/files.hpp"
#include "assembly/holdings.hpp"
#include "assembly/sealing.hpp"
#include "assembly/system_clock.hpp"
#include "core/version.hpp"
#include "deliver/directory_gateway.hpp"
#include "deliver/https_gateway.hpp"
#include "engine/delivery_attempt.hpp"
#include "seal/receipt.hpp"
#include "store/store.hpp"

namespace jauge::assembly {

using core::ErrorKind;
using core::Failure;
using core::msg;
using core::Result;

namespace {

/// In the place of a way to an ARS that cannot be used.
class UnusableGateway final : public core::Gateway {
 public:
  explicit UnusableGateway(core::Error error) : error_(std::move(error)) {}
  core::Answer perform(const core::Exchange&, const std::function<bool()>&) override {
    core::Answer answer;
    answer.fault = error_.sentence;
    return answer;
  }

 private:
  core::Error error_;
};

Result<std::unique_ptr<core::Gateway>> make_gateway(const config::ArsSection& section,
                                                    const core::Clock& clock) {
  if (!section.directory.empty()) {
    return std::unique_ptr<core::Gateway>(std::make_unique<deliver::DirectoryGateway>(section.directory));
  }
  http::ClientOptions options;
  options.tls.ca_file = section.ca;
  options.tls.crl_file = section.crl;
  options.tls.certificate_file = section.client_certificate;
  options.proxy = section.proxy;
  if (section.client_key) {
    const auto key = config::read_secret(*section.client_key);
    if (!key) return Failure(key.error());
    options.tls.key_pem = std::string(key->text());
  }
  return std::unique_ptr<core::Gateway>(
      std::make_unique<deliver::HttpsGateway>(section.url, std::move(options), clock));
}

/// The journal keeps which configuration was in force from when: the digest of its text.
Result<void> note_configuration(store::Store& store, const std::string& path, core::Instant now) {
  const auto text = read_pem(path, msg("The configuration {0} cannot be read.", path));
  if (!text) return Failure(text.error());
  const auto digest = core::sha256(*text).hex();
  const auto known = store.meta.get("configuration");
  if (!known) return Failure(known.error());
  if (*known == digest) return {};
  return store.transaction([&]() -> Result<void> {
    if (auto set = store.meta.set("configuration", digest); !set) return set;
    return store.audit.append({now, "configuration", path, "sha256=" + digest});
  });
}

/// Made for each use: a renewed certificate or key is in force without a restart, and no key stays in memory.
std::unique_ptr<core::Gateway> gateway_of(const config::ArsSection& section, const core::Clock& clock) {
  auto gateway = make_gateway(section, clock);
  return gateway ? std::move(*gateway) : std::make_unique<UnusableGateway>(gateway.error());
}

double random_share() {
  // Jitter only: nothing secret depends on it.
  static thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

}  // namespace

engine::Settings settings_from(const config::Configuration& configuration) {
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
  settings.software = core::version;
  settings.built = core::released;
  for (const auto& region : core::regions(configuration.project)) {
    engine::Destination destination;
    destination.region = region;
    if (const auto* ars = configuration.find_ars(region)) {
      destination.spread = ars->spread;
      if (!ars->url.empty()) {
        destination.kind = engine::Destination::Kind::https;
        destination.address = ars->url;
      } else if (!ars->directory.empty()) {
        destination.kind = engine::Destination::Kind::directory;
        destination.address = ars->directory;
      }
    }
    settings.destinations.push_back(std::move(destination));
  }
  return settings;
}

struct Installation::State {
  config::Configuration configuration;
  SystemClock system_clock;
  const core::Clock* clock = nullptr;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<core::Reader> reader;
  std::unique_ptr<core::Signer> signer;
  std::unique_ptr<engine::Engine> engine;

  core::ReceiptVerdict check_receipt(const std::string& receipt, const core::Shipment& shipment,
                                     core::Instant now) const {
    const auto* ars = configuration.find_ars(shipment.region);
    if (!ars || ars->receipt_ca.empty()) return core::ReceiptVerdict::invalid;
    const auto ca =
        read_pem(ars->receipt_ca, msg("The receipts' authority {0} cannot be read.", ars->receipt_ca));
    const auto rule = seal::SignerRule::parse(ars->receipt_signer);
    if (!ca || !rule) return core::ReceiptVerdict::invalid;
    return seal::check_receipt(receipt, shipment, *ca, *rule, now).verdict;
  }
};

Installation::Installation(std::unique_ptr<State> state) : state_(std::move(state)) {}
Installation::~Installation() = default;

Result<std::unique_ptr<Installation>> Installation::open(config::Configuration configuration,
                                                         InstallationOptions options) {
  auto state = std::make_unique<State>();
  state->configuration = std::move(configuration);
  state->clock = options.clock ? options.clock : &state->system_clock;
  const auto& known = state->configuration;

  store::Options store_options;
  store_options.project = known.project.id;
  store_options.checking = options.whole_check ? store::Checking::whole : store::Checking::quick;
  auto store = store::Store::open(known.store.path, store_options);
  if (!store) return Failure(store.error());
  state->store = std::move(*store);

  const std::string program =
      options.reader_program.empty() ? beside_this_program("jauge-reader") : options.reader_program;
  std::map<std::string, DropFolder> folders;
  for (const auto& source : known.sources) {
    if (!source.csv.directory.empty()) folders[source.spec.name] = {source.csv.directory, known.language};
  }
  state->reader = std::make_unique<ChildReader>(known.path, program, std::move(folders));
  const auto notice =
      options.notice ? std::move(options.notice) : engine::NoticeSink([](const engine::Notice&) {});
  if (known.seal) {
    state->signer = std::make_unique<SealFromFiles>(*known.seal, stamp_carrier(*known.seal), notice);
  }

  engine::Doors doors{*state->clock,
                      *state->reader,
                      state->signer.get(),
                      random_share,
                      notice,
                      clock_is_synchronised,
                      [configuration = &state->configuration](core::Instant now) {
                        return look_at_certificates(*configuration, now);
                      }};
  auto settings = settings_from(known);
  settings.starts_with = options.starts_with;
  settings.backfill = options.backfill;
  auto engine = engine::Engine::open(std::move(settings), *state->store, std::move(doors));
  if (!engine) return Failure(engine.error());
  state->engine = std::move(*engine);
  if (auto noted = note_configuration(*state->store, known.path, state->clock->now()); !noted)
    return Failure(noted.error());
  return std::unique_ptr<Installation>(new Installation(std::move(state)));
}

engine::Engine& Installation::engine() {
  return *state_->engine;
}
const config::Configuration& Installation::configuration() const {
  return state_->configuration;
}
const core::Clock& Installation::clock() const {
  return *state_->clock;
}
core::Reader& Installation::reader() {
  return *state_->reader;
}

core::Settlement Installation::attempt(const core::Shipment& shipment,
                                       const std::function<bool()>& stop) const {
  const auto* ars = state_->configuration.find_ars(shipment.region);
  if (!ars) return {};
  const auto gateway = gateway_of(*ars, *state_->clock);
  return engine::attempt_delivery(
      *gateway,
      [this](const std::string& receipt, const core::Shipment& of, core::Instant now) {
        return state_->check_receipt(receipt, of, now);
      },
      shipment, *state_->clock, stop);
}

engine::Holdings Installation::ask(const engine::Inquiry& inquiry, const std::function<bool()>& stop) const {
  const auto* ars = state_->configuration.find_ars(inquiry.region);
  if (!ars) return {inquiry.region, {}, false, {}};
  return ask_holdings(state_->configuration, *gateway_of(*ars, *state_->clock), inquiry, state_->clock->now(),
                      stop);
}

Result<void> Installation::adopt_holdings(const std::function<bool()>& stop) {
  while (!stop || !stop()) {
    const auto inquiry = engine().next_inquiry();
    if (!inquiry) return Failure(inquiry.error());
    if (!*inquiry) return {};
    if (auto adopted = engine().adopt(ask(**inquiry, stop)); !adopted) return adopted;
  }
  return {};
}

Result<void> Installation::deliver_due(const std::function<bool()>& stop) {
  while (!stop || !stop()) {
    const auto shipment = engine().next_shipment(engine::Spread::ignored);
    if (!shipment) return Failure(shipment.error());
    if (!*shipment) return {};
    if (auto settled = engine().settle(**shipment, attempt(**shipment, stop)); !settled) return settled;
  }
  return {};
}

std::map<core::RegionCode, core::Answer> ask_states(const config::Configuration& configuration) {
  const SystemClock clock;
  std::map<core::RegionCode, core::Answer> answers;
  for (const auto& ars : configuration.ars) {
    if (ars.url.empty() && ars.directory.empty()) continue;
    core::Exchange exchange;
    exchange.what = core::Exchange::What::get_state;
    exchange.project = configuration.project.id;
    exchange.region = ars.region;
    answers[ars.region] = gateway_of(ars, clock)->perform(exchange, {});
  }
  return answers;
}

Result<void> drop_privileges(const std::string& store_path) {
  if (geteuid() != 0) return {};
  struct stat directory {};
  const auto parent = std::filesystem::path(store_path).parent_path();
  if (stat(parent.c_str(), &directory) != 0 || directory.st_uid == 0) return {};
  if (setgroups(0, nullptr) != 0 || setgid(directory.st_gid) != 0 || setuid(directory.st_uid) != 0) {
    return core::fail(ErrorKind::refused, msg("Cannot become the owner of {0}.", parent.string()),
                      msg("Run the command as the user of the service."));
  }
  return {};
}

std::string beside_this_program(const std::string& name) {
  std::error_code ignored;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (self.parent_path() / name).string();
}

}  // namespace jauge::assembly
