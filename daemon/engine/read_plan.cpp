#include "engine/read_plan.hpp"

#include <algorithm>
#include <set>

namespace jauge::engine {

using core::Instant;
using core::Month;
using core::ReadTask;
using core::Shape;

const core::SourceSpec* Settings::find_source(std::string_view name) const {
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [&](const core::SourceSpec& source) { return source.name == name; });
  return found == sources.end() ? nullptr : &*found;
}

const Destination* Settings::find_destination(const core::RegionCode& region) const {
  const auto found =
      std::find_if(destinations.begin(), destinations.end(),
                   [&](const Destination& destination) { return destination.region == region; });
  return found == destinations.end() ? nullptr : &*found;
}

namespace {

/// Months of a window of instants. Each window may cost the source a full scan: MariaDB prefers one even
/// where the instant has an index.
constexpr int months_together = 12;

/// A long range is cut at month borders: a set is a month's, so a window fills few sets.
void add_instant_tasks(const PlanContext& context, const std::string& kind, Instant since, Instant until,
                       std::vector<ReadTask>& tasks) {
  const Month current = current_month(context.settings, until);
  for (Month month = current_month(context.settings, since); since < until;) {
    const Month last = std::clamp(current, month, month + (months_together - 1));
    const Instant cut = std::min(until, core::month_span(context.settings.project, last).end);
    if (cut > since) {
      tasks.push_back({kind, last, since, cut});
      since = cut;
    }
    month = last.next();
  }
}

ReadTask whole_month(const PlanContext& context, const std::string& kind, Month month) {
  const auto span = core::month_span(context.settings.project, month);
  return {kind, month, span.begin, span.end};
}

bool in_service(const core::SourceSpec& source, Month month) {
  return (!source.from || *source.from <= month) && (!source.until || month <= *source.until);
}

}  // namespace

Month current_month(const Settings& settings, Instant now) {
  return Month::of(settings.project.zone.day_of(now));
}

Month back_fill_start(const Settings& settings, Month first_month) {
  // Nothing before the project's start enters a window.
  const Month started = std::min(Month::of(settings.project.started), first_month);
  return settings.backfill ? started : std::max(first_month - 2, started);
}

bool feeds_windows(const Settings& settings, std::string_view kind) {
  for (const auto& [id, measure] : settings.measures) {
    for (const auto& indicator : measure.indicators) {
      if (indicator.form == core::Indicator::Form::count && indicator.numerator.front() == kind) return true;
    }
  }
  return false;
}

std::vector<ReadTask> poll_tasks(
    const PlanContext& context, const core::SourceSpec& source, const std::vector<std::string>& due,
    const std::function<std::optional<Instant>(const std::string&)>& last_until) {
  std::vector<ReadTask> tasks;
  const Month current = current_month(context.settings, context.now);
  for (const auto& id : due) {
    const auto* kind = core::find_kind(context.settings.kinds, id);
    if (!kind || !source.queries.contains(id)) continue;
    if (kind->shape != Shape::instant) {
      // The month after its last one, once: a state must be known to have lasted until its month's end.
      const bool ended = source.until && current == source.until->next();
      const auto known = ended ? last_until(id) : std::nullopt;
      const Instant begin = core::month_span(context.settings.project, current).begin;
      if (in_service(source, current) || (ended && known && *known < begin))
        tasks.push_back(whole_month(context, id, current));
      continue;
    }
    // What was known is read again over the overlap; what was never read, from the back-fill's start for a
    // past that is kept (only counts need months before the first), else from the month's.
    const auto known = last_until(id);
    Instant since;
    if (known) {
      since = *known - source.overlap;
    } else {
      Month from = current;
      if (source.keeps(id)) {
        from = feeds_windows(context.settings, id) ? back_fill_start(context.settings, context.first_month)
                                                   : std::min(context.earliest_open, current);
      }
      since = core::month_span(context.settings.project, from).begin;
    }
    if (source.from) since = std::max(since, core::month_span(context.settings.project, *source.from).begin);
    Instant until = context.now;
    if (source.until) until = std::min(until, core::month_span(context.settings.project, *source.until).end);
    add_instant_tasks(context, id, since, until, tasks);
  }
  return tasks;
}

std::vector<ReadTask> closing_tasks(const PlanContext& context, const core::SourceSpec& source, Month month) {
  std::vector<ReadTask> tasks;
  if (!in_service(source, month)) return tasks;
  for (const auto& [id, query] : source.queries) {
    const auto* kind = core::find_kind(context.settings.kinds, id);
    // A state tells what is true now: it is never read again for a month that has ended.
    if (!kind || source.is_state(id)) continue;
    tasks.push_back(whole_month(context, id, month));
  }
  return tasks;
}

std::vector<ReadTask> window_tasks(const PlanContext& context, const core::SourceSpec& source, Month month,
                                   const std::function<bool(Month, const std::string&)>& known) {
  std::vector<ReadTask> tasks;
  const Month start = context.settings.backfill
                          ? back_fill_start(context.settings, context.first_month)
                          : std::max(month - 2, back_fill_start(context.settings, context.first_month));
  for (Month earlier = start; earlier < context.first_month && earlier < month; earlier = earlier.next()) {
    if (!in_service(source, earlier)) continue;
    for (const auto& [id, query] : source.queries) {
      if (!feeds_windows(context.settings, id) || !source.keeps(id) || source.is_state(id)) continue;
      if (!known(earlier, id)) tasks.push_back(whole_month(context, id, earlier));
    }
  }
  return tasks;
}

std::vector<Month> months_of(const PlanContext& context, const std::vector<ReadTask>& tasks) {
  std::set<Month> months;
  for (const auto& task : tasks) {
    months.insert(task.month);
    const auto* kind = core::find_kind(context.settings.kinds, task.kind);
    if (kind && kind->shape == Shape::instant) {
      // The span of a month reaches from the earliest to the latest local midnight: an edge may be a
      // neighbour's.
      for (const auto& establishment : context.settings.project.establishments) {
        const Month last = Month::of(establishment.zone.day_of(task.until - std::chrono::microseconds(1)));
        for (Month month = Month::of(establishment.zone.day_of(task.since)); month <= last;
             month = month.next())
          months.insert(month);
      }
    } else {
      for (const auto& establishment : context.settings.project.establishments) {
        months.insert(Month::of(establishment.zone.day_of(context.now)));
      }
    }
  }
  return {months.begin(), months.end()};
}

}  // namespace jauge::engine
