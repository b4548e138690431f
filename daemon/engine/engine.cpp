#include "engine/engine.hpp"

#include <algorithm>

#include "engine/engine_state.hpp"
#include "engine/known_configuration.hpp"

namespace jauge::engine {

using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::Month;
using core::msg;
using core::Result;

namespace {

/// The network sets a clock back by as much without anything being wrong with it.
constexpr std::chrono::minutes clock_correction{1};

/// The first month that is ever closed: as configured, else that of the first start, remembered.
Result<Month> find_first_month(const Settings& settings, store::Store& store, Instant now) {
  if (settings.project.first_month) return *settings.project.first_month;
  const auto known = store.meta.get("first_month");
  if (!known) return Failure(known.error());
  if (*known) {
    if (const auto month = Month::parse(**known)) return *month;
  }
  const Month first = settings.starts_with.value_or(current_month(settings, now));
  if (auto noted = store.meta.set("first_month", first.text()); !noted) return Failure(noted.error());
  return first;
}

}  // namespace

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(Settings settings, store::Store& store, Doors doors) {
  const auto first = find_first_month(settings, store, doors.clock.now());
  if (!first) return Failure(first.error());
  // Sets put aside by a read that a crash cut short.
  if (auto cleared = store.members.clear_staging(); !cleared) return Failure(cleared.error());
  if (auto kept = check_establishments(settings, store, *first); !kept) return Failure(kept.error());
  if (auto noted = note_configuration(settings, store, doors.clock.now()); !noted)
    return Failure(noted.error());
  return std::unique_ptr<Engine>(
      new Engine(std::make_unique<State>(std::move(settings), store, std::move(doors), *first)));
}

Result<void> Engine::State::check_clock(Instant now) {
  const auto last = store.meta.last_instant();
  if (!last) return Failure(last.error());
  clock_doubtful = now < settings.built || (*last && now < **last);
  const bool wrong = now < settings.built || (*last && now + clock_correction < **last);
  if (wrong && !clock_wrong) {
    doors.notice(
        {Notice::Level::error, "horloge-douteuse",
         msg("The clock is behind what it has shown before: nothing is closed or sealed until it has "
             "caught up.")});
  }
  clock_wrong = wrong;
  return {};
}

Result<std::vector<std::string>> Engine::State::due_kinds(const core::SourceSpec& source, Instant now) const {
  std::vector<std::string> due;
  for (const auto& [id, query] : source.queries) {
    const auto* kind = core::find_kind(settings.kinds, id);
    if (!kind) continue;
    const auto last = store.reads.last(source.name, id, store::ReadsOf::polls);
    if (!last) return Failure(last.error());
    const auto every = kind->shape == core::Shape::instant ? source.every : source.every_state;
    if (core::read_is_due(*last, every, settings.project, now)) due.push_back(id);
  }
  return due;
}

/// The source was read once for every establishment that it answers for.
Result<bool> Engine::State::heard_for_all(const core::SourceSpec& source, const std::string& kind,
                                          Month month) const {
  for (const auto& establishment : settings.project.establishments) {
    if (!source.answers(establishment.finess, month)) continue;
    const auto answer = store.answers.get(source.name, kind, establishment.finess);
    if (!answer) return Failure(answer.error());
    if (!*answer) return false;
  }
  return true;
}

Result<void> Engine::State::start_polls(Instant now, Polls wanted) {
  const auto open = closing.next_open();
  if (!open) return Failure(open.error());
  const PlanContext context{settings, first_month, *open, now};
  for (const auto& source : settings.sources) {
    if (reads.reading(source.name) || reserved(source.name)) continue;
    const auto asked = asked_polls.find(source.name);
    std::vector<std::string> kinds;
    if (asked != asked_polls.end()) {
      for (const auto& [kind, query] : source.queries) kinds.push_back(kind);
    } else if (wanted == Polls::due) {
      auto due = due_kinds(source, now);
      if (!due) return Failure(due.error());
      kinds = std::move(*due);
    }
    std::optional<core::Error> failure;
    auto tasks = poll_tasks(context, source, kinds, [&](const std::string& kind) -> std::optional<Instant> {
      const auto heard = heard_for_all(source, kind, engine::current_month(settings, now));
      const auto until = store.reads.last_success_until(source.name, kind);
      if (!heard || !until) {
        failure = !heard ? heard.error() : until.error();
        return now;
      }
      // One that the source was never read for needs its month from the start.
      return *heard ? *until : std::nullopt;
    });
    if (failure) return Failure(*failure);
    WorkId work = 0;
    if (asked != asked_polls.end()) {
      work = asked->second;
      polls[source.name] = work;
      asked_polls.erase(asked);
    }
    if (tasks.empty()) continue;
    if (auto started =
            reads.start({source.name, core::ReadPurpose::poll, std::move(tasks), std::nullopt, false, work});
        !started) {
      return started;
    }
  }
  return {};
}

/// A work of polls ends with the last of its reads.
void Engine::State::end_polls() {
  for (auto poll = polls.begin(); poll != polls.end();) {
    if (reads.reading(poll->first)) {
      ++poll;
      continue;
    }
    auto& left = polls_left[poll->second];
    if (left > 0) --left;
    if (left == 0) {
      works.finish(poll->second);
      polls_left.erase(poll->second);
    }
    poll = polls.erase(poll);
  }
}

Result<void> Engine::tick(Polls polls) {
  const Instant now = state_->doors.clock.now();
  if (auto checked = state_->check_clock(now); !checked) return checked;
  if (!state_->clock_doubtful) {
    const auto free = state_->adoption.lets_freeze();
    if (!free) return Failure(free.error());
    if (*free) {
      if (auto advanced = state_->closing.advance(now); !advanced) return advanced;
      if (auto advanced = state_->revising.advance(now); !advanced) return advanced;
      if (auto sealed = state_->outbox.seal(now); !sealed) return sealed;
    }
  }
  if (auto advanced = state_->auditing.advance(now); !advanced) return advanced;
  if (auto started = state_->start_polls(now, polls); !started) return started;
  state_->end_polls();
  state_->certificate_watch.look(state_->doors, now);
  if (!state_->clock_doubtful) {
    if (auto purged = state_->retention.advance(now); !purged) return purged;
  }
  if (polls == Polls::due) return state_->safekeeping.advance(now);
  return {};
}

Result<void> Engine::pump(std::chrono::milliseconds patience) {
  auto pumped = state_->reads.pump(patience);
  state_->end_polls();
  return pumped;
}

bool Engine::idle() const {
  return !state_->reads.any() && !state_->works.unfinished();
}

void Engine::cancel_reads() {
  state_->reads.cancel_all();
}

Result<WorkId> Engine::poll(const std::vector<std::string>& sources) {
  std::vector<std::string> wanted = sources;
  for (const auto& name : sources) {
    if (!state_->settings.find_source(name)) {
      return core::fail(ErrorKind::invalid, msg("There is no source named {0}.", name),
                        msg("jauge sources lists them."));
    }
  }
  if (wanted.empty()) {
    for (const auto& source : state_->settings.sources) wanted.push_back(source.name);
  }
  const WorkId work = state_->works.begin();
  std::size_t asked = 0;
  for (const auto& name : wanted)
    if (state_->asked_polls.emplace(name, work).second) ++asked;
  if (asked == 0) state_->works.finish(work);  // others have asked for the same and are waiting
  state_->polls_left[work] = asked;
  return work;
}

Result<WorkId> Engine::close(Month month, bool accept) {
  if (state_->clock_doubtful) {
    return core::fail(ErrorKind::refused,
                      msg("The clock is behind what it has shown before: nothing is closed."),
                      msg("Set the clock right (timedatectl), then try again."));
  }
  const auto free = state_->adoption.lets_freeze();
  if (!free) return Failure(free.error());
  if (!*free && !state_->adoption.problem().empty()) {
    return core::fail(ErrorKind::refused,
                      msg("Nothing is closed before the ARS has told what it holds of this project."),
                      state_->adoption.problem());
  }
  return state_->closing.ask(month, accept);
}

Result<void> Engine::push() {
  return state_->outbox.push(state_->doors.clock.now());
}

Result<void> Engine::headcount(Month month, const core::Finess& establishment, std::int64_t number,
                               const std::string& origin) {
  const Instant now = state_->doors.clock.now();
  if (origin.empty()) {
    return core::fail(ErrorKind::invalid, msg("A headcount needs its origin."),
                      msg("Say where the number comes from, with --origin."));
  }
  return state_->store.transaction([&]() -> Result<void> {
    if (auto done = state_->store.headcounts.state({month, establishment, number, origin, now}); !done)
      return done;
    return state_->store.audit.append({now, "effectif",
                                       fmt::format("{} {}", month.text(), establishment.text()),
                                       fmt::format("{} : {}", number, origin)});
  });
}

Result<void> Engine::deposit(Month month, const core::RegionCode& region, const std::string& note) {
  return state_->outbox.deposit(month, region, note, state_->doors.clock.now());
}

const Work* Engine::work(WorkId id) const {
  return state_->works.find(id);
}

Result<std::optional<core::Shipment>> Engine::next_shipment(Spread spread) {
  return state_->outbox.next(state_->doors.clock.now(), spread);
}

Result<void> Engine::settle(const core::Shipment& shipment, const core::Settlement& settlement) {
  return state_->outbox.settle(shipment, settlement, state_->doors.clock.now());
}

Result<BackupView> Engine::backup(bool with_members) const {
  return state_->safekeeping.copy(with_members ? store::Members::included : store::Members::left_out);
}

Result<std::string> Engine::export_keys() const {
  return state_->store.keys.export_text();
}

Result<void> Engine::note(const std::string& code, const std::string& subject, const std::string& detail) {
  return state_->store.audit.append({state_->doors.clock.now(), code, subject, detail});
}

Result<std::vector<JournalView>> Engine::journal(std::size_t limit) const {
  return state_->safekeeping.journal(limit);
}

Result<std::optional<Inquiry>> Engine::next_inquiry() {
  return state_->adoption.next(state_->doors.clock.now());
}

Result<void> Engine::adopt(const Holdings& holdings) {
  auto taken = state_->adoption.take(holdings, state_->doors.clock.now());
  state_->closures.forget_all();
  return taken;
}

Result<Overview> Engine::overview() const {
  const Instant now = state_->doors.clock.now();
  Overview overview;
  overview.now = now;
  overview.current = current_month();
  overview.first_month = state_->first_month;
  const auto open = state_->closing.next_open();
  if (!open) return Failure(open.error());
  overview.next_closing = *open;
  overview.next_closing_at = core::closing_instant(state_->settings.project, *open, state_->settings.close);
  if (*open > state_->first_month) overview.last_closed = open->previous();
  const auto all_sources = sources();
  if (!all_sources) return Failure(all_sources.error());
  const auto all_reports = reports();
  if (!all_reports) return Failure(all_reports.error());
  const auto late = state_->store.late.list();
  if (!late) return Failure(late.error());
  std::map<Month, std::uint64_t> late_rows;
  for (const auto& rows : *late) late_rows[rows.month] += rows.count;
  const auto reads = state_->store.closing_reads.list(*open);
  if (!reads) return Failure(reads.error());
  const auto threatened = state_->retention.threatened(now);
  if (!threatened) return Failure(threatened.error());
  const bool synchronised = !state_->doors.synchronised || state_->doors.synchronised();
  if (state_->doors.certificates) overview.certificates = state_->doors.certificates(now);
  overview.advice =
      advise({state_->settings, now, *open, overview.next_closing_at, state_->clock_wrong, synchronised,
              state_->doors.signer != nullptr, state_->outbox.seal_problem(), state_->safekeeping.problem(),
              *all_sources, *all_reports, late_rows, *reads, *threatened, overview.certificates});
  const auto restored = state_->adoption.awaits_restored();
  if (!restored) return Failure(restored.error());
  if (const auto& problem = state_->adoption.problem(); *restored || !problem.empty()) {
    overview.advice.insert(
        overview.advice.begin(),
        {Advice::Level::alarm, "reprise-en-attente",
         problem.empty() ? msg("Nothing is closed before the ARS has told what it holds of this project.")
                         : problem});
  }
  return overview;
}

Result<std::vector<SourceView>> Engine::sources() const {
  std::vector<SourceView> views;
  const Instant now = state_->doors.clock.now();
  const auto span = core::month_span(state_->settings.project, current_month());
  for (const auto& source : state_->settings.sources) {
    SourceView view;
    view.name = source.name;
    view.type = source.type;
    view.reading = state_->reads.reading(source.name);
    view.warnings = state_->reads.warnings(source.name);
    const auto poll = state_->store.reads.last_poll(source.name);
    if (!poll) return Failure(poll.error());
    if (*poll && (*poll)->failure) view.problem = (*poll)->failure->sentence;
    const auto availability = state_->store.reads.availability(source.name, span.begin, now);
    if (!availability) return Failure(availability.error());
    view.availability = *availability;
    for (const auto& [kind, query] : source.queries) {
      KindView known{kind, {}, {}, {}};
      const auto last = state_->store.reads.last(source.name, kind, store::ReadsOf::all);
      if (!last) return Failure(last.error());
      known.last_success = last->success;
      known.last_attempt = last->attempt;
      const auto failure = state_->store.reads.last_failure(source.name, kind);
      if (!failure) return Failure(failure.error());
      if (*failure) known.problem = (*failure)->sentence;
      view.last_success = std::max(view.last_success, known.last_success);
      view.last_attempt = std::max(view.last_attempt, known.last_attempt);
      view.kinds.push_back(std::move(known));
    }
    views.push_back(std::move(view));
  }
  return views;
}

Result<MonthFigures> Engine::figures(Month month) const {
  const auto frozen = state_->closures.latest(month);
  if (!frozen) return Failure(frozen.error());
  if (*frozen) return MonthFigures{month, (*frozen)->revision, **frozen};
  if (month < state_->first_month || month > current_month()) {
    return core::fail(
        ErrorKind::invalid, msg("There are no figures for {0}.", month.text()),
        msg("The project's months go from {0} to {1}.", state_->first_month.text(), current_month().text()));
  }
  auto closure = compute_closure(state_->settings, state_->store, state_->closures, state_->first_month,
                                 month, state_->doors.clock.now());
  if (!closure) return Failure(closure.error());
  return MonthFigures{month, std::nullopt, std::move(*closure)};
}

Result<std::vector<ReportView>> Engine::reports() const {
  return state_->outbox.views();
}

Result<ReportFiles> Engine::report_files(Month month, const core::RegionCode& region,
                                         std::optional<int> revision) const {
  return state_->outbox.files(month, region, revision);
}

Month Engine::first_month() const {
  return state_->first_month;
}
Month Engine::current_month() const {
  return engine::current_month(state_->settings, state_->doors.clock.now());
}
const Settings& Engine::settings() const {
  return state_->settings;
}

}  // namespace jauge::engine
