#include "engine/outbox.hpp"

#include <algorithm>

#include "core/deposit_cover.hpp"

namespace jauge::engine {

using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::msg;
using core::Result;
using core::Settlement;
using Settled = store::DeliveryState::Settled;

namespace {

constexpr std::chrono::minutes seal_retry{10};

std::string name_of(const store::ReportKey& key) {
  return fmt::format("{} {} r{}", key.region.text(), key.month.text(), key.revision);
}

}  // namespace

Result<void> Outbox::seal(Instant now) {
  const auto reports = store_.reports.to_seal();
  if (!reports) return Failure(reports.error());
  if (reports->empty() || !doors_.signer) return {};
  if (seal_again_ && now < *seal_again_) return {};
  for (const auto& report : *reports) {
    const auto documents = store_.reports.documents(report.id);
    if (!documents) return Failure(documents.error());
    const auto container = doors_.signer->seal(*documents, now);
    if (!container) {
      seal_problem_ = container.error().sentence;
      seal_again_ = now + seal_retry;
      doors_.notice({Notice::Level::error, "scellement-impossible", seal_problem_});
      return {};
    }
    auto stored = store_.transaction([&]() -> Result<void> {
      if (auto done = store_.sealed.insert(report.id, *container, now); !done) return done;
      return store_.audit.append({now, "scellement", name_of(report.key), ""});
    });
    if (!stored) return stored;
    seal_problem_ = {};
    seal_again_.reset();
    doors_.notice({Notice::Level::info, "scellement", msg("The report {0} is sealed.", name_of(report.key))});
  }
  return {};
}

Result<std::optional<core::Shipment>> Outbox::next(Instant now, Spread spread) {
  const auto entries = store_.sealed.outbox();
  if (!entries) return Failure(entries.error());
  std::optional<core::RegionCode> blocked;
  for (const auto& entry : *entries) {
    const auto& key = entry.report.key;
    if (blocked == key.region) continue;
    const auto* destination = settings_.find_destination(key.region);
    if (!destination || destination->kind == Destination::Kind::by_hand) continue;
    if (entry.delivery && entry.delivery->settled != Settled::no) continue;
    // Reports of a region go in the order of their sequence: an earlier one that waits holds the later ones.
    blocked = key.region;
    if (under_way_.contains(entry.report.id)) continue;
    const auto delay = entry.delivery || spread == Spread::ignored
                           ? std::chrono::seconds(0)
                           : core::spread_delay(settings_.project.id, destination->spread);
    const auto next_attempt = entry.delivery ? entry.delivery->next_attempt : std::nullopt;
    if (!core::send_is_due(next_attempt, entry.sealed.sealed_at, delay, now)) continue;
    auto container = store_.sealed.container(entry.report.id);
    if (!container) return Failure(container.error());
    under_way_.insert(entry.report.id);
    return core::Shipment{
        settings_.project.id,  key.region,         key.month, key.revision, entry.report.sequence,
        std::move(*container), entry.sealed.sha256};
  }
  return std::optional<core::Shipment>();
}

Result<void> Outbox::settle(const core::Shipment& shipment, const Settlement& settlement, Instant now) {
  const store::ReportKey key{shipment.month, shipment.revision, shipment.region};
  const auto head = store_.reports.find(key);
  if (!head) return Failure(head.error());
  if (!*head) return {};
  const auto id = (*head)->id;
  under_way_.erase(id);
  const auto before = store_.deliveries.get(id);
  if (!before) return Failure(before.error());

  store::DeliveryState state = before->value_or(store::DeliveryState{});
  state.last_attempt = now;
  state.outcome = settlement.outcome;
  state.status = settlement.status;
  state.alarm = settlement.alarm;
  state.detail = settlement.detail;
  state.next_attempt.reset();
  switch (settlement.outcome) {
    case Settlement::Outcome::receipted:
      break;
    case Settlement::Outcome::placed:
      state.settled = Settled::placed;
      break;
    case Settlement::Outcome::refused:
      state.settled = Settled::refused;
      break;
    case Settlement::Outcome::conflict:
      state.settled = Settled::conflict;
      break;
    case Settlement::Outcome::unknown:
    case Settlement::Outcome::hourly:
      state.next_attempt = now + core::retry_delay(settlement, state.attempts, doors_.random());
      ++state.attempts;
      break;
  }
  auto stored = store_.transaction([&]() -> Result<void> {
    if (settlement.outcome == Settlement::Outcome::receipted) {
      if (auto done = store_.deliveries.insert_receipt(id, {settlement.receipt, now}); !done) return done;
      if (auto done = store_.audit.append({now, "accuse", name_of(key), ""}); !done) return done;
    } else if (state.settled != Settled::no) {
      const std::string_view code = state.settled == Settled::placed    ? "depot-dossier"
                                    : state.settled == Settled::refused ? "refus"
                                                                        : "conflit";
      if (auto done = store_.audit.append({now, std::string(code), name_of(key), ""}); !done) return done;
    }
    return store_.deliveries.set(id, state);
  });
  if (!stored) return stored;

  if (settlement.outcome == Settlement::Outcome::receipted) {
    doors_.notice({Notice::Level::info, "accuse", msg("The report {0} has its receipt.", name_of(key))});
  } else if (settlement.outcome == Settlement::Outcome::placed) {
    doors_.notice(
        {Notice::Level::info, "depot-dossier", msg("The report {0} is in the directory.", name_of(key))});
  } else {
    doors_.notice({settlement.alarm.empty() ? Notice::Level::warning : Notice::Level::error,
                   settlement.alarm.empty() ? "envoi-a-refaire" : settlement.alarm,
                   settlement.detail.empty() ? msg("The report {0} was not receipted.", name_of(key))
                                             : settlement.detail});
  }
  return {};
}

Result<void> Outbox::push(Instant now) {
  const auto reports = store_.reports.list();
  if (!reports) return Failure(reports.error());
  for (const auto& report : *reports) {
    const auto receipt = store_.deliveries.receipt(report.id);
    if (!receipt) return Failure(receipt.error());
    const auto deposit = store_.deliveries.deposit(report.id);
    if (!deposit) return Failure(deposit.error());
    if (*receipt || *deposit) continue;
    const auto sealed = store_.sealed.find(report.id);
    if (!sealed) return Failure(sealed.error());
    if (!*sealed) continue;
    // Asked for by a person: neither the spread nor an earlier delay holds it up.
    store::DeliveryState again;
    again.next_attempt = now;
    if (auto done = store_.deliveries.set(report.id, again); !done) return done;
  }
  seal_again_.reset();
  return {};
}

Result<void> Outbox::deposit(core::Month month, const core::RegionCode& region, const std::string& note,
                             Instant now) {
  const auto files_of = files(month, region, std::nullopt);
  if (!files_of) return Failure(files_of.error());
  const auto& report = files_of->report;
  if (files_of->container.empty()) {
    return core::fail(ErrorKind::refused, msg("The report of {0} is not sealed yet.", month.text()),
                      msg("jauge status says what is missing."));
  }
  if (report.state == ReportState::receipted) {
    return core::fail(ErrorKind::refused, msg("The report of {0} has a receipt already.", month.text()), {});
  }
  if (note.empty()) {
    return core::fail(ErrorKind::invalid, msg("A deposit needs its reference."),
                      msg("Say where and how it was deposited, with --reference."));
  }
  const auto head = store_.reports.find({month, report.revision, region});
  if (!head) return Failure(head.error());
  return store_.transaction([&]() -> Result<void> {
    if (auto done = store_.deliveries.record_deposit((*head)->id, {note, now, now}); !done) return done;
    return store_.audit.append({now, "depot", name_of((*head)->key), note});
  });
}

Result<ReportView> Outbox::view(const store::ReportHead& head) const {
  ReportView view;
  view.month = head.key.month;
  view.revision = head.key.revision;
  view.region = head.key.region;
  view.sequence = head.sequence;
  const auto sealed = store_.sealed.find(head.id);
  if (!sealed) return Failure(sealed.error());
  if (!*sealed) return view;
  view.sha256 = (*sealed)->sha256.hex();
  view.sealed_at = (*sealed)->sealed_at;
  const auto* destination = settings_.find_destination(head.key.region);
  view.state = !destination || destination->kind == Destination::Kind::by_hand ? ReportState::by_hand
                                                                               : ReportState::waiting;
  const auto delivery = store_.deliveries.get(head.id);
  if (!delivery) return Failure(delivery.error());
  if (*delivery) {
    view.attempts = (*delivery)->attempts;
    view.next_attempt = (*delivery)->next_attempt;
    view.alarm = (*delivery)->alarm;
    view.detail = (*delivery)->detail;
    switch ((*delivery)->settled) {
      case Settled::no:
        break;
      case Settled::placed:
        view.state = ReportState::placed;
        break;
      case Settled::refused:
        view.state = ReportState::refused;
        break;
      case Settled::conflict:
        view.state = ReportState::conflict;
        break;
    }
  }
  const auto deposit = store_.deliveries.deposit(head.id);
  if (!deposit) return Failure(deposit.error());
  if (*deposit) {
    view.state = ReportState::deposited;
    view.settled_at = (*deposit)->deposited_at;
    view.deposit_note = (*deposit)->reference;
  }
  const auto receipt = store_.deliveries.receipt(head.id);
  if (!receipt) return Failure(receipt.error());
  if (*receipt) {
    view.state = ReportState::receipted;
    view.settled_at = (*receipt)->received_at;
  }
  return view;
}

Result<std::vector<ReportView>> Outbox::views() const {
  const auto heads = store_.reports.list();
  if (!heads) return Failure(heads.error());
  std::vector<ReportView> views;
  for (const auto& head : *heads) {
    auto one = view(head);
    if (!one) return Failure(one.error());
    views.push_back(std::move(*one));
  }
  std::stable_sort(views.begin(), views.end(),
                   [](const ReportView& one, const ReportView& other) { return one.month < other.month; });
  return views;
}

Result<ReportFiles> Outbox::files(core::Month month, const core::RegionCode& region,
                                  std::optional<int> revision) const {
  const auto heads = store_.reports.list();
  if (!heads) return Failure(heads.error());
  const store::ReportHead* wanted = nullptr;
  for (const auto& head : *heads) {
    if (head.key.month != month || head.key.region != region) continue;
    if (revision && head.key.revision != *revision) continue;
    if (!wanted || head.key.revision > wanted->key.revision) wanted = &head;
  }
  if (!wanted) {
    return core::fail(ErrorKind::invalid,
                      msg("There is no report of {0} for the region {1}.", month.text(), region.text()),
                      msg("jauge reports lists them."));
  }
  ReportFiles files;
  auto seen = view(*wanted);
  if (!seen) return Failure(seen.error());
  files.report = std::move(*seen);
  auto documents = store_.reports.documents(wanted->id);
  if (!documents) return Failure(documents.error());
  files.documents = std::move(*documents);
  if (!files.report.sha256.empty()) {
    auto container = store_.sealed.container(wanted->id);
    if (!container) return Failure(container.error());
    files.container = std::move(*container);
    const auto stored = store_.closures.get(month, wanted->key.revision);
    if (!stored) return Failure(stored.error());
    if (*stored) {
      const auto closure = core::closure_from_json((*stored)->content);
      if (!closure) return Failure(closure.error());
      files.cover = core::write_deposit_cover(
          *closure, {region, wanted->sequence, core::sha256(files.container), files.container.size(),
                     files.report.sealed_at.value_or(closure->frozen_at)});
    }
  }
  const auto receipt = store_.deliveries.receipt(wanted->id);
  if (!receipt) return Failure(receipt.error());
  if (*receipt) files.receipt = (*receipt)->bytes;
  return files;
}

}  // namespace jauge::engine
