#include <algorithm>

#include "core/counting.hpp"
#include "core/reasons.hpp"
#include "core/set_algebra.hpp"
#include "core/target.hpp"
#include "core/window_counts.hpp"

namespace jauge::core {
namespace {

/// The first month of a window. Nothing before the project's start is asked for, the month itself always is.
Month first_of(Window window, const Parameters& parameters) {
  const Month month = parameters.month;
  if (window == Window::month) return month;
  const Month started = parameters.started();
  return window == Window::since_start ? started : std::max(started, month - 2);
}

/// The window's months before the current one, each with its count where it is known. A month that began
/// before the DUI was in use may lack one: it is left out.
std::vector<MonthCount> earlier_months(const Counting& counting, const std::string& kind, Month first) {
  const auto found = counting.input.earlier.find(kind);
  const auto& live = counting.establishment.live;
  std::vector<MonthCount> months;
  for (Month month = first; month < counting.parameters.month; month = month.next()) {
    MonthCount entry{month, {}, {}, false};
    if (found != counting.input.earlier.end()) {
      const auto at = std::ranges::lower_bound(found->second, month, {}, &MonthCount::month);
      if (at != found->second.end() && at->month == month) entry = *at;
    }
    if (!entry.count && live && month.first_day() < *live) continue;
    months.push_back(entry);
  }
  return months;
}

}  // namespace

void count_events(const Counting& counting, const Indicator& indicator, std::vector<Figure>& figures,
                  Curve& curve) {
  const auto& kind = indicator.numerator.front();
  const SetState* state = counting.set(kind);
  const auto reason = set_reason(state);
  MonthCount current{counting.parameters.month, {}, {}, false};
  if (reason.empty()) {
    current.count = static_cast<std::int64_t>(state->members.size());
    current.lower_bound = !state->complete;
    const std::vector<Member>* const members = &state->members;
    curve.cumulative = by_day({&members, 1}, counting.parameters.month);
    accumulate(curve.cumulative);
  }
  for (auto& figure : figures) {
    take_coverage(figure, state);
    auto months = earlier_months(counting, kind, first_of(figure.window, counting.parameters));
    months.push_back(current);
    sum_window(months, reason, figure);
    if (figure.window != Window::month) figure.months = std::move(months);
    judge_count(counting.parameters, counting.establishment, indicator, figure);
  }
}

void count_size(const Counting& counting, const Indicator& indicator, Figure& figure) {
  const SetState* state = counting.set(indicator.numerator.front());
  take_coverage(figure, state);
  figure.reason = set_reason(state);
  if (figure.computable()) {
    figure.numerator = static_cast<std::int64_t>(state->members.size());
    if (!state->complete) figure.flags.push_back({"minorant", {}, {}});
  }
  judge_count(counting.parameters, counting.establishment, indicator, figure);
}

void count_availability(const Counting& counting, const Indicator& indicator, Figure& figure) {
  const auto& availability = counting.input.availability;
  const auto found = availability.find(indicator.numerator.front());
  if (found == availability.end()) {
    figure.reason = "source-absente";
  } else {
    figure.numerator = found->second.successful;
    figure.denominator = found->second.attempted;
    if (found->second.attempted == 0) figure.reason = "denominateur-nul";
  }
  judge_rate(counting.parameters, counting.establishment, indicator, figure.denominator.value_or(0), figure);
}

}  // namespace jauge::core
