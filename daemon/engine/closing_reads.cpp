#include "engine/closing_reads.hpp"

#include <algorithm>

namespace jauge::engine {

using core::Failure;
using core::Instant;
using core::Month;
using core::ReadTask;
using core::Result;
using State = ClosingReads::State;

namespace {
/// A read that failed is tried again after this long, until the month must close without it.
constexpr std::chrono::minutes retry_after{10};
}  // namespace

void ClosingReads::reset() {
  tried_.clear();
  wanted_.clear();
}

Result<State> ClosingReads::advance(const Wish& wish, Instant now) {
  wanted_.clear();
  State all = State::done;
  for (const auto& source : settings_.sources) {
    const auto state = advance_source(source, wish, now);
    if (!state) return state;
    if (*state == State::waiting || (*state == State::failed && all == State::done)) all = *state;
  }
  return all;
}

Result<State> ClosingReads::advance_source(const core::SourceSpec& source, const Wish& wish, Instant now) {
  State state = State::done;
  for (const Part part : {Part::windows, Part::states, Part::month}) {
    auto tasks = missing(part, source, wish, now);
    if (!tasks) return Failure(tasks.error());
    if (tasks->empty()) continue;
    if (reads_.reading(source.name)) {
      wanted_.insert(source.name);
      return State::waiting;
    }
    const auto tried = tried_.find({source.name, part});
    if (tried != tried_.end() && !(wish.again && now >= tried->second + retry_after)) {
      // Window months that cannot be read make a lower bound: they hold nothing up.
      if (part != Part::windows) state = State::failed;
      continue;
    }
    wanted_.insert(source.name);
    tried_[{source.name, part}] = now;
    const bool of_month = part == Part::month;
    ReadJob job;
    job.source = source.name;
    job.purpose = part == Part::states ? core::ReadPurpose::poll : core::ReadPurpose::closing;
    job.tasks = std::move(*tasks);
    if (of_month) job.closing = wish.month;
    job.accept = of_month && wish.accept;
    job.work = wish.work;
    if (auto started = reads_.start(std::move(job)); !started) return Failure(started.error());
    return State::waiting;
  }
  return state;
}

Result<ClosingReads::Tasks> ClosingReads::missing(Part part, const core::SourceSpec& source, const Wish& wish,
                                                  Instant now) const {
  switch (part) {
    case Part::windows:
      return missing_windows(source, wish, now);
    case Part::states:
      return missing_states(source, wish, now);
    case Part::month:
      return missing_of_month(source, wish, now);
  }
  return Tasks();
}

Result<ClosingReads::Tasks> ClosingReads::missing_of_month(const core::SourceSpec& source, const Wish& wish,
                                                           Instant now) const {
  const PlanContext context{settings_, first_month_, wish.month, now};
  Tasks tasks;
  for (auto& task : closing_tasks(context, source, wish.month)) {
    if (wish.kept_only && !source.keeps(task.kind)) continue;
    const auto done = store_.closing_reads.get(wish.month, source.name, task.kind);
    if (!done) return Failure(done.error());
    const bool fresh = *done && (*done)->at >= wish.not_before;
    if (!fresh || (*done)->state != store::ClosingReadState::succeeded) tasks.push_back(std::move(task));
  }
  return tasks;
}

/// A state is never read again for a month that has ended, but must have been read once after its end.
Result<ClosingReads::Tasks> ClosingReads::missing_states(const core::SourceSpec& source, const Wish& wish,
                                                         Instant now) const {
  Tasks tasks;
  if (wish.kept_only || (source.from && wish.month < *source.from) ||
      (source.until && *source.until < wish.month)) {
    return tasks;
  }
  const Instant end = core::month_span(settings_.project, wish.month).end;
  const Month current = current_month(settings_, now);
  const auto span = core::month_span(settings_.project, current);
  for (const auto& kind : source.states) {
    if (!source.queries.contains(kind)) continue;
    const auto until = store_.reads.last_success_until(source.name, kind);
    if (!until) return Failure(until.error());
    if (!*until || **until < end) tasks.push_back({kind, current, span.begin, span.end});
  }
  return tasks;
}

Result<ClosingReads::Tasks> ClosingReads::missing_windows(const core::SourceSpec& source, const Wish& wish,
                                                          Instant now) const {
  const PlanContext context{settings_, first_month_, wish.month, now};
  std::optional<core::Error> failure;
  auto tasks = window_tasks(context, source, wish.month, [&](Month earlier, const std::string& kind) {
    const auto purged = store_.purges.get(earlier);
    if (purged && *purged) return true;
    const auto span = core::month_span(settings_.project, earlier);
    const auto spans = store_.reads.spans(source.name, kind, span.end, now);
    if (!purged || !spans) {
      failure = !purged ? purged.error() : spans.error();
      return true;
    }
    return core::covers(*spans, span.begin, span.end);
  });
  if (failure) return Failure(*failure);
  return tasks;
}

}  // namespace jauge::engine
