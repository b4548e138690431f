#include "engine/reads.hpp"

#include <algorithm>

#include "engine/read_plan.hpp"

namespace jauge::engine {

using core::Error;
using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::Month;
using core::msg;
using core::ReadTask;
using core::Result;
using core::WindowRead;

namespace {

std::vector<core::Finess> answered(const Settings& settings, const core::SourceSpec& source, Month month) {
  std::vector<core::Finess> out;
  for (const auto& establishment : settings.project.establishments) {
    if (source.answers(establishment.finess, month)) out.push_back(establishment.finess);
  }
  return out;
}

std::chrono::milliseconds elapsed(Instant from, Instant to) {
  return std::max(std::chrono::milliseconds(0),
                  std::chrono::duration_cast<std::chrono::milliseconds>(to - from));
}

}  // namespace

bool Reads::reading(std::string_view source) const {
  return std::any_of(running_.begin(), running_.end(),
                     [&](const auto& entry) { return entry.second.job.source == source; });
}

const std::vector<core::Grant>& Reads::warnings(std::string_view source) const {
  static const std::vector<core::Grant> none;
  const auto found = warnings_.find(source);
  return found == warnings_.end() ? none : found->second;
}

std::set<store::SourceKind> Reads::take_compared(WorkId work) {
  const auto found = compared_.extract(work);
  return found.empty() ? std::set<store::SourceKind>() : found.mapped();
}

void Reads::cancel_all() {
  for (const auto& [ticket, running] : running_) doors_.reader.cancel(ticket);
}

Result<std::set<Month>> Reads::shut_months() const {
  const auto frozen = store_.closures.frozen_months();
  if (!frozen) return Failure(frozen.error());
  const auto purged = store_.purges.months();
  if (!purged) return Failure(purged.error());
  std::set<Month> months(frozen->begin(), frozen->end());
  months.insert(purged->begin(), purged->end());
  return months;
}

Result<void> Reads::start(ReadJob job) {
  const auto* source = settings_.find_source(job.source);
  if (!source) return core::fail(ErrorKind::invalid, msg("There is no source named {0}.", job.source));
  const Instant now = doors_.clock.now();
  const PlanContext context{settings_, first_month_, first_month_, now};

  core::ReadRequest request;
  request.source = job.source;
  request.purpose = job.purpose;
  request.now = now;
  request.deadline = std::chrono::duration_cast<std::chrono::milliseconds>(source->timeout);
  request.tasks = job.tasks;
  if (auto found = store_.transaction(
          [&] { return find_keys(job, months_of(context, job.tasks), now, request.keys); });
      !found) {
    return found;
  }

  Running running;
  running.started = now;
  for (const auto& task : job.tasks) {
    auto [entry, first] = running.kinds.try_emplace(task.kind);
    auto& progress = entry->second;
    if (first) {
      progress.since = task.since;
      progress.month = task.month;
      progress.as_of = now;
    }
    ++progress.left;
    progress.since = std::min(progress.since, task.since);
    progress.month = std::max(progress.month, task.month);
  }
  if (job.closing) {
    if (auto cleared = store_.transaction([&] { return clear_staging(job); }); !cleared) return cleared;
  }
  works_.add_steps(job.work, static_cast<std::uint32_t>(job.tasks.size()));
  running.job = std::move(job);
  const auto ticket = doors_.reader.start(std::move(request));
  if (!ticket) return Failure(ticket.error());
  running_.emplace(*ticket, std::move(running));
  return {};
}

/// The keys of the months to be read: a closed month's where it is still there, another's is made.
Result<void> Reads::find_keys(const ReadJob& job, const std::vector<Month>& months, Instant now,
                              std::map<Month, core::MonthKey>& keys) {
  const auto shut = shut_months();
  if (!shut) return Failure(shut.error());
  for (const Month month : months) {
    // A month that is read again has its key, or none yet where nothing had ever been read of it.
    if (shut->contains(month) && job.closing != month) {
      const auto key = store_.keys.load(month);
      if (!key) return Failure(key.error());
      if (*key) keys.emplace(month, **key);
    } else {
      const auto key = store_.keys.obtain(month, now);
      if (!key) return Failure(key.error());
      keys.emplace(month, *key);
    }
  }
  return {};
}

Result<void> Reads::clear_staging(const ReadJob& job) {
  for (const auto& task : job.tasks) {
    if (task.month != *job.closing) continue;
    if (auto cleared = store_.members.clear_staging(job.source, task.month, task.kind); !cleared)
      return cleared;
  }
  return {};
}

Result<void> Reads::pump(std::chrono::milliseconds patience) {
  auto events = doors_.reader.wait(patience);
  if (events.empty()) return {};
  // What came together is made durable together: a sync costs as much as a thousand members.
  auto stored = store_.transaction([&]() -> Result<void> {
    for (auto& event : events) {
      if (auto taken = take(event); !taken) return taken;
    }
    return {};
  });
  for (const auto& event : events) {
    if (stored) {
      doors_.reader.commit(event.ticket);
    } else {
      doors_.reader.cancel(event.ticket);
      running_.erase(event.ticket);
    }
  }
  return stored;
}

Result<void> Reads::take(core::Reader::Event& event) {
  const auto found = running_.find(event.ticket);
  if (found == running_.end()) return {};
  auto& running = found->second;
  if (auto* window = std::get_if<WindowRead>(&event.what)) {
    auto taken = take(running, *window);
    window->batches = {};
    return taken;
  }
  if (const auto* failure = std::get_if<core::TaskFailure>(&event.what)) {
    if (failure->task >= running.job.tasks.size()) return {};
    auto& progress = running.kinds[running.job.tasks[failure->task].kind];
    if (!progress.failure) progress.failure = failure->error;
    works_.step_done(running.job.work, {});
    return {};
  }
  auto ended = std::move(running);
  running_.erase(found);
  return end(ended, std::get<core::Reader::Finished>(event.what));
}

Result<void> Reads::take(Running& running, const WindowRead& window) {
  if (window.task >= running.job.tasks.size()) return {};
  const ReadTask& task = running.job.tasks[window.task];
  auto& progress = running.kinds[task.kind];
  if (window.fresh_until) progress.as_of = std::min(progress.as_of, *window.fresh_until);
  progress.fates += window.fates;
  if (auto stored = store_batches(running, task, window); !stored) return stored;
  const bool compares = running.job.then == ReadJob::Then::compare;
  for (const auto& stated : window.headcounts) {
    if (compares) break;
    if (auto done = store_.headcounts.state(
            {stated.month, stated.establishment, stated.number, running.job.source, running.started});
        !done) {
      return done;
    }
  }
  if (!window.last) return {};
  works_.step_done(running.job.work, msg("{0}: {1}, {2}", running.job.source, task.kind, task.month.text()));
  if (progress.left > 0) --progress.left;
  if (progress.left > 0 || progress.failure) return {};
  return end_kind(running, task.kind, progress);
}

Result<void> Reads::store_batches(const Running& running, const ReadTask& task, const WindowRead& window) {
  const auto& job = running.job;
  const bool staged = job.closing && task.month == *job.closing;
  const auto shut = shut_months();
  if (!shut) return Failure(shut.error());
  for (const auto& batch : window.batches) {
    if (staged && batch.month != task.month) continue;  // an edge of a neighbour: it has its own read
    if (!staged && shut->contains(batch.month)) {
      if (auto counted = count_late(job, task, batch); !counted) return counted;
      continue;
    }
    if (batch.month < first_month_ && !feeds_windows(settings_, task.kind)) continue;
    const auto added =
        store_.members.add(job.source, task.kind, batch, staged ? store::Area::staging : store::Area::polled);
    if (!added) return Failure(added.error());
  }
  if (job.then == ReadJob::Then::compare) return {};
  for (const auto& [month, rows] : window.fates.late) {
    const auto purged = store_.purges.get(month);
    if (!purged) return Failure(purged.error());
    if (*purged) continue;
    if (auto noted = store_.late.raise_to({month, task.kind, job.source, std::nullopt, rows}); !noted)
      return noted;
  }
  return {};
}

/// A closed month is never changed: what comes late is counted, once however often it is seen. Of a purged
/// month nothing tells what is new.
Result<void> Reads::count_late(const ReadJob& job, const ReadTask& task, const core::Batch& batch) {
  const auto purged = store_.purges.get(batch.month);
  if (!purged) return Failure(purged.error());
  if (*purged) return {};
  const auto absent = store_.members.absent(job.source, task.kind, batch);
  if (!absent) return Failure(absent.error());
  if (*absent == 0) return {};
  return store_.late.raise_to({batch.month, task.kind, job.source, batch.establishment, *absent});
}

Result<void> Reads::record(const Running& running, const std::string& kind, const KindProgress& progress) {
  const auto& job = running.job;
  if (auto recorded =
          store_.reads.record({job.source, kind, progress.month, job.purpose, progress.since, progress.as_of,
                               running.started, elapsed(running.started, doors_.clock.now()), std::nullopt});
      !recorded) {
    return recorded;
  }
  const auto* source = settings_.find_source(job.source);
  for (const auto& finess : answered(settings_, *source, progress.month)) {
    const auto fates = progress.fates.establishments.find(finess);
    const bool has_rows = fates != progress.fates.establishments.end() && fates->second.read > 0;
    if (auto noted = store_.answers.note(job.source, kind, finess, progress.as_of, has_rows); !noted)
      return noted;
  }
  return {};
}

Result<void> Reads::end_kind(const Running& running, const std::string& kind, const KindProgress& progress) {
  const auto& job = running.job;
  if (job.then == ReadJob::Then::compare) {
    const auto span = core::month_span(settings_.project, *job.closing);
    if (progress.as_of >= span.end) compared_[job.work].emplace(job.source, kind);
    return {};
  }
  if (auto recorded = record(running, kind, progress); !recorded) return recorded;
  const bool closing_kind =
      job.closing && std::any_of(job.tasks.begin(), job.tasks.end(), [&](const ReadTask& task) {
        return task.kind == kind && task.month == *job.closing;
      });
  if (closing_kind) return promote(running, kind, progress);
  return store_.fates.replace_last_poll(job.source, kind, progress.fates);
}

Result<void> Reads::promote(const Running& running, const std::string& kind, const KindProgress& progress) {
  const auto& job = running.job;
  const Month month = *job.closing;
  const auto* source = settings_.find_source(job.source);
  const auto span = core::month_span(settings_.project, month);
  const bool whole = progress.as_of >= span.end;
  // A copy that lags, or files that are not all there, take nothing away from what polls gave.
  const bool replaces = source->keeps(kind) && whole;

  store::ClosingRead read{job.source,      kind,       store::ClosingReadState::succeeded,
                          running.started, job.accept, {}};
  if (!whole) {
    read.state = store::ClosingReadState::failed;
    const auto problem = msg("Source {0}, query {1}: what it gives does not reach over the whole of {2} yet.",
                             job.source, kind, month.text());
    works_.problem(job.work, problem);
    doors_.notice({Notice::Level::warning, "relecture-incomplete", problem});
  }
  std::vector<core::Finess> coherent;
  for (const auto& finess : answered(settings_, *source, month)) {
    const auto polled = store_.members.count(finess, month, kind, job.source, store::Area::polled);
    if (!polled) return Failure(polled.error());
    const auto staged = store_.members.count(finess, month, kind, job.source, store::Area::staging);
    if (!staged) return Failure(staged.error());
    // A re-read that lost more than half is more likely a broken view than a month that emptied itself.
    if (replaces && !job.accept && *staged * 2 < *polled) {
      read.state = store::ClosingReadState::incoherent;
      read.incoherent.push_back(finess);
      const auto problem =
          msg("Source {0}, query {1}: the closing read of {2} gave {3} where the polls had given {4}.",
              job.source, kind, finess.text(), *staged, *polled);
      works_.problem(job.work, problem);
      doors_.notice({Notice::Level::error, "relecture-incoherente", problem});
    } else {
      coherent.push_back(finess);
    }
  }
  if (auto done = store_.members.promote(job.source, month, kind, coherent,
                                         replaces ? store::Promotion::replace : store::Promotion::add);
      !done) {
    return done;
  }
  if (auto done = store_.fates.replace(month, job.source, kind, progress.fates); !done) return done;
  return store_.closing_reads.set(month, read);
}

Result<void> Reads::fail_kind(const Running& running, const std::string& kind, const KindProgress& progress,
                              const Error& error) {
  const auto& job = running.job;
  works_.problem(job.work, error.sentence);
  doors_.notice({Notice::Level::error, "lecture-echouee", error.sentence});
  if (job.then == ReadJob::Then::compare) return {};
  if (job.closing) {
    if (auto done = store_.closing_reads.set(
            *job.closing, {job.source, kind, store::ClosingReadState::failed, running.started, false, {}});
        !done) {
      return done;
    }
  }
  return store_.reads.record({job.source, kind, progress.month, job.purpose, progress.since, progress.as_of,
                              running.started, elapsed(running.started, doors_.clock.now()), error});
}

Result<void> Reads::end(Running& running, const core::Reader::Finished& finished) {
  const auto& job = running.job;
  warnings_[job.source] = finished.warnings;
  std::optional<Error> problem = finished.error;
  const bool cancelled = problem && problem->kind == ErrorKind::cancelled;
  for (auto& [kind, progress] : running.kinds) {
    if (progress.left == 0 && !progress.failure) continue;
    const Error error = progress.failure ? *progress.failure
                        : problem
                            ? *problem
                            : Error{ErrorKind::transient,
                                    msg("Source {0}: the read ended before query {1}.", job.source, kind),
                                    {}};
    if (!problem) problem = error;
    if (cancelled) continue;
    if (auto done = fail_kind(running, kind, progress, error); !done) return done;
  }
  if (cancelled) return {};
  if (problem) works_.problem(job.work, problem->sentence);
  if (job.then == ReadJob::Then::compare) return {};
  const Instant now = doors_.clock.now();
  if (auto recorded = store_.reads.record_poll(
          {job.source, job.purpose, running.started, elapsed(running.started, now), problem});
      !recorded) {
    return recorded;
  }
  if (auto noted = store_.meta.note_instant(now); !noted) return noted;
  return store_.audit.append({now, job.purpose == core::ReadPurpose::closing ? "relecture" : "lecture",
                              job.source,
                              problem ? core::render(problem->sentence, core::Language::fr) : ""});
}

}  // namespace jauge::engine
