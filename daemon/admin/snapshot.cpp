#include "admin/snapshot.hpp"

namespace jauge::admin {

using core::Failure;
using core::Result;

namespace {

constexpr std::chrono::seconds kept_for{5};
constexpr int months_shown = 12;

std::vector<core::Figure> gating_figures(const std::vector<core::Figure>& figures) {
  std::vector<core::Figure> kept;
  for (const auto& figure : figures) {
    if (!figure.gating) continue;
    kept.push_back(figure);
    kept.back().months.clear();
  }
  return kept;
}

}  // namespace

const core::EstablishmentFigures* PastMonth::find(const core::Finess& finess) const {
  const auto found = std::ranges::find(establishments, finess, &core::EstablishmentFigures::finess);
  return found == establishments.end() ? nullptr : &*found;
}

const core::RollUp* PastMonth::project() const {
  const auto found =
      std::ranges::find_if(roll_ups, [](const core::RollUp& roll_up) { return !roll_up.region; });
  return found == roll_ups.end() ? nullptr : &*found;
}

PastMonth past_month(const engine::MonthFigures& figures) {
  PastMonth past{figures.month, figures.revision, {}, {}};
  for (const auto& establishment : figures.closure.establishments) {
    core::EstablishmentFigures kept;
    kept.finess = establishment.finess;
    kept.membership = establishment.membership;
    kept.gate = establishment.gate;
    kept.figures = gating_figures(establishment.figures);
    past.establishments.push_back(std::move(kept));
  }
  for (const auto& roll_up : figures.closure.roll_ups) {
    past.roll_ups.push_back({roll_up.region, gating_figures(roll_up.figures), roll_up.gate, {}});
  }
  return past;
}

Result<std::vector<PastMonth>> Snapshots::history(engine::Engine& engine, const Snapshot& snapshot) {
  std::vector<PastMonth> months;
  const auto current = snapshot.overview.current;
  for (auto month = std::max(snapshot.overview.first_month, current - (months_shown - 1)); month < current;
       month = month.next()) {
    std::optional<int> revision;  // the latest
    for (const auto& closure : snapshot.closures) {
      if (closure.month == month) revision = std::max(revision, std::optional(closure.revision));
    }
    if (revision) {
      if (const auto known = closed_.find({month, *revision}); known != closed_.end()) {
        months.push_back(known->second);
        continue;
      }
    }
    const auto figures = engine.figures(month);
    if (!figures) return Failure(figures.error());
    months.push_back(past_month(*figures));
    if (revision) closed_.insert_or_assign({month, *revision}, months.back());
  }
  months.push_back(past_month(snapshot.current));
  return months;
}

Result<const Snapshot*> Snapshots::take(engine::Engine& engine) {
  auto overview = engine.overview();
  if (!overview) return Failure(overview.error());
  if (last_ && overview->now >= last_->overview.now && overview->now - last_->overview.now < kept_for) {
    return &*last_;
  }
  last_.reset();
  Snapshot taken;
  taken.overview = std::move(*overview);
  auto current = engine.figures(taken.overview.current);
  if (!current) return Failure(current.error());
  taken.current = std::move(*current);
  if (taken.overview.current > taken.overview.first_month) {
    auto previous = engine.figures(taken.overview.current.previous());
    if (!previous) return Failure(previous.error());
    taken.previous = std::move(*previous);
  }
  auto sources = engine.sources();
  if (!sources) return Failure(sources.error());
  taken.sources = std::move(*sources);
  auto reports = engine.reports();
  if (!reports) return Failure(reports.error());
  taken.reports = std::move(*reports);
  auto closures = engine.closures();
  if (!closures) return Failure(closures.error());
  taken.closures = std::move(*closures);
  auto months = history(engine, taken);
  if (!months) return Failure(months.error());
  taken.history = std::move(*months);
  last_ = std::move(taken);
  return &*last_;
}

}  // namespace jauge::admin
