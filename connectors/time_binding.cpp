#include "connectors/time_binding.hpp"

#include <fmt/format.h>

namespace jauge::connectors {
namespace {

template <class Duration, class Time>
auto outward(Time time, core::Parameter parameter) {
  return parameter == core::Parameter::since ? std::chrono::floor<Duration>(time)
                                             : std::chrono::ceil<Duration>(time);
}

}  // namespace

core::LocalTime bound(const core::Query& query, core::Parameter parameter) {
  return parameter == core::Parameter::since ? query.since : query.until;
}

std::string timestamp_text(core::LocalTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text = fmt::format("{} {:02}:{:02}:{:02}", core::text(day), clock.hours().count(),
                                 clock.minutes().count(), clock.seconds().count());
  if (const auto decimals = clock.subseconds().count()) text += fmt::format(".{:06}", decimals);
  return text;
}

std::string day_text(core::LocalTime time, core::Parameter parameter) {
  return core::text(core::Day(outward<std::chrono::days>(time, parameter)));
}

std::int64_t epoch_number(core::LocalTime time, core::Parameter parameter, core::TimeForm form,
                          const core::Zone& zone) {
  const auto since_epoch = zone.to_instant(time);
  if (form == core::TimeForm::epoch_ms) {
    return outward<std::chrono::milliseconds>(since_epoch, parameter).time_since_epoch().count();
  }
  return outward<std::chrono::seconds>(since_epoch, parameter).time_since_epoch().count();
}

}  // namespace jauge::connectors
