#pragma once
// The engine's views as JSON: stable names, documented in the man page of jauge.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/gap.hpp"
#include "core/message.hpp"
#include "core/payment.hpp"
#include "engine/views.hpp"
#include "engine/work.hpp"

namespace jauge::admin {

using Json = nlohmann::ordered_json;

/// Which lines of a month are wanted.
struct FigureFilter {
  std::string establishment;  // FINESS; empty: all and the roll-ups
  std::string indicator;      // empty: all
};

Json overview_json(const engine::Overview& overview, const engine::Settings& settings,
                   core::Language language);
Json sources_json(const std::vector<engine::SourceView>& sources, core::Language language);
Json indicators_json(const engine::MonthFigures& figures, const FigureFilter& filter);
Json gap_json(const engine::MonthFigures& figures, const std::vector<core::Gap>& gaps,
              const core::Amounts& amounts);
Json closures_json(const std::vector<engine::ClosureView>& closures);
Json reports_json(const std::vector<engine::ReportView>& reports, core::Language language);
Json journal_json(const std::vector<engine::JournalView>& lines);
Json backup_json(const engine::BackupView& backup);
Json work_json(const engine::Work& work, core::Language language);

/// "2026-11-06T05:00:00Z", or null.
Json instant_json(const std::optional<core::Instant>& instant);
std::string_view code(engine::ReportState state);

}  // namespace jauge::admin
