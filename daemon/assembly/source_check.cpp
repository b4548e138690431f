#include <map>

#include "assembly/installation.hpp"
#include "engine/read_plan.hpp"

namespace jauge::assembly {
namespace {

/// Keys that live as long as the check: what they hash is compared with nothing and stored nowhere.
std::map<core::Month, core::MonthKey> passing_keys(const std::vector<core::ReadTask>& tasks,
                                                   const core::Instant now) {
  std::map<core::Month, core::MonthKey> keys;
  const auto seed = core::sha256(fmt::format("jauge-check {}", now.time_since_epoch().count()));
  for (const auto& task : tasks) {
    for (const auto month : {task.month.previous(), task.month, task.month.next()}) {
      keys.emplace(month, core::MonthKey(seed.bytes));
    }
  }
  return keys;
}

}  // namespace

std::vector<SourceCheck> check_sources(const config::Configuration& configuration,
                                       const std::vector<std::string>& sources, core::Reader& reader,
                                       core::Instant now) {
  const auto settings = settings_from(configuration);
  const auto month = engine::current_month(settings, now);
  const engine::PlanContext context{settings, month, month, now};

  std::vector<SourceCheck> checks;
  std::map<core::Reader::Ticket, std::size_t> running;
  std::map<core::Reader::Ticket, std::vector<core::ReadTask>> asked;
  for (const auto& source : settings.sources) {
    if (!sources.empty() && std::find(sources.begin(), sources.end(), source.name) == sources.end()) continue;
    std::vector<std::string> kinds;
    for (const auto& [kind, query] : source.queries) kinds.push_back(kind);
    core::ReadRequest request;
    request.source = source.name;
    request.purpose = core::ReadPurpose::check;
    request.now = now;
    request.deadline = source.timeout;
    // The current month alone: a check is short, and what was known does not matter to it.
    request.tasks = engine::poll_tasks(context, source, kinds, [&](const std::string&) {
      return std::optional(core::month_span(settings.project, month).begin + source.overlap);
    });
    request.keys = passing_keys(request.tasks, now);
    SourceCheck check;
    check.source = source.name;
    for (const auto& task : request.tasks) {
      check.kinds.push_back({task.kind, {}, {}, 0, false});
    }
    auto tasks = request.tasks;
    const auto ticket = reader.start(std::move(request));
    if (!ticket) {
      check.problem = ticket.error().sentence;
    } else {
      running[*ticket] = checks.size();
      asked[*ticket] = std::move(tasks);
    }
    checks.push_back(std::move(check));
  }

  while (!running.empty()) {
    for (auto& event : reader.wait(std::chrono::milliseconds(500))) {
      const auto found = running.find(event.ticket);
      if (found == running.end()) continue;
      auto& check = checks[found->second];
      if (const auto* window = std::get_if<core::WindowRead>(&event.what)) {
        if (window->task < check.kinds.size()) {
          auto& kind = check.kinds[window->task];
          kind.fates += window->fates;
          kind.state = window->state;
          for (const auto& batch : window->batches) kind.members += batch.members.size();
          kind.members += window->headcounts.size();
        }
        reader.commit(event.ticket);
      } else if (const auto* failure = std::get_if<core::TaskFailure>(&event.what)) {
        if (failure->task < check.kinds.size()) check.kinds[failure->task].problem = failure->error.sentence;
      } else {
        const auto& finished = std::get<core::Reader::Finished>(event.what);
        if (finished.error) check.problem = finished.error->sentence;
        check.warnings = finished.warnings;
        check.elapsed = finished.elapsed;
        running.erase(found);
      }
    }
  }
  return checks;
}

}  // namespace jauge::assembly
