#include "store/revision_table.hpp"

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view insert =
    "INSERT INTO revision_request (month, reason, accept, renew, asked_at) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view select =
    "SELECT month, reason, accept, renew, asked_at FROM revision_request LIMIT 1";
constexpr std::string_view delete_all = "DELETE FROM revision_request";

std::int64_t column(bool flag) {
  return flag ? 1 : 0;
}

RevisionRequest request_of(const sqlite::Statement& row) {
  return {month_at(row, 0), text_at(row, 1), row.integer(2) != 0, row.integer(3) != 0, instant_at(row, 4)};
}

}  // namespace

core::Result<void> RevisionTable::ask(const RevisionRequest& request) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    const auto there = pending();
    if (!there) return core::Failure(there.error());
    if (*there) {
      return core::fail(core::ErrorKind::refused,
                        core::msg("A revision of {0} is under way.", (*there)->month.text()),
                        core::msg("Wait until it has ended."));
    }
    return run(connection_, insert, request.month.text(), request.reason, column(request.accept),
               column(request.renew), store::column(request.asked_at));
  });
}

core::Result<std::optional<RevisionRequest>> RevisionTable::pending() const {
  return first(connection_, select, request_of);
}

core::Result<void> RevisionTable::clear() {
  return run(connection_, delete_all);
}

}  // namespace jauge::store
