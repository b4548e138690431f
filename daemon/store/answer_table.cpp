#include "store/answer_table.hpp"

#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view upsert =
    "INSERT INTO answer (source, kind, establishment, first_read, has_rows) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT (source, kind, establishment) DO UPDATE "
    "SET first_read = min(first_read, excluded.first_read), has_rows = max(has_rows, excluded.has_rows) "
    "WHERE excluded.first_read < first_read OR excluded.has_rows > has_rows";
constexpr std::string_view select =
    "SELECT first_read, has_rows FROM answer WHERE source = ?1 AND kind = ?2 AND establishment = ?3";

}  // namespace

core::Result<void> AnswerTable::note(std::string_view source, std::string_view kind,
                                     const core::Finess& establishment, core::Instant read_at,
                                     bool has_rows) {
  return run(connection_, upsert, source, kind, establishment.text(), column(read_at), has_rows);
}

core::Result<std::optional<AnswerRecord>> AnswerTable::get(std::string_view source, std::string_view kind,
                                                           const core::Finess& establishment) const {
  return first(
      connection_, select,
      [](const sqlite::Statement& row) {
        return AnswerRecord{instant_at(row, 0), row.integer(1) != 0};
      },
      source, kind, establishment.text());
}

}  // namespace jauge::store
