#include "assembly/source_check.hpp"

#include <map>

#include "assembly/installation.hpp"
#include "engine/read_plan.hpp"

namespace jauge::assembly {
namespace {

using core::msg;

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

/// A read under way: which kind its tasks are of, and since when it is at the next.
struct Running {
  std::size_t check;
  std::vector<std::size_t> kinds;  // by task
  std::chrono::steady_clock::time_point since;
};

/// The current month alone, or a month that was asked for: a check is short, and what was known does not
/// matter to it.
std::vector<core::ReadTask> tasks_of(const engine::PlanContext& context, const core::SourceSpec& source,
                                     const std::optional<core::Month>& month) {
  if (month) return engine::closing_tasks(context, source, *month);
  std::vector<std::string> kinds;
  for (const auto& [kind, query] : source.queries) kinds.push_back(kind);
  const auto current = engine::current_month(context.settings, context.now);
  return engine::poll_tasks(context, source, kinds, [&](const std::string&) {
    return std::optional(core::month_span(context.settings.project, current).begin + source.overlap);
  });
}

void take(SourceCheck::Kind& kind, const core::WindowRead& window) {
  kind.fates += window.fates;
  kind.state = window.state;
  for (const auto& batch : window.batches) kind.members += batch.members.size();
  kind.members += window.headcounts.size();
}

}  // namespace

std::vector<SourceCheck> check_sources(const config::Configuration& configuration,
                                       const std::vector<std::string>& sources, core::Reader& reader,
                                       core::Instant now, const std::optional<core::Month>& month) {
  const auto settings = settings_from(configuration);
  const auto first = month.value_or(engine::current_month(settings, now));
  const engine::PlanContext context{settings, first, first, now};

  std::vector<SourceCheck> checks;
  std::map<core::Reader::Ticket, Running> running;
  for (const auto& source : settings.sources) {
    if (!sources.empty() && std::find(sources.begin(), sources.end(), source.name) == sources.end()) continue;
    core::ReadRequest request;
    request.source = source.name;
    request.purpose = core::ReadPurpose::check;
    request.now = now;
    request.deadline = source.timeout;
    request.tasks = tasks_of(context, source, month);
    request.keys = passing_keys(request.tasks, now);
    SourceCheck check;
    check.source = source.name;
    Running read{checks.size(), {}, std::chrono::steady_clock::now()};
    for (const auto& task : request.tasks) {
      if (check.kinds.empty() || check.kinds.back().kind != task.kind)
        check.kinds.push_back({.kind = task.kind});
      read.kinds.push_back(check.kinds.size() - 1);
    }
    const auto ticket = reader.start(std::move(request));
    if (ticket) {
      running.emplace(*ticket, std::move(read));
    } else {
      check.problem = ticket.error().sentence;
      check.remedy = ticket.error().hint;
    }
    checks.push_back(std::move(check));
  }

  while (!running.empty()) {
    for (auto& event : reader.wait(std::chrono::milliseconds(500))) {
      const auto found = running.find(event.ticket);
      if (found == running.end()) continue;
      auto& read = found->second;
      auto& check = checks[read.check];
      const auto kind_of = [&](std::uint32_t task) -> SourceCheck::Kind* {
        if (task >= read.kinds.size()) return nullptr;
        auto& kind = check.kinds[read.kinds[task]];
        const auto at = std::chrono::steady_clock::now();
        kind.elapsed += std::chrono::duration_cast<std::chrono::milliseconds>(at - read.since);
        read.since = at;
        return &kind;
      };
      if (const auto* window = std::get_if<core::WindowRead>(&event.what)) {
        if (auto* kind = kind_of(window->task)) take(*kind, *window);
        reader.commit(event.ticket);
      } else if (const auto* failure = std::get_if<core::TaskFailure>(&event.what)) {
        if (auto* kind = kind_of(failure->task)) {
          kind->problem = failure->error.sentence;
          kind->remedy = failure->error.hint;
        }
      } else {
        auto& finished = std::get<core::Reader::Finished>(event.what);
        if (finished.error) {
          check.problem = finished.error->sentence;
          check.remedy = finished.error->hint;
        }
        check.warnings = std::move(finished.warnings);
        check.elapsed = finished.elapsed;
        running.erase(found);
      }
    }
  }
  return checks;
}

bool is_well(const SourceCheck& check) {
  return check.problem.empty() &&
         std::ranges::all_of(check.kinds, [](const auto& kind) { return kind.problem.empty(); });
}

std::map<std::string, std::uint64_t> refusals(const core::Fates& fates) {
  std::map<std::string, std::uint64_t> by_reason = fates.unattributed;
  for (const auto& [finess, establishment] : fates.establishments) {
    for (const auto& [reason, count] : establishment.refused) by_reason[reason] += count;
  }
  return by_reason;
}

std::vector<std::string> lines_of(const SourceCheck& check, core::Language language) {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view begin, const core::Message& sentence) {
    lines.push_back(fmt::format("{}{}", begin, core::render(sentence, language)));
  };
  const auto add_problem = [&](const core::Message& problem, const core::Message& remedy) {
    add("  ✗ ", problem);
    if (!remedy.empty()) add("    → ", remedy);
  };
  add("", msg("Source {0} ({1} ms)", check.source, check.elapsed.count()));
  if (!check.problem.empty()) add_problem(check.problem, check.remedy);
  for (const auto& kind : check.kinds) {
    if (!kind.problem.empty()) {
      add_problem(kind.problem, kind.remedy);
      continue;
    }
    if (!check.problem.empty() && kind.fates.read == 0) continue;
    const auto refused = refusals(kind.fates);
    add(refused.empty() ? "  ✓ " : "  ! ",
        msg("{0}: {1} rows read, {2} members, {3} outside the project, {4} to come, {5} refused, {6} ms",
            kind.kind, kind.fates.read, kind.members, kind.fates.outside, kind.fates.future,
            kind.fates.refused(), kind.elapsed.count()));
    if (refused.empty()) continue;
    std::string reasons;
    for (const auto& [reason, count] : refused) reasons += fmt::format(" {}={}", reason, count);
    add("     ",
        msg("refused:{0}; first refused row: {1}", reasons, kind.fates.first_refused_row.value_or(0)));
  }
  for (const auto& grant : check.warnings) {
    add("  ! ",
        msg("The account has the right {0} on {1}. Run: {2}", grant.right, grant.object, grant.remedy));
  }
  return lines;
}

}  // namespace jauge::assembly
