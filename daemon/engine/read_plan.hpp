#pragma once
// Which windows of which kinds a read asks for (indicators §2). Pure.
#include <functional>
#include <optional>
#include <vector>

#include "core/reading.hpp"
#include "engine/settings.hpp"

namespace jauge::engine {

struct PlanContext {
  const Settings& settings;
  core::Month first_month;    // the first that is ever closed
  core::Month earliest_open;  // the first that is not frozen
  core::Instant now;
};

/// The month that runs at `now`, in the zone of the project.
core::Month current_month(const Settings& settings, core::Instant now);

/// The earliest month that counts still need: two before the first, or the project's start with a back-fill.
core::Month back_fill_start(const Settings& settings, core::Month first_month);

/// A poll's tasks for the kinds `due`. `last_until`: up to where a kind is already known, if it is.
std::vector<core::ReadTask> poll_tasks(
    const PlanContext& context, const core::SourceSpec& source, const std::vector<std::string>& due,
    const std::function<std::optional<core::Instant>(const std::string& kind)>& last_until);

/// A closing read's tasks: the whole of `month` for every kind that can still be read for it.
std::vector<core::ReadTask> closing_tasks(const PlanContext& context, const core::SourceSpec& source,
                                          core::Month month);

/// The months before the first that a source's kept event kinds must give for the windows of `month`.
std::vector<core::ReadTask> window_tasks(
    const PlanContext& context, const core::SourceSpec& source, core::Month month,
    const std::function<bool(core::Month, const std::string& kind)>& known);

/// Whether a kind is a count over several months, by any measure of the settings.
bool feeds_windows(const Settings& settings, std::string_view kind);

/// Every month that the tasks may give members of.
std::vector<core::Month> months_of(const PlanContext& context, const std::vector<core::ReadTask>& tasks);

}  // namespace jauge::engine
