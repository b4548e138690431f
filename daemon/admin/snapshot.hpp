#pragma once
// Everything the dashboard shows, taken from the engine at one moment. Plain values.
#include <map>
#include <optional>
#include <vector>

#include "engine/engine.hpp"

namespace jauge::admin {

/// A month of the last twelve: its gates and gating figures, without curves, evidence and row fates.
struct PastMonth {
  core::Month month;
  std::optional<int> revision;  // none: not closed yet
  std::vector<core::EstablishmentFigures> establishments;
  std::vector<core::RollUp> roll_ups;

  const core::EstablishmentFigures* find(const core::Finess& finess) const;
  const core::RollUp* project() const;
};

struct Snapshot {
  engine::Overview overview;
  engine::MonthFigures current;                  // of the running month
  std::optional<engine::MonthFigures> previous;  // of the month before, where the project has it
  std::vector<PastMonth> history;                // at most twelve, ascending, the running month last
  std::vector<engine::SourceView> sources;
  std::vector<engine::ReportView> reports;
  std::vector<engine::ClosureView> closures;
};

/// Takes snapshots, and keeps the last one for a few seconds: many readers cost the engine no more than one.
class Snapshots {
 public:
  /// The engine's state, at most some seconds old. Null with `error` when the store fails.
  [[nodiscard]] core::Result<const Snapshot*> take(engine::Engine& engine);

 private:
  core::Result<std::vector<PastMonth>> history(engine::Engine& engine, const Snapshot& snapshot);
  std::optional<Snapshot> last_;
  std::map<std::pair<core::Month, int>, PastMonth> closed_;  // never changes
};

/// What a month was, small enough to be kept.
PastMonth past_month(const engine::MonthFigures& figures);

}  // namespace jauge::admin
