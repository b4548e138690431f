#include "store/headcount_table.hpp"

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view insert =
    "INSERT INTO headcount (month, establishment, number, origin, entered_at) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view select_latest =
    "SELECT month, establishment, number, origin, entered_at FROM headcount "
    "WHERE month = ?1 AND establishment = ?2 AND entered_at <= ?3 ORDER BY entered_at DESC, id DESC LIMIT 1";
constexpr std::string_view select_history =
    "SELECT month, establishment, number, origin, entered_at FROM headcount "
    "WHERE month = ?1 AND establishment = ?2 ORDER BY entered_at, id";
constexpr std::string_view select_month =
    "SELECT month, establishment, number, origin, entered_at FROM headcount WHERE month = ?1 "
    "ORDER BY entered_at, id";

StatedNumber stated_of(const sqlite::Statement& row) {
  return {month_at(row, 0), finess_at(row, 1), row.integer(2), text_at(row, 3), instant_at(row, 4)};
}

}  // namespace

core::Result<void> HeadcountTable::state(const StatedNumber& stated) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    auto before = latest(stated.month, stated.establishment, core::Instant::max());
    if (!before) return core::Failure(before.error());
    if (*before && (*before)->number == stated.number && (*before)->origin == stated.origin) return {};
    return run(connection_, insert, stated.month.text(), stated.establishment.text(), stated.number,
               stated.origin, column(stated.entered_at));
  });
}

core::Result<std::optional<core::Headcount>> HeadcountTable::latest(core::Month month,
                                                                    const core::Finess& establishment,
                                                                    core::Instant before) const {
  auto stated =
      first(connection_, select_latest, stated_of, month.text(), establishment.text(), column(before));
  if (!stated) return core::Failure(stated.error());
  if (!*stated) return std::nullopt;
  return core::Headcount{(*stated)->number, (*stated)->origin};
}

core::Result<std::vector<StatedNumber>> HeadcountTable::history(core::Month month,
                                                                const core::Finess& establishment) const {
  return collect(connection_, select_history, stated_of, month.text(), establishment.text());
}

core::Result<std::vector<StatedNumber>> HeadcountTable::history(core::Month month) const {
  return collect(connection_, select_month, stated_of, month.text());
}

}  // namespace jauge::store
