#pragma once
// Rows of a source into members of sets: every row has one fate, none is silent (indicators §1, §3).
#include <memory>
#include <vector>

#include "core/fact_kind.hpp"
#include "core/project.hpp"
#include "core/reading.hpp"
#include "core/row.hpp"
#include "core/source_spec.hpp"

namespace jauge::core {

/// What the intake of one task needs; referenced objects outlive it.
struct IntakeSettings {
  const FactKind& kind;
  const SourceSpec& source;
  const std::vector<Establishment>& establishments;
  const ReadTask& task;
  const std::map<Month, MonthKey>& keys;
  Instant now;  // the read's end
  TimeForm time = TimeForm::timestamp;
};

/// The rows of one task. What it decides beyond the letter of indicators §1 and §11:
/// - The reason of a refused row is the first that holds: FINESS, key, `at`, `until`, their order.
/// - An instant outside [since, until) is `outside_window`; a day without time is in every window that it
/// touches in
///   its establishment's zone. So windows that meet lose nothing, and members they share are the same
///   members.
/// - Of intervals, a time of 00:00 without zone is that day in every zone; in a month that has not begun at
/// the read's
///   end nothing is taken. A query without `at` is a state only for a kind that allows it, else every row
///   lacks `at`.
/// - A state belongs to the month of the read's end: in a task for another month its rows are
/// `outside_window`.
/// - Rows of a month without key are late where that month is not after the last one with a key, else
/// outside_window.
///   Rows for an establishment, or of a month, that the source does not answer for are `outside`.
/// - A headcount query's columns come as finess, month in `at` ("YYYY-MM" or a date) and number in `id`; it
/// is taken for
///   every month with a key, the last row for a month counts.
class Intake {
 public:
  explicit Intake(const IntakeSettings& settings);
  ~Intake();
  /// To be told before the first row.
  void columns(Columns columns);
  void take(const Row& row);
  /// Distinct members that are held.
  std::size_t members() const;
  /// They, by establishment and month, which are then held no longer: what bounds the memory of a long
  /// window. A row that comes again later gives its member again.
  std::vector<Batch> part();
  /// The last part, and what became of all rows; ends the intake. `task`, `last` and `fresh_until` are the
  /// caller's to fill in.
  WindowRead finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// An ISO 8601 or SQL text as a cell: date, local time or instant; `unreadable` on any other text.
/// Takes 'T' or a space, up to nine decimals, and "Z" or an offset.
Cell parse_time(std::string_view text);

}  // namespace jauge::core
