#include "core/row_time.hpp"

#include <algorithm>

#include "core/identifier.hpp"
#include "core/intake.hpp"

namespace jauge::core {

namespace {

using std::chrono::days;
using std::chrono::microseconds;

constexpr Day first_day(std::chrono::year(1) / 1 / 1);
constexpr Day last_day(std::chrono::year(9999) / 12 / 31);

microseconds held(std::int64_t value) {
  return std::clamp(microseconds(value), microseconds(first_day.time_since_epoch()),
                    microseconds(last_day.time_since_epoch()));
}

std::int64_t times(std::int64_t value, std::int64_t factor) {
  constexpr std::int64_t bound = std::int64_t{1} << 62;
  return std::clamp(value, -bound / factor, bound / factor) * factor;
}

Day held_day(std::int64_t number) {
  return Day(days(static_cast<int>(std::clamp<std::int64_t>(number, first_day.time_since_epoch().count(),
                                                            last_day.time_since_epoch().count()))));
}

/// Microseconds since 1970 of a number that is written as `form` says; nothing where it says dates.
std::optional<std::int64_t> epoch_microseconds(const Cell& cell, TimeForm form) {
  if (form != TimeForm::epoch && form != TimeForm::epoch_ms) return std::nullopt;
  if (cell.type == Cell::Type::integer)
    return times(cell.number, form == TimeForm::epoch ? 1'000'000 : 1'000);
  const auto millionths = read_millionths(cell.text);
  if (!millionths) return std::nullopt;
  return form == TimeForm::epoch ? *millionths : *millionths / 1'000;
}

}  // namespace

bool is_blank(const Cell& cell) {
  return cell.type == Cell::Type::null ||
         (cell.type == Cell::Type::text && cell.text.find_first_not_of(' ') == std::string_view::npos);
}

tl::expected<RowTime, Refusal> RowTimes::read(const Cell& cell) {
  if (is_blank(cell)) return tl::unexpected(Refusal::no_time);
  switch (cell.type) {
    case Cell::Type::text:
      if (const auto number = epoch_microseconds(cell, form_)) return RowTime{{}, Instant(held(*number))};
      return read(parse_time(cell.text));
    case Cell::Type::integer:
    case Cell::Type::decimal:
      if (const auto number = epoch_microseconds(cell, form_)) return RowTime{{}, Instant(held(*number))};
      break;
    case Cell::Type::date:
      return RowTime{held_day(cell.number), {}};
    case Cell::Type::local_time: {
      const LocalTime local(held(cell.number));
      const Day day = std::chrono::floor<days>(local);
      if (midnight_is_a_day_ && local == day) return RowTime{day, {}};
      return RowTime{{}, zone_.to_instant(local)};
    }
    case Cell::Type::instant:
      return RowTime{{}, Instant(held(cell.number))};
    case Cell::Type::infinity:
      return tl::unexpected(Refusal::infinite_time);
    case Cell::Type::null:
    case Cell::Type::uuid:
    case Cell::Type::unreadable:
      break;
  }
  return tl::unexpected(Refusal::unreadable_time);
}

tl::expected<Month, Refusal> RowTimes::read_month(const Cell& cell) {
  if (cell.type == Cell::Type::text) {
    if (const auto month = Month::parse(cell.text)) return *month;
  }
  const auto time = read(cell);
  if (!time) return tl::unexpected(time.error());
  return Month::of(time->day_in(zone_));
}

}  // namespace jauge::core
