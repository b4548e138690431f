#include "engine/adoption.hpp"

#include <algorithm>

#include "core/report_reading.hpp"
#include "store/restored.hpp"

namespace jauge::engine {

using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::msg;
using core::Result;

namespace {

constexpr std::chrono::minutes ask_again{10};
/// Value of a mark that was dealt with.
constexpr std::string_view dealt_with = "0";

}  // namespace

/// A closure of which some region holds a report that the store lacks.
struct AdoptedClosure {
  std::vector<core::ReadReport> reports;
  std::vector<const HeldReport*> held;  // beside `reports`
};

Adoption::Adoption(const Settings& settings, store::Store& store, Doors& doors)
    : settings_(settings), store_(store), doors_(doors) {
  for (const auto& destination : settings.destinations) {
    if (destination.kind == Destination::Kind::https) regions_[destination.region];
  }
}

Result<std::optional<Inquiry>> Adoption::next(Instant now) {
  for (auto& [region, known] : regions_) {
    const bool due = known.state == State::to_ask ||
                     ((known.state == State::silent || known.state == State::damaged) &&
                      (!known.again || *known.again <= now || *known.again > now + ask_again));
    if (!due) continue;
    Inquiry inquiry{region, {}};
    const auto reports = store_.reports.list();
    if (!reports) return Failure(reports.error());
    for (const auto& report : *reports) {
      if (report.key.region != region) continue;
      const auto sealed = store_.sealed.find(report.id);
      if (!sealed) return Failure(sealed.error());
      if (*sealed) inquiry.known.emplace(report.key.month, report.key.revision);
    }
    known.state = State::asked;
    return inquiry;
  }
  return std::optional<Inquiry>();
}

Result<void> Adoption::take(const Holdings& holdings, Instant now) {
  auto& region = regions_[holdings.region];
  if (!holdings.fault.empty()) {
    region.state = holdings.damaged ? State::damaged : State::silent;
    region.again = now + ask_again;
    const auto free = lets_freeze();
    if (!free) return Failure(free.error());
    if (*free || problem_ == holdings.fault) return {};
    problem_ = holdings.fault;
    doors_.notice({Notice::Level::error, "reprise-impossible", problem_});
    return {};
  }
  region.state = State::answered;
  region.reports = holdings.reports;
  const bool all = std::all_of(regions_.begin(), regions_.end(),
                               [](const auto& entry) { return entry.second.state == State::answered; });
  return all ? adopt(now) : Result<void>();
}

Result<bool> Adoption::lets_freeze() const {
  if (done_ || regions_.empty()) return true;
  const auto restored = awaits_restored();
  if (!restored) return restored;
  if (*restored) return false;
  return std::all_of(regions_.begin(), regions_.end(), [](const auto& entry) {
    return entry.second.state == State::silent ||
           (entry.second.state == State::answered && entry.second.reports.empty());
  });
}

Result<void> Adoption::adopt(Instant now) {
  problem_ = {};
  // By instant of freezing: the order in which they were frozen here.
  std::map<std::tuple<Instant, core::Month, int>, AdoptedClosure> closures;
  for (const auto& [region, known] : regions_) {
    for (const auto& held : known.reports) {
      auto report = core::read_report(held.documents.json);
      if (!report || report->project != settings_.project.id || report->region != region) {
        problem_ = msg("The ARS of region {0} holds a report that cannot be taken over.", region.text());
        continue;
      }
      auto& closure = closures[{report->part.frozen_at, report->month, report->revision}];
      closure.reports.push_back(std::move(*report));
      closure.held.push_back(&held);
    }
  }
  for (const auto& [when, closure] : closures) {
    if (!problem_.empty()) break;
    if (auto done = adopt_one(closure, now); !done) {
      // A store that does not take it is not broken: its chain is another than the one the ARS holds.
      if (done.error().kind != ErrorKind::refused) return done;
      problem_ = done.error().sentence;
    }
  }
  if (!problem_.empty()) {
    doors_.notice({Notice::Level::error, "reprise-impossible", problem_});
    for (auto& [region, known] : regions_) {
      known.state = State::damaged;
      known.again = now + ask_again;
      known.reports.clear();
    }
    return {};
  }
  done_ = true;
  for (auto& [region, known] : regions_) known.reports.clear();
  const auto restored = awaits_restored();
  if (!restored) return Failure(restored.error());
  return *restored ? store_.meta.set(store::restored_at, dealt_with) : Result<void>();
}

Result<bool> Adoption::awaits_restored() const {
  const auto restored = store_.meta.get(store::restored_at);
  if (!restored) return Failure(restored.error());
  return *restored && **restored != dealt_with && !regions_.empty();
}

Result<void> Adoption::adopt_one(const AdoptedClosure& closure, Instant now) {
  const auto& first = closure.reports.front();
  return store_.transaction([&]() -> Result<void> {
    const auto known = store_.closures.get(first.month, first.revision);
    if (!known) return Failure(known.error());
    if (!*known) {
      auto parameters = core::parameters_for(settings_.project, settings_.measures, first.month);
      const auto whole = core::closure_of(closure.reports, std::move(parameters), settings_.kinds);
      if (auto done = store_.closures.insert({first.month, first.revision, whole.frozen_at, whole.reason},
                                             core::to_json(whole));
          !done) {
        return done;
      }
    }
    for (std::size_t i = 0; i < closure.reports.size(); ++i) {
      const auto& report = closure.reports[i];
      const auto& held = *closure.held[i];
      const store::ReportKey key{report.month, report.revision, report.region};
      const auto head = store_.reports.find(key);
      if (!head) return Failure(head.error());
      store::ReportId id = 0;
      if (*head) {
        id = (*head)->id;
        if ((*head)->json_sha256 != core::sha256(held.documents.json)) {
          return core::fail(ErrorKind::refused,
                            msg("The ARS of region {0} holds another report of {1} than was frozen here.",
                                key.region.text(), key.month.text()));
        }
      } else {
        const auto inserted = store_.reports.insert(key, report.sequence, report.previous, held.documents);
        if (!inserted) return Failure(inserted.error());
        id = *inserted;
      }
      const auto sealed = store_.sealed.find(id);
      if (!sealed) return Failure(sealed.error());
      if (!*sealed) {
        if (auto done = store_.sealed.insert(id, held.container, held.sealed_at); !done) return done;
      }
      if (auto done = store_.deliveries.insert_receipt(id, {held.receipt, held.received_at}); !done)
        return done;
      const auto name = fmt::format("{} {} r{}", key.region.text(), key.month.text(), key.revision);
      if (auto done = store_.audit.append({now, "reprise", name, ""}); !done) return done;
      doors_.notice({Notice::Level::warning, "reprise",
                     msg("The report {0}, which the ARS holds, is taken over.", name)});
    }
    return {};
  });
}

}  // namespace jauge::engine
