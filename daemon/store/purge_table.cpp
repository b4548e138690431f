#include "store/purge_table.hpp"

#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view insert =
    "INSERT INTO purge (month, purged_at) VALUES (?1, ?2) ON CONFLICT (month) DO NOTHING";
constexpr std::string_view select = "SELECT purged_at FROM purge WHERE month = ?1";
constexpr std::string_view select_months = "SELECT month FROM purge ORDER BY month";

}  // namespace

core::Result<void> PurgeTable::note(core::Month month, core::Instant now) {
  return run(connection_, insert, month.text(), column(now));
}

core::Result<std::optional<core::Instant>> PurgeTable::get(core::Month month) const {
  return first(
      connection_, select, [](const sqlite::Statement& row) { return instant_at(row, 0); }, month.text());
}

core::Result<std::vector<core::Month>> PurgeTable::months() const {
  return collect(connection_, select_months, [](const sqlite::Statement& row) { return month_at(row, 0); });
}

}  // namespace jauge::store
