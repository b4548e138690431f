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
  std::size_t member_limit = 250'000;  // distinct members of a window; past it the window is to be halved
};

class Intake {
 public:
  explicit Intake(const IntakeSettings& settings);
  ~Intake();
  void columns(Columns columns);
  /// False when the member limit is passed: the window must be read again in halves.
  bool take(const Row& row);
  bool overflowed() const;
  /// Sorted batches and fates; ends the intake.
  WindowRead finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// An ISO 8601 or SQL text as a cell: date, local time or instant; `unreadable` on any other text.
/// Takes 'T' or a space, up to nine decimals, and "Z" or an offset.
Cell parse_time(std::string_view text);

}  // namespace jauge::core
