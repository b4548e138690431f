#include "engine/closing.hpp"

#include <algorithm>

#include "core/report.hpp"
#include "engine/read_plan.hpp"

namespace jauge::engine {

using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::Month;
using core::msg;
using core::ReadTask;
using core::Result;

namespace {
/// A closing read that failed is tried again after this long, until the month must close without it.
constexpr std::chrono::minutes retry_after{10};
}  // namespace

Result<Month> Closing::next_open() const {
  const auto frozen = store_.closures.frozen_months();
  if (!frozen) return Failure(frozen.error());
  return frozen->empty() ? first_month_ : std::max(first_month_, frozen->back().next());
}

Result<WorkId> Closing::ask(Month month, bool accept) {
  const Instant now = doors_.clock.now();
  if (asked_) {
    return core::fail(ErrorKind::refused, msg("A closing is already under way."),
                      msg("Wait until it has ended."));
  }
  if (now < core::month_span(settings_.project, month).end) {
    return core::fail(ErrorKind::refused, msg("{0} has not ended: it cannot be closed.", month.text()),
                      msg("A month is closed once its last day is over in every zone of the project."));
  }
  const auto open = next_open();
  if (!open) return Failure(open.error());
  if (month < *open) {
    return core::fail(ErrorKind::refused,
                      month < first_month_
                          ? msg("{0} is before the project's first month, {1}: it is never closed.",
                                month.text(), first_month_.text())
                          : msg("{0} is closed already.", month.text()),
                      msg("jauge closures lists the closed months."));
  }
  asked_ = Asked{month, accept, works_.begin(), now};
  tried_.clear();
  windows_tried_.clear();
  return asked_->work;
}

Result<void> Closing::advance(Instant now) {
  for (;;) {
    wanted_.clear();
    const auto month = next_open();
    if (!month) return Failure(month.error());
    if (asked_ && *month > asked_->up_to) end_work(asked_->up_to, true);
    const bool due = asked_ || now >= core::closing_instant(settings_.project, *month, settings_.close);
    if (!due || now < core::month_span(settings_.project, *month).end) return {};
    const auto step = advance_month(*month, now);
    if (!step) return Failure(step.error());
    if (*step == Step::waiting) return {};
    if (*step == Step::stays_open) {
      if (asked_) end_work(*month, false);
      return {};
    }
    tried_.clear();
    windows_tried_.clear();
  }
}

Result<Closing::Step> Closing::advance_month(Month month, Instant now) {
  const Instant end = core::month_span(settings_.project, month).end;
  const Instant not_before =
      asked_ ? asked_->since : core::closing_instant(settings_.project, month, settings_.close);
  bool waiting = false;
  bool incomplete = false;
  for (const auto& source : settings_.sources) {
    const auto windows = missing_windows(source, month, now);
    if (!windows) return Failure(windows.error());
    const auto tasks = missing_tasks(source, month, not_before, now);
    if (!tasks) return Failure(tasks.error());
    if (windows->empty() && tasks->empty()) continue;
    if (reads_.reading(source.name)) {
      wanted_.insert(source.name);
      waiting = true;
      continue;
    }
    if (!windows->empty()) {
      wanted_.insert(source.name);
      windows_tried_.insert(source.name);
      ReadJob job{source.name, core::ReadPurpose::closing, *windows, std::nullopt,
                  false,       asked_ ? asked_->work : 0};
      if (auto started = reads_.start(std::move(job)); !started) return Failure(started.error());
      waiting = true;
      continue;
    }
    const auto tried = tried_.find(source.name);
    const bool again = tried == tried_.end() || (!asked_ && now >= tried->second + retry_after);
    if (!again) {
      incomplete = true;
      continue;
    }
    wanted_.insert(source.name);
    tried_[source.name] = now;
    ReadJob job{source.name, core::ReadPurpose::closing, *tasks,
                month,       asked_ && asked_->accept,   asked_ ? asked_->work : 0};
    if (auto started = reads_.start(std::move(job)); !started) return Failure(started.error());
    waiting = true;
  }
  if (waiting) return Step::waiting;
  if (incomplete && now < end + settings_.close_deadline) return Step::stays_open;
  if (auto frozen = freeze(month, now); !frozen) return Failure(frozen.error());
  return Step::frozen;
}

Result<std::vector<ReadTask>> Closing::missing_tasks(const core::SourceSpec& source, Month month,
                                                     Instant not_before, Instant now) const {
  const PlanContext context{settings_, first_month_, month, now};
  auto tasks = closing_tasks(context, source, month);
  std::vector<ReadTask> missing;
  for (auto& task : tasks) {
    const auto done = store_.closing_reads.get(month, source.name, task.kind);
    if (!done) return Failure(done.error());
    const bool fresh = *done && (*done)->at >= not_before;
    if (!fresh || (*done)->state != store::ClosingReadState::succeeded) missing.push_back(std::move(task));
  }
  return missing;
}

Result<std::vector<ReadTask>> Closing::missing_windows(const core::SourceSpec& source, Month month,
                                                       Instant now) const {
  if (windows_tried_.contains(source.name)) return std::vector<ReadTask>();
  const PlanContext context{settings_, first_month_, month, now};
  std::optional<core::Error> failure;
  auto tasks = window_tasks(context, source, month, [&](Month earlier, const std::string& kind) {
    const auto span = core::month_span(settings_.project, earlier);
    const auto spans = store_.reads.spans(source.name, kind, span.end, now);
    if (!spans) {
      failure = spans.error();
      return true;
    }
    return std::any_of(spans->begin(), spans->end(), [&](const core::ReadSpan& read) {
      return read.since <= span.begin && read.until >= span.end;
    });
  });
  if (failure) return Failure(*failure);
  return tasks;
}

Result<void> Closing::freeze(Month month, Instant now) {
  auto closure = compute_closure(settings_, store_, closures_, first_month_, month, now);
  if (!closure) return Failure(closure.error());
  auto stored = store_.transaction([&]() -> Result<void> {
    if (auto done = store_.closures.insert({month, closure->revision, closure->frozen_at, closure->reason},
                                           core::to_json(*closure));
        !done) {
      return done;
    }
    for (const auto& region : core::regions(settings_.project)) {
      const auto last = store_.reports.last(region);
      if (!last) return Failure(last.error());
      core::ReportIdentity identity{region, last->sequence + 1, last->json_sha256, std::nullopt};
      const auto documents = core::write_documents(*closure, identity);
      const auto report = store_.reports.insert({month, closure->revision, region}, identity.sequence,
                                                identity.previous, documents);
      if (!report) return Failure(report.error());
    }
    if (auto noted = store_.meta.note_instant(now); !noted) return noted;
    return store_.audit.append({now, "arrete", fmt::format("{} r{}", month.text(), closure->revision), ""});
  });
  if (!stored) return stored;
  closures_.forget(month);
  doors_.notice({Notice::Level::info, "arrete", msg("{0} is closed.", month.text())});
  return {};
}

void Closing::end_work(Month month, bool frozen) {
  if (!frozen) {
    works_.problem(asked_->work,
                   msg("{0} stays open: a source could not be read again. It closes with its reasons at the "
                       "closing deadline.",
                       month.text()));
  }
  works_.finish(asked_->work);
  asked_.reset();
}

}  // namespace jauge::engine
