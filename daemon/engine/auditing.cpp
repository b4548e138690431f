#include "engine/auditing.hpp"

#include <algorithm>

#include "engine/read_plan.hpp"

namespace jauge::engine {

using core::ErrorKind;
using core::Failure;
using core::Instant;
using core::Month;
using core::msg;
using core::Result;

namespace {

constexpr std::size_t remembered = 8;

/// Members that are in one of the two sets only; both sorted by key.
std::int64_t difference(const std::vector<core::Member>& one, const std::vector<core::Member>& other) {
  std::int64_t count = 0;
  auto left = one.begin();
  auto right = other.begin();
  while (left != one.end() || right != other.end()) {
    if (right == other.end() || (left != one.end() && left->key < right->key)) {
      ++left, ++count;
    } else if (left == one.end() || right->key < left->key) {
      ++right, ++count;
    } else {
      ++left, ++right;
    }
  }
  return count;
}

std::int64_t count(const AuditView& view, AuditLine::State state) {
  return std::ranges::count(view.lines, state, &AuditLine::state);
}

}  // namespace

Result<WorkId> Auditing::ask(Month month) {
  if (asked_) {
    return core::fail(ErrorKind::refused, msg("An audit of {0} is under way.", asked_->month.text()),
                      msg("Wait until it has ended."));
  }
  const auto frozen = closures_.latest(month);
  if (!frozen) return Failure(frozen.error());
  if (!*frozen) {
    return core::fail(ErrorKind::refused, msg("{0} is not closed: there is nothing to audit.", month.text()),
                      msg("jauge closures lists the closed months."));
  }
  const auto key = store_.keys.load(month);
  if (!key) return Failure(key.error());
  if (!*key) {
    return core::fail(ErrorKind::refused,
                      msg("The key of {0} is destroyed: its sets can no longer be made again.", month.text()),
                      msg("Its figures stand as they were frozen."));
  }
  Asked asked{month, works_.begin(), {}, {}};
  for (const auto& source : settings_.sources) {
    if (!tasks_of(source, month, doors_.clock.now()).empty()) asked.to_read.insert(source.name);
  }
  asked_ = std::move(asked);
  return asked_->work;
}

bool Auditing::wants(std::string_view source) const {
  return asked_ && asked_->to_read.contains(source);
}

const AuditView* Auditing::result(WorkId work) const {
  const auto found = results_.find(work);
  return found == results_.end() ? nullptr : &found->second;
}

std::vector<core::ReadTask> Auditing::tasks_of(const core::SourceSpec& source, Month month,
                                               Instant now) const {
  const PlanContext context{settings_, first_month_, month, now};
  auto tasks = closing_tasks(context, source, month);
  std::erase_if(tasks, [&](const core::ReadTask& task) {
    const auto* kind = core::find_kind(settings_.kinds, task.kind);
    return !source.keeps(task.kind) || !kind || kind->key == core::KeyOf::none;
  });
  return tasks;
}

Result<void> Auditing::start_reads(Instant now) {
  for (auto name = asked_->to_read.begin(); name != asked_->to_read.end();) {
    if (reads_.reading(*name)) {
      ++name;
      continue;
    }
    ReadJob job;
    job.source = *name;
    job.purpose = core::ReadPurpose::closing;
    job.tasks = tasks_of(*settings_.find_source(*name), asked_->month, now);
    job.closing = asked_->month;
    job.work = asked_->work;
    job.then = ReadJob::Then::compare;
    if (auto started = reads_.start(std::move(job)); !started) return started;
    asked_->reading.insert(*name);
    name = asked_->to_read.erase(name);
  }
  return {};
}

Result<void> Auditing::advance(Instant now) {
  if (!asked_) return {};
  if (auto started = start_reads(now); !started) return started;
  std::erase_if(asked_->reading, [&](const std::string& name) { return !reads_.reading(name); });
  if (!asked_->to_read.empty() || !asked_->reading.empty()) return {};
  return finish(now);
}

Result<AuditLine> Auditing::compare(const core::Closure& closure, const core::EstablishmentFigures& figures,
                                    const core::SetEvidence& frozen,
                                    const std::set<store::SourceKind>& read) const {
  AuditLine line{figures.finess, frozen.kind, AuditLine::State::identical, frozen.members, {}, {}};
  const Month month = closure.month();
  std::vector<std::string> sources;
  bool again = frozen.reproducible;
  bool all_read = true;
  for (const auto& source : settings_.sources) {
    if (!source.queries.contains(frozen.kind) || !source.answers(figures.finess, month)) continue;
    sources.push_back(source.name);
    again = again && source.keeps(frozen.kind) && !source.is_state(frozen.kind);
    all_read = all_read && read.contains({source.name, frozen.kind});
  }
  const bool known =
      std::ranges::count(settings_.project.establishments, figures.finess, &core::Establishment::finess) > 0;
  if (!again || sources.empty() || !known) {
    line.state = AuditLine::State::not_reproducible;
    return line;
  }
  if (!all_read) {
    line.state = AuditLine::State::not_read;
    return line;
  }
  const auto now = store_.members.staged(figures.finess, month, frozen.kind, sources);
  if (!now) return Failure(now.error());
  line.now = static_cast<std::int64_t>(now->size());
  const auto digest = [&](const std::vector<core::Member>& members) {
    return core::evidence_digest(closure.parameters.project.id, figures.finess, month, frozen.kind, members);
  };
  if (digest(*now) == frozen.sha256) return line;
  line.state = AuditLine::State::differs;
  // By how much is known while the members that were counted are there.
  const auto then = store_.members.members(figures.finess, month, frozen.kind, sources);
  if (!then) return Failure(then.error());
  if (digest(*then) == frozen.sha256) line.differing = difference(*then, *now);
  return line;
}

Result<AuditView> Auditing::compare(const std::set<store::SourceKind>& read) const {
  const auto closure = closures_.latest(asked_->month);
  if (!closure) return Failure(closure.error());
  AuditView view{asked_->month, (*closure)->revision, {}};
  for (const auto& figures : (*closure)->establishments) {
    for (const auto& evidence : figures.evidence) {
      auto line = compare(**closure, figures, evidence, read);
      if (!line) return Failure(line.error());
      view.lines.push_back(std::move(*line));
    }
  }
  return view;
}

Result<void> Auditing::finish(Instant now) {
  auto view = compare(reads_.take_compared(asked_->work));
  if (!view) return Failure(view.error());
  auto stored = store_.transaction([&]() -> Result<void> {
    for (const auto& source : settings_.sources) {
      for (const auto& task : tasks_of(source, asked_->month, now)) {
        if (auto done = store_.members.clear_staging(source.name, task.month, task.kind); !done) return done;
      }
    }
    return store_.audit.append(
        {now, "audit", fmt::format("{} r{}", view->month.text(), view->revision),
         fmt::format("identiques {}, différents {}, non relisibles {}, non lus {}",
                     count(*view, AuditLine::State::identical), count(*view, AuditLine::State::differs),
                     count(*view, AuditLine::State::not_reproducible),
                     count(*view, AuditLine::State::not_read))});
  });
  if (!stored) return stored;
  while (results_.size() >= remembered) results_.erase(results_.begin());
  results_.emplace(asked_->work, std::move(*view));
  works_.finish(asked_->work);
  asked_.reset();
  return {};
}

}  // namespace jauge::engine
