#include <algorithm>
#include <numeric>

#include "core/counting.hpp"
#include "core/reasons.hpp"
#include "core/set_algebra.hpp"
#include "core/target.hpp"

namespace jauge::core {
namespace {

struct Operands {
  std::vector<const std::vector<Member>*> numerator;
  const std::vector<Member>* denominator = nullptr;  // null: a headcount stands there
  std::string_view reason;                           // the most upstream of all the kinds
  bool numerator_complete = true;
  bool denominator_complete = true;
};

/// Sets of different numberings share no key: their intersection would be empty whatever the truth. The
/// denominator is one of the intersected sets, since a target is decided on the members inside it.
std::string_view numbering_reason(const std::vector<const SetState*>& states) {
  const bool same = std::ranges::all_of(
      states, [&](const SetState* state) { return state->numberings == states.front()->numberings; });
  return same ? "" : "identifiants-non-rapproches";
}

/// The sets are only to be used when there is no reason: they are then all there.
Operands gather(const Counting& counting, const Indicator& indicator, bool headcount, Figure& figure) {
  Operands operands;
  std::vector<const SetState*> states;
  const auto use = [&](const std::string& kind, bool& complete) -> const std::vector<Member>* {
    const SetState* state = counting.set(kind);
    take_coverage(figure, state);
    operands.reason = most_upstream(operands.reason, set_reason(state));
    if (!state) return nullptr;
    complete = complete && state->complete;
    states.push_back(state);
    return &state->members;
  };
  for (const auto& kind : indicator.numerator) {
    operands.numerator.push_back(use(kind, operands.numerator_complete));
  }
  if (!headcount) operands.denominator = use(indicator.denominator, operands.denominator_complete);
  operands.reason = most_upstream(operands.reason, numbering_reason(states));
  return operands;
}

/// Members of the numerator that are not in the denominator.
std::int64_t members_outside(const Indicator& indicator, const Operands& operands, std::int64_t numerator) {
  if (!operands.denominator || std::ranges::count(indicator.numerator, indicator.denominator) > 0) return 0;
  auto sets = operands.numerator;
  sets.push_back(operands.denominator);
  return numerator - intersection_size(sets);
}

/// At least 10 members of whom at least 80 % have the same first day (indicators §2, §11).
bool is_mass_write(const std::vector<std::int64_t>& days, std::int64_t size) {
  return size >= 10 && std::ranges::max(days) * 10 >= size * 8;
}

/// Persons that the sources count beside a headcount. An incomplete set is a lower bound: it tells something
/// only where it is already the larger of the two.
std::optional<std::int64_t> counted_beside(const SetState* state, std::int64_t headcount) {
  if (!set_reason(state).empty()) return std::nullopt;
  const auto size = static_cast<std::int64_t>(state->members.size());
  if (!state->complete && size <= headcount) return std::nullopt;
  return size;
}

bool is_discordant(std::int64_t counted, std::int64_t stated) {
  return std::abs(counted - stated) * 100 > stated * 5;
}

}  // namespace

void take_coverage(Figure& figure, const SetState* state) {
  const bool observed = state && !state->sources.empty();
  figure.coverage_tenths =
      std::min(figure.coverage_tenths.value_or(1000), observed ? state->coverage_tenths : 0);
  if (observed) figure.longest_gap_minutes = std::max(figure.longest_gap_minutes, state->longest_gap_minutes);
}

void count_rate(const Counting& counting, const Indicator& indicator, Figure& figure, Curve& curve) {
  const bool headcount = indicator.headcount && counting.input.headcount;
  const Operands operands = gather(counting, indicator, headcount, figure);
  if (headcount) figure.headcount_origin = counting.input.headcount->origin;
  figure.reason = operands.reason;
  if (!figure.computable()) {
    judge_rate(counting.parameters, counting.establishment, indicator, 0, figure);
    return;
  }

  auto days = by_day(operands.numerator, counting.parameters.month);
  const auto numerator = std::accumulate(days.begin(), days.end(), std::int64_t{0});
  const auto denominator =
      headcount ? counting.input.headcount->number : static_cast<std::int64_t>(operands.denominator->size());
  const bool mass_write = indicator.mass_write && is_mass_write(days, numerator);
  accumulate(days);
  curve.cumulative = std::move(days);
  figure.numerator = numerator;
  figure.denominator = denominator;

  auto largest_denominator = denominator;
  if (!operands.denominator_complete) {
    figure.reason = "denominateur-incomplet";
  } else if (denominator == 0) {
    figure.reason = "denominateur-nul";
  } else {
    if (!operands.numerator_complete) figure.flags.push_back({"minorant", {}, {}});
    figure.outside_denominator = members_outside(indicator, operands, numerator);
    if (figure.outside_denominator > 0) {
      figure.flags.push_back({"hors-denominateur", figure.outside_denominator, {}});
    }
    if (numerator > denominator) figure.flags.push_back({"au-dessus-de-100", {}, {}});
  }
  if (headcount) {
    if (const auto counted = counted_beside(counting.set(indicator.denominator), denominator)) {
      largest_denominator = std::max(denominator, *counted);
      if (is_discordant(*counted, denominator)) figure.flags.push_back({"effectif-discordant", {}, {}});
    }
  }
  if (mass_write) figure.flags.push_back({"ecriture-de-masse", {}, {}});
  judge_rate(counting.parameters, counting.establishment, indicator, largest_denominator, figure);
}

}  // namespace jauge::core
