#include "store/late_table.hpp"

#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view add_rows =
    "INSERT INTO late (month, kind, source, establishment, count) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT (month, kind, source, establishment) DO UPDATE SET count = count + excluded.count";
constexpr std::string_view raise_rows =
    "INSERT INTO late (month, kind, source, establishment, count) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT (month, kind, source, establishment) DO UPDATE SET count = max(count, excluded.count)";
constexpr std::string_view select_all =
    "SELECT month, kind, source, establishment, count FROM late WHERE count > 0 "
    "ORDER BY month, kind, source, establishment";
constexpr std::string_view select_month =
    "SELECT month, kind, source, establishment, count FROM late WHERE count > 0 AND month = ?1 "
    "ORDER BY month, kind, source, establishment";
constexpr std::string_view delete_month = "DELETE FROM late WHERE month = ?1";

std::string_view establishment_of(const LateRows& rows) {
  return rows.establishment ? rows.establishment->text() : std::string_view();
}

LateRows late_of(const sqlite::Statement& row) {
  LateRows rows{month_at(row, 0), text_at(row, 1), text_at(row, 2), std::nullopt, count_at(row, 4)};
  if (!row.text(3).empty()) rows.establishment = finess_at(row, 3);
  return rows;
}

}  // namespace

core::Result<void> LateTable::add(const LateRows& rows) {
  return run(connection_, add_rows, rows.month.text(), rows.kind, rows.source, establishment_of(rows),
             rows.count);
}

core::Result<void> LateTable::raise_to(const LateRows& rows) {
  return run(connection_, raise_rows, rows.month.text(), rows.kind, rows.source, establishment_of(rows),
             rows.count);
}

core::Result<std::vector<LateRows>> LateTable::list() const {
  return collect(connection_, select_all, late_of);
}

core::Result<std::vector<LateRows>> LateTable::list(core::Month month) const {
  return collect(connection_, select_month, late_of, month.text());
}

core::Result<void> LateTable::clear(core::Month month) {
  return run(connection_, delete_month, month.text());
}

}  // namespace jauge::store
