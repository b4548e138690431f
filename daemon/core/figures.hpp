#pragma once
// The figures of a month: what goes into the counting, what comes out. Plain values.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/measure.hpp"
#include "core/project.hpp"
#include "core/reading.hpp"

namespace jauge::core {

// ── What goes in, per establishment ──────────────────────────────────────────────────────────────

/// A set of the month, united over the sources that answer for it, and how far it can be trusted.
struct SetState {
  std::vector<Member> members;          // sorted by key, each once, earliest day
  std::vector<std::string> sources;     // that answer; empty: source-absente
  std::vector<std::string> numberings;  // their `ids`, each once
  bool complete = false;                // indicators §5
  int coverage_tenths = 0;              // 0 … 1000
  std::int64_t longest_gap_minutes = 0;
  std::string reason;        // most upstream code that forbids a figure; empty when none
  bool reproducible = true;  // the past can be read again
  bool operator==(const SetState&) const = default;
};

/// A count of an event kind frozen for an earlier month (its latest revision sealed by then).
struct MonthCount {
  Month month;
  std::optional<int> revision;        // none: read back for the window only; of M itself: the closure's own
  std::optional<std::int64_t> count;  // none: was not computable
  bool lower_bound = false;
  bool operator==(const MonthCount&) const = default;
};

struct Headcount {
  std::int64_t number = 0;
  std::string origin;
  bool operator==(const Headcount&) const = default;
};

struct Availability {
  std::int64_t successful = 0;
  std::int64_t attempted = 0;
  bool operator==(const Availability&) const = default;
};

struct EstablishmentInput {
  std::map<std::string, SetState, std::less<>> sets;  // by kind
  std::map<std::string, std::vector<MonthCount>, std::less<>>
      earlier;  // by event kind, months before M, ascending
  std::optional<Headcount> headcount;
  std::map<std::string, Availability, std::less<>> availability;  // by kind: polls of its sources
};

// ── What comes out ───────────────────────────────────────────────────────────────────────────────

/// A code of schema/report/codes.toml, "code", "code=n" or "code=n/N".
struct Flag {
  std::string code;
  std::optional<std::int64_t> number;
  std::optional<std::int64_t> of;
  std::string text() const;
  bool operator==(const Flag&) const = default;
};

enum class Outcome { met, not_met, undetermined, exempt };
std::string_view french(Outcome outcome);  // "oui", "non", "indetermine", "exempte"

/// An indicator's value over one window.
struct Figure {
  std::string indicator;
  Window window = Window::month;
  bool gating = true;                       // the line that has target and outcome
  bool counted = true;                      // false: membership not_live; `reason` says pas-encore-deploye
  std::optional<std::int64_t> numerator;    // also given where a rate is not computable, if known
  std::optional<std::int64_t> denominator;  // rates only
  std::string reason;                       // not computable; empty when computable
  std::vector<Flag> flags;
  std::optional<int> coverage_tenths;
  std::int64_t longest_gap_minutes = 0;
  std::optional<std::int64_t> target;  // tenths of a percent, or a count
  std::optional<Outcome> outcome;      // none where nothing is asked
  std::int64_t outside_denominator = 0;
  std::string headcount_origin;
  std::vector<MonthCount> months;  // of a window over several months
  bool operator==(const Figure&) const = default;

  bool computable() const { return reason.empty(); }
  bool has_flag(std::string_view code) const;
};

/// Three values of the gate; `exempt` never stands here. Of a roll-up: passing + missing + undetermined =
/// concerned; an establishment that is not live is none of them, yet makes the state undetermined at best.
struct GateResult {
  Outcome state = Outcome::undetermined;
  std::vector<std::string> missing;       // indicator ids not met (establishment), FINESS not met (roll-up)
  std::vector<std::string> undetermined;  // likewise
  std::int64_t passing = 0;               // establishments; 0 or 1 for an establishment
  std::int64_t concerned = 0;             // that count in M
  bool operator==(const GateResult&) const = default;
};

struct SetEvidence {
  std::string kind;
  std::int64_t members = 0;
  Digest sha256;
  bool reproducible = true;
  bool operator==(const SetEvidence&) const = default;
};

struct RowFate {
  std::string source;
  std::string kind;
  std::string reason;  // code; "tardif", "hors-perimetre", "a-venir", "corrige" included
  std::int64_t count = 0;
  bool operator==(const RowFate&) const = default;
};

/// Cumulative distinct members by day of the month, [0] = the first day. For curves.
struct Curve {
  std::string indicator;
  std::vector<std::int64_t> cumulative;
  bool operator==(const Curve&) const = default;
};

struct EstablishmentFigures {
  Finess finess;
  Membership membership = Membership::counts;
  std::vector<Figure> figures;  // the measure's order, then window
  GateResult gate;
  std::vector<SetEvidence> evidence;
  std::vector<RowFate> fates;
  std::vector<Curve> curves;
  bool operator==(const EstablishmentFigures&) const = default;

  const Figure* gating_figure(std::string_view indicator) const;
};

/// A region's or the project's figures (indicators §6).
struct RollUp {
  std::optional<RegionCode> region;  // none: the project
  std::vector<Figure> figures;
  GateResult gate;
  std::vector<RowFate> fates;  // of the project: rows that no establishment could be named for
  bool operator==(const RollUp&) const = default;
};

}  // namespace jauge::core
