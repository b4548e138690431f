#include "store/audit_table.hpp"

#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view insert = "INSERT INTO event (at, code, subject, detail) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view select = "SELECT at, code, subject, detail FROM event ORDER BY id DESC LIMIT ?1";

}  // namespace

core::Result<void> AuditTable::append(const AuditEvent& event) {
  return run(connection_, insert, column(event.at), event.code, event.subject, event.detail);
}

core::Result<std::vector<AuditEvent>> AuditTable::list(std::size_t limit) const {
  return collect(
      connection_, select,
      [](const sqlite::Statement& row) {
        return AuditEvent{instant_at(row, 0), text_at(row, 1), text_at(row, 2), text_at(row, 3)};
      },
      limit);
}

}  // namespace jauge::store
