#include "store/meta_table.hpp"

#include <charconv>

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view upsert =
    "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
constexpr std::string_view select = "SELECT value FROM meta WHERE name = ?1";
constexpr std::string_view last_instant_name = "last_instant";

core::Instant instant_of(const sqlite::Statement& row) {
  const auto text = row.text(0);
  std::int64_t microseconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), microseconds);
  if (error != std::errc() || end != text.data() + text.size()) throw BadColumn{};
  return core::Instant(std::chrono::microseconds(microseconds));
}

}  // namespace

core::Result<std::optional<std::string>> MetaTable::get(std::string_view name) const {
  return first(
      connection_, select, [](const sqlite::Statement& row) { return text_at(row, 0); }, name);
}

core::Result<void> MetaTable::set(std::string_view name, std::string_view value) {
  return run(connection_, upsert, name, value);
}

core::Result<std::optional<core::Instant>> MetaTable::last_instant() const {
  return first(connection_, select, instant_of, last_instant_name);
}

core::Result<void> MetaTable::note_instant(core::Instant now) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    auto last = last_instant();
    if (!last) return core::Failure(last.error());
    if (*last && **last >= now) return {};
    return set(last_instant_name, std::to_string(column(now)));
  });
}

}  // namespace jauge::store
