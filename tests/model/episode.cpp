#include "tests/model/episode.hpp"

#include "assembly/holdings.hpp"
#include "assembly/installation.hpp"
#include "config/configuration.hpp"
#include "engine/delivery_attempt.hpp"
#include "seal/receipt.hpp"
#include "seal/signer.hpp"
#include "store/restored.hpp"

namespace jauge::model {

using core::Month;
using std::chrono::seconds;
using test_support::CertificateRequest;

namespace {

constexpr std::size_t most_reports = 14;  // of both regions: the cost of an action grows with them
constexpr const char* regions[] = {"44", "32"};

constexpr const char* configuration_text = R"(
[project]
id         = "PAI-2021-44-0042"
convention = "2021/44"
name       = "Grappe du modèle"
holder     = "670000157"
kind       = "acquisition"
measure    = "aap-2021-t2"
started    = 2026-01-01
first_month = "2026-10"
[[establishment]]
finess      = "670000165"
name        = "EHPAD"
operator    = "670000157"
region      = "44"
medicalised = true
[[establishment]]
finess      = "620000018"
name        = "FAM"
operator    = "670000157"
region      = "32"
medicalised = true
[seal]
certificate = "/x"
key = { file = "/x" }
chain = "/x"
identifier = "1670000157"
[[ars]]
region = "44"
url = "https://ars-44.example"
ca = "/x"
client_certificate = "/x"
client_key = { file = "/x" }
receipt_ca = "/x"
receipt_signer = "OU=1440000000"
[[ars]]
region = "32"
url = "https://ars-32.example"
ca = "/x"
client_certificate = "/x"
client_key = { file = "/x" }
receipt_ca = "/x"
receipt_signer = "OU=1440000000"
spread = "0s"
)";

template <class T>
T take(core::Result<T> result) {
  if (!result) violated(core::render(result.error().sentence, core::Language::en));
  return std::move(*result);
}
void take(const core::Result<void>& result) {
  if (!result) violated(core::render(result.error().sentence, core::Language::en));
}

std::string base_path(const core::RegionCode& region) {
  return fmt::format("/v1/projets/PAI-2021-44-0042/regions/{}/rapports", region.text());
}

}  // namespace

Certificates::Certificates() {
  const auto issue = [&](CertificateRequest::Use use, const char* organisation) {
    CertificateRequest request;
    request.use = use;
    request.key = CertificateRequest::Key::p256;
    request.units = {organisation};
    return root.issue(request);
  };
  seal = issue(CertificateRequest::Use::seal, "1670000157");
  client = issue(CertificateRequest::Use::tls_client, "1670000157");
  ars = issue(CertificateRequest::Use::seal, "1440000000");
  stranger = issue(CertificateRequest::Use::seal, "1999999999");
}

core::Result<core::Reader::Ticket> Episode::NoReader::start(core::ReadRequest) {
  return core::fail(core::ErrorKind::refused, core::msg("The ARS did not answer."));
}

Episode::Episode(const Certificates& certificates, std::uint64_t seed)
    : certificates_(certificates), random_(seed), true_time_(*core::parse_utc("2026-11-02T08:00:00Z")) {
  clock_.time = receiver_clock_.time = true_time_;
  auto configuration = config::parse(configuration_text, directory_ / "jauge.toml");
  if (!configuration) violated(configuration.error().front().text(core::Language::en));
  configuration_ = std::move(*configuration);
  configuration_.seal->chain = directory_ / "ca.pem";
  for (auto& ars : configuration_.ars) ars.receipt_ca = directory_ / "ca.pem";
  settings_ = assembly::settings_from(configuration_);
  signer_ = take(seal::CadesSigner::make(
      {certificates.seal.certificate, certificates.seal.key, certificates.root.certificate(), "1670000157"}));
  receiver_settings_.seal_ca = directory_ / "ca.pem";
  receiver_settings_.store = directory_ / "receiver.db";
  for (const auto* region : regions) {
    receiver_settings_.enrolments.push_back(
        {"PAI-2021-44-0042", *core::RegionCode::parse(region), {"1670000157"}, {"1670000157"}});
  }
  test_support::write_file(receiver_settings_.seal_ca, certificates.root.certificate());
  const auto stranger = take(seal::load_identity(certificates.stranger.certificate, certificates.stranger.key,
                                                 certificates.root.certificate()));
  forged_ = take(seal::make_receipt(
      {"PAI-2021-44-0042", *core::RegionCode::parse("44"), Month(2026, 10), 0, {}, true_time_, {}}, stranger,
      true_time_));
  start_receiver();
  start_daemon();
}

Episode::~Episode() = default;

http::Peer Episode::client() const {
  http::Peer peer;
  peer.address = "127.0.0.1";
  peer.certificate_pem = certificates_.client.certificate;
  return peer;
}

void Episode::note(std::string what) {
  trace_.push_back(fmt::format("{} {}", core::utc_text(clock_.time), what));
  if (trace_.size() > 40) trace_.pop_front();
}

std::string Episode::trace() const {
  std::string text;
  for (const auto& line : trace_) text += "  " + line + "\n";
  return text;
}

void Episode::start_daemon() {
  engine_.reset();
  store_.reset();
  store::Options options;
  options.project = settings_.project.id;
  store_ = take(store::Store::open(directory_ / "jauge.db", options));
  if (std::exchange(restored_, false)) take(store_->meta.set(store::restored_at, "1"));
  engine_ =
      take(engine::Engine::open(settings_, *store_,
                                {clock_, reader_, signer_.get(),
                                 [this] { return std::uniform_real_distribution<double>(0, 1)(random_); },
                                 [](const engine::Notice&) {}}));
}

void Episode::answer_inquiries() {
  while (const auto inquiry = take(engine_->next_inquiry())) {
    const bool down = !calm_ && chance(0.3);
    FaultyGateway gateway({*receiver_,
                           client(),
                           [down] {
                             return down ? Fault{Fault::Kind::unreachable, 0, {}} : Fault{};
                           },
                           {},
                           {},
                           clock_.time,
                           core::ReceiptVerdict::ours});
    take(engine_->adopt(assembly::ask_holdings(configuration_, gateway, *inquiry, receiver_clock_.time, {})));
  }
}

void Episode::start_receiver() {
  receiver_.reset();
  receiver_ = std::make_unique<receiver::Receiver>(
      receiver_settings_, take(receiver::Archive::open(receiver_settings_.store)),
      take(seal::load_identity(certificates_.ars.certificate, certificates_.ars.key,
                               certificates_.root.certificate())),
      receiver_clock_, [](const core::Message&) {});
}

void Episode::act() {
  const int dice = pick(0, 999);
  if (dice < 250) {
    tick();
  } else if (dice < 640) {
    deliver(true);
  } else if (dice < 820) {
    move_clock();
  } else if (dice < 870) {
    note("crash");
    start_daemon();
  } else if (dice < 890) {
    note("receiver restarts");
    start_receiver();
  } else if (dice < 915) {
    push();
  } else if (dice < 920) {
    deposit();
  } else if (dice < 940) {
    revise();
  } else if (dice < 945) {
    seal_elsewhere();
  } else if (dice < 952) {
    copy_store();
  } else if (dice < 957) {
    restore_store();
  } else {
    weather_ = chance(0.5) ? std::nullopt : std::optional(draw_fault());
    note(weather_ ? "weather turns" : "weather clears");
  }
  // What was frozen and sealed never changes, so that a fault seen late is seen all the same.
  if (dice < 250 || chance(0.1)) learn();
  if (chance(0.25)) compare();
  if (chance(0.01)) compare_with_receiver();
}

void Episode::tick() {
  // Months freeze by themselves as the clock goes; enough of them is enough.
  if (oracle_.reports.size() >= most_reports && !calm_) return;
  note("tick");
  answer_inquiries();
  take(engine_->tick(engine::Polls::asked));
}

Fault Episode::draw_fault() {
  using Kind = Fault::Kind;
  const auto kind = chance(0.4) ? Kind::status : static_cast<Kind>(pick(1, 7));
  Fault fault{kind, 0, std::nullopt};
  if (kind == Kind::status) {
    constexpr int statuses[] = {302, 400, 401, 403, 404, 405, 407, 408, 409, 410, 412,      413,
                                415, 418, 422, 425, 429, 500, 502, 503, 504, 599, 100 + 202};
    fault.status = statuses[static_cast<std::size_t>(pick(0, std::size(statuses) - 1))];
    if (chance(0.3)) fault.retry_after = seconds(pick(-10, 200000));
  }
  return fault;
}

core::ReceiptVerdict Episode::verdict(const std::string& receipt, const core::Shipment& shipment) const {
  return seal::check_receipt(receipt, shipment, certificates_.root.certificate(),
                             *seal::SignerRule::parse("OU=1440000000"), receiver_clock_.time)
      .verdict;
}

void Episode::deliver(bool may_crash) {
  const auto shipment = take(engine_->next_shipment(engine::Spread::kept));
  if (!shipment) return;
  const store::ReportKey key{shipment->month, shipment->revision, shipment->region};
  oracle_.may_attempt(key, clock_.time);
  demand(oracle_.reports.at(key).container == shipment->sha256 &&
             core::sha256(shipment->container) == shipment->sha256,
         name_of(key) + " goes out with other bytes than were sealed");
  if (may_crash && chance(0.05)) {
    note("crash before sending " + name_of(key));
    return start_daemon();
  }
  const auto held = oracle_.held.find(key);
  const bool another = held != oracle_.held.end() && held->second != shipment->sha256;
  // After a restore the last receipt may be this very report's: to hear it is then no fault.
  const bool of_this = verdict(last_receipt_, *shipment) == core::ReceiptVerdict::ours;
  FaultyGateway gateway({*receiver_, client(),
                         [&]() -> Fault {
                           if (calm_) return {};
                           if (weather_) return *weather_;
                           return chance(0.35) ? draw_fault() : Fault{};
                         },
                         forged_, of_this ? std::string() : last_receipt_, clock_.time,
                         another ? core::ReceiptVerdict::another : core::ReceiptVerdict::ours});
  const auto settlement =
      engine::attempt_delivery(gateway,
                               [this](const std::string& receipt, const core::Shipment& of, core::Instant) {
                                 return verdict(receipt, of);
                               },
                               *shipment, clock_, {});
  if (gateway.reached() && held == oracle_.held.end()) oracle_.held[key] = shipment->sha256;
  if (may_crash && chance(0.08)) {
    note("crash before settling " + name_of(key));
    return start_daemon();
  }
  take(engine_->settle(*shipment, settlement));
  oracle_.attempted(key, gateway.heard(), clock_.time);
  const auto& report = oracle_.reports.at(key);
  note(fmt::format("sent {}: heard {}, now {}", name_of(key), gateway.heard().front().status.value_or(0),
                   static_cast<int>(report.state)));
  if (report.state == Oracle::State::receipted) {
    demand(oracle_.held.contains(key) && oracle_.held.at(key) == shipment->sha256,
           name_of(key) + " is receipted and its bytes are not held");
    const auto files = take(engine_->report_files(key.month, key.region, key.revision));
    demand(verdict(files.receipt, *shipment) == core::ReceiptVerdict::ours,
           name_of(key) + " has a receipt that does not verify");
    last_receipt_ = files.receipt;
  }
}

void Episode::push() {
  note("push");
  take(engine_->push());
  oracle_.pushed(clock_.time);
}

void Episode::deposit() {
  for (const auto& [key, report] : oracle_.reports) {
    if (!report.container || report.state == Oracle::State::receipted || !chance(0.3)) continue;
    // The last revision of a month is meant; the one after a revision need not be the next by number: an
    // earlier life may have made that one for another region.
    const bool last = std::ranges::none_of(oracle_.reports, [&key = key](const auto& other) {
      return other.first.month == key.month && other.first.region == key.region &&
             other.first.revision > key.revision;
    });
    if (!last) continue;
    note("deposit " + name_of(key));
    take(engine_->deposit(key.month, key.region, "modèle"));
    oracle_.deposited(key);
    return;
  }
}

/// A revision as the engine freezes it: the next one of a frozen month, for every region.
void Episode::revise() {
  const auto heads = take(store_->closures.list());
  if (heads.empty() || oracle_.reports.size() >= most_reports) return;
  const Month month = heads[static_cast<std::size_t>(pick(0, static_cast<int>(heads.size()) - 1))].month;
  const auto stored = take(store_->closures.latest(month));
  auto closure = take(core::closure_from_json(stored->content));
  // As the engine: a clock that went back freezes nothing.
  if (const auto last_instant = take(store_->meta.last_instant());
      last_instant && clock_.time < *last_instant)
    return;
  // As the engine: nothing before the ARS has told what it holds of a restored project.
  if (take(store_->meta.get(store::restored_at)).value_or("0") != "0") return;
  note("revise " + month.text());
  ++closure.revision;
  closure.reason = "modèle";
  closure.frozen_at = std::chrono::floor<seconds>(clock_.time);
  take(store_->transaction([&]() -> core::Result<void> {
    take(store_->closures.insert({month, closure.revision, closure.frozen_at, closure.reason},
                                 core::to_json(closure)));
    for (const auto& region : core::regions(settings_.project)) {
      const auto last = take(store_->reports.last(region));
      const auto before = take(store_->reports.find({month, closure.revision - 1, region}));
      const core::ReportIdentity identity{region, last.sequence + 1, last.json_sha256,
                                          before ? std::optional(before->json_sha256) : std::nullopt};
      take(store_->reports.insert({month, closure.revision, region}, identity.sequence, identity.previous,
                                  core::write_documents(closure, identity)));
    }
    return store_->meta.note_instant(clock_.time);
  }));
  learn();
}

/// The same store, as a snapshot brought it back elsewhere, seals and sends before us: other bytes under our
/// name.
void Episode::seal_elsewhere() {
  for (const auto& [key, report] : oracle_.reports) {
    if (oracle_.held.contains(key) || !chance(0.3)) continue;
    const auto head = take(store_->reports.find(key));
    const auto documents = take(store_->reports.documents(head->id));
    const auto container = take(signer_->seal(documents, receiver_clock_.time - seconds(1)));
    core::Shipment shipment{settings_.project.id,   key.region,      key.month,
                            key.revision,           report.sequence, container,
                            core::sha256(container)};
    if (shipment.sha256 == report.container) return;
    FaultyGateway gateway({*receiver_,
                           client(),
                           [] { return Fault{}; },
                           {},
                           {},
                           receiver_clock_.time,
                           core::ReceiptVerdict::ours});
    const auto answer = gateway.perform(core::DeliveryAttempt(shipment).start(), {});
    demand(answer.status == 201, "the receiver does not take a first report");
    note("sealed elsewhere " + name_of(key));
    oracle_.held[key] = shipment.sha256;
    return;
  }
}

void Episode::copy_store() {
  note("copy of the store");
  std::filesystem::copy_file(directory_ / "jauge.db", directory_ / "copy.db",
                             std::filesystem::copy_options::overwrite_existing);
  copied_ = oracle_.reports;
}

/// The copy takes the store's place: all that was frozen, sent and receipted since is forgotten here, and the
/// ARS holds some of it.
void Episode::restore_store() {
  if (!copied_) return;
  for (const auto* code : regions) {
    // A report that was deposited by hand or refused leaves a hole that no list of the ARS can fill.
    std::set<int> held;
    int highest = 0;
    for (const auto& [key, sha256] : oracle_.held) {
      if (key.region.text() != code) continue;
      held.insert(oracle_.reports.contains(key) ? oracle_.reports.at(key).sequence : 0);
      highest = std::max(highest, *held.rbegin());
    }
    if (held.contains(0) || static_cast<int>(held.size()) != highest) return;
  }
  note("restored from the copy");
  engine_.reset();
  store_.reset();
  std::filesystem::copy_file(directory_ / "copy.db", directory_ / "jauge.db",
                             std::filesystem::copy_options::overwrite_existing);
  oracle_.reports = *copied_;
  restored_ = true;
  start_daemon();
}

void Episode::move_clock() {
  const int dice = pick(0, 99);
  seconds step(0);
  if (dice < 60) {
    step = seconds(pick(1, 3600));
  } else if (dice < 85) {
    step = std::chrono::hours(pick(1, 30));
  } else if (dice < 92) {
    step = std::chrono::days(pick(1, 12));
  } else {
    // The machine's clock alone is wrong, and may come right again.
    constexpr int jumps[] = {-400, -1, 1, 40};
    clock_.time = chance(0.5) ? true_time_ : true_time_ + std::chrono::days(jumps[pick(0, 3)]);
    return note("clock jumps");
  }
  true_time_ += step;
  receiver_clock_.time += step;
  clock_.time += step;
  note("time passes");
}

/// What the store holds that the oracle has not seen yet: frozen reports, containers. Nothing seen may
/// change.
void Episode::learn() {
  const auto heads = take(store_->reports.list());
  demand(heads.size() >= oracle_.reports.size(), "a frozen report is gone");
  std::map<core::RegionCode, const store::ReportHead*> last;
  for (const auto& head : heads) {
    auto& known = oracle_.reports[head.key];
    if (known.json != head.json_sha256) {
      demand(known.json == core::Digest{}, name_of(head.key) + " has other documents than were frozen");
      known.json = head.json_sha256;
      known.sequence = head.sequence;
    }
    const auto* before = last[head.key.region];
    demand(head.sequence == (before ? before->sequence + 1 : 1) &&
               head.previous == (before ? std::optional(before->json_sha256) : std::nullopt),
           name_of(head.key) + " does not follow the chain");
    last[head.key.region] = &head;
    const auto sealed = take(store_->sealed.find(head.id));
    if (sealed && !known.container) {
      known.container = sealed->sha256;
      if (take(store_->deliveries.receipt(head.id))) {
        demand(oracle_.held.contains(head.key) && oracle_.held.at(head.key) == sealed->sha256,
               name_of(head.key) + " was taken over and is not what the ARS holds");
        known.state = Oracle::State::receipted;
      }
    }
    demand(known.container == (sealed ? std::optional(sealed->sha256) : std::nullopt),
           name_of(head.key) + " has another container than was sealed");
  }
}

void Episode::compare() {
  using engine::ReportState;
  for (const auto& view : take(engine_->reports())) {
    const store::ReportKey key{view.month, view.revision, view.region};
    const auto& known = oracle_.reports.at(key);
    ReportState expected = ReportState::to_seal;
    if (known.container) {
      constexpr ReportState states[] = {ReportState::waiting, ReportState::receipted, ReportState::refused,
                                        ReportState::conflict, ReportState::deposited};
      expected = states[static_cast<std::size_t>(known.state)];
    }
    demand(view.state == expected, fmt::format("{} is in state {} and should be in {}", name_of(key),
                                               static_cast<int>(view.state), static_cast<int>(expected)));
    if (view.state != ReportState::waiting) continue;
    demand(view.attempts == known.attempts, name_of(key) + " counts its attempts wrongly");
    if (view.next_attempt) {
      demand(known.not_before && *view.next_attempt >= *known.not_before &&
                 *view.next_attempt <= known.not_after.value_or(*known.not_before),
             name_of(key) + " waits longer or shorter than the contract says");
    }
  }
}

std::string Episode::receiver_body(const std::string& path) {
  http::Request request;
  request.method = "GET";
  request.path = path;
  return receiver_->handle(request, client()).body;
}

void Episode::compare_with_receiver() {
  for (const auto* code : regions) {
    const auto region = *core::RegionCode::parse(code);
    std::size_t held = 0;
    for (const auto& [key, sha256] : oracle_.held) {
      if (key.region != region) continue;
      ++held;
      const auto body =
          receiver_body(fmt::format("{}/{}/{}", base_path(region), key.month.text(), key.revision));
      demand(core::sha256(body) == sha256, name_of(key) + " is not held as it was first sent");
    }
    const auto list = receiver_body(base_path(region));
    std::size_t listed = 0;
    for (auto at = list.find("\"sha256\""); at != std::string::npos; at = list.find("\"sha256\"", at + 1))
      ++listed;
    demand(listed == held, "the receiver holds more or fewer reports than it was sent");
  }
}

void Episode::finish() {
  calm_ = true;
  weather_.reset();
  const auto last_noted = take(store_->meta.last_instant());
  clock_.time = true_time_;
  if (last_noted && *last_noted > true_time_) {
    const auto ahead = std::chrono::ceil<seconds>(*last_noted - true_time_);
    true_time_ += ahead;
    receiver_clock_.time += ahead;
    clock_.time = true_time_;
  }
  note("calm");
  // Past every wait of an ARS that did not answer.
  clock_.time += std::chrono::minutes(11);
  true_time_ += std::chrono::minutes(11);
  receiver_clock_.time += std::chrono::minutes(11);
  answer_inquiries();
  take(engine_->tick(engine::Polls::asked));
  learn();
  // No delay outlasts a day, whatever the clock showed meanwhile: what is further off goes at once, the rest
  // within a day, all by itself …
  for (std::size_t i = 0; i <= oracle_.reports.size(); ++i) deliver(false);
  clock_.time += std::chrono::hours(25);
  receiver_clock_.time = clock_.time;
  for (std::size_t i = 0; i <= oracle_.reports.size(); ++i) deliver(false);
  for (const auto& [key, report] : oracle_.reports) {
    demand(report.state != Oracle::State::pending, name_of(key) + " waits though all is well");
  }
  // … and what a server refused, once a person asks for it.
  push();
  for (std::size_t i = 0; i <= oracle_.reports.size(); ++i) deliver(false);
  compare();
  compare_with_receiver();
  for (const auto& [key, report] : oracle_.reports) {
    const bool ours =
        report.container && oracle_.held.contains(key) && oracle_.held.at(key) == report.container;
    const auto wanted = report.state == Oracle::State::deposited ? Oracle::State::deposited
                        : ours                                   ? Oracle::State::receipted
                                                                 : Oracle::State::conflict;
    demand(report.state == wanted, name_of(key) + " is not settled once all is well");
  }
}

}  // namespace jauge::model
