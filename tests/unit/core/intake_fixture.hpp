#pragma once
// An intake with few words: rows as the tests think of them, members as the identifiers they stand for.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/intake.hpp"

namespace jauge::core::intake_test {

inline Instant utc(std::string_view text) {
  return parse_utc(text).value();
}
inline Zone zone(std::string_view name) {
  return Zone::find(name).value();
}
inline Finess finess(std::string_view text) {
  return Finess::parse(text).value();
}

inline constexpr std::string_view tilleuls = "670000165";     // Europe/Paris
inline constexpr std::string_view flamboyants = "970400016";  // Indian/Reunion
inline constexpr std::string_view alizes = "970200010";       // America/Martinique
inline constexpr std::string_view elsewhere = "750000001";    // not of the project

inline Cell text(std::string_view value) {
  return {.type = Cell::Type::text, .text = value};
}
inline Cell integer(std::int64_t value) {
  return {.type = Cell::Type::integer, .number = value};
}
inline Cell decimal(std::string_view value) {
  return {.type = Cell::Type::decimal, .text = value};
}
inline Cell uuid(std::string_view value) {
  return {.type = Cell::Type::uuid, .text = value};
}
inline Cell date(std::string_view day) {
  return {.type = Cell::Type::date, .number = parse_day(day)->time_since_epoch().count()};
}
inline Cell instant(std::string_view value) {
  return {.type = Cell::Type::instant, .number = utc(value).time_since_epoch().count()};
}
/// A time without zone, "2026-10-25 02:30:00".
inline Cell local(std::string_view value) {
  return parse_time(value);
}
inline Cell infinity() {
  return {.type = Cell::Type::infinity};
}
inline Cell unreadable() {
  return {.type = Cell::Type::unreadable};
}

inline Row row(std::string_view at_finess, std::string_view id, Cell at, Cell until = {}) {
  return {text(at_finess), text(id), at, until};
}

inline FactKind kind(Shape shape) {
  return {"kind", KeyOf::subject, shape, "faits"};
}

/// The read of October 2026, put just after its end, in a project of three zones; tests change what they are
/// about.
class IntakeTest : public testing::Test {
 protected:
  IntakeTest() {
    task.kind = "kind";
    task.month = Month(2026, 10);
    task.since = utc("2026-09-30T20:00:00Z");
    task.until = utc("2026-11-01T04:00:00Z");
    now = utc("2026-11-06T05:00:00Z");
    source.name = "dui";
    source.ids = "dui";
    source.zone = zone("Europe/Paris");
    add_establishment(tilleuls, "Europe/Paris");
    add_establishment(alizes, "America/Martinique");
    add_establishment(flamboyants, "Indian/Reunion");
    want(task.month);
  }

  void add_establishment(std::string_view number, std::string_view zone_name) {
    Establishment establishment;
    establishment.finess = finess(number);
    establishment.zone = zone(zone_name);
    establishments.push_back(establishment);
  }
  void want(Month month) {
    std::array<std::uint8_t, 32> bytes{};
    bytes.fill(static_cast<std::uint8_t>(month.month()));
    keys.emplace(month, MonthKey(bytes));
  }

  WindowRead read(Shape shape, const std::vector<Row>& rows, Columns columns = {true, true}) const {
    const FactKind fact = kind(shape);
    IntakeSettings settings{fact, source, establishments, task, keys, now, time};
    Intake intake(settings);
    intake.columns(columns);
    for (const Row& one : rows) intake.take(one);
    return intake.finish();
  }
  WindowRead instants(const std::vector<Row>& rows) const { return read(Shape::instant, rows); }
  WindowRead intervals(const std::vector<Row>& rows) const { return read(Shape::interval, rows); }
  WindowRead states(const std::vector<Row>& rows) const { return read(Shape::state_or_interval, rows, {}); }

  /// The first days of the identifiers among `names` that are members of that set.
  std::map<std::string, std::string> members(const WindowRead& result, std::string_view number, Month month,
                                             const std::vector<std::string>& names) const {
    std::map<std::string, std::string> found;
    KeyedHash hash(keys.at(month));
    std::size_t size = 0;
    for (const Batch& batch : result.batches) {
      if (batch.establishment != finess(number) || batch.month != month) continue;
      size += batch.members.size();
      for (const std::string& name : names) {
        const Key key = hash(number, source.ids, name);
        const auto member = std::ranges::find(batch.members, key, &Member::key);
        if (member != batch.members.end())
          found[name] = core::text(Day(std::chrono::days(member->first_day)));
      }
    }
    EXPECT_EQ(size, found.size()) << "a member that no name stands for";
    return found;
  }
  std::map<std::string, std::string> october(const WindowRead& result, const std::vector<std::string>& names,
                                             std::string_view number = tilleuls) const {
    return members(result, number, Month(2026, 10), names);
  }

  /// The reason why this one row is refused; "" when it is not.
  std::string refusal(Shape shape, const Row& one, Columns columns = {true, true}) const {
    const WindowRead result = read(shape, {one}, columns);
    EXPECT_EQ(result.fates.refused() == 1, result.fates.first_refused_row == 1u);
    if (!result.fates.unattributed.empty()) return result.fates.unattributed.begin()->first;
    for (const auto& [number, fates] : result.fates.establishments) {
      if (!fates.refused.empty()) return fates.refused.begin()->first;
    }
    return "";
  }

  ReadTask task;
  Instant now;
  SourceSpec source;
  std::vector<Establishment> establishments;
  std::map<Month, MonthKey> keys;
  TimeForm time = TimeForm::timestamp;
};

}  // namespace jauge::core::intake_test
