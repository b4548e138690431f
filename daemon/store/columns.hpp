#pragma once
// How values stand in columns, and short forms of the queries that every table makes. Of this folder only.
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/digest.hpp"
#include "core/finess.hpp"
#include "core/message.hpp"
#include "core/month.hpp"
#include "core/reading.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/error.hpp"
#include "sqlite/statement.hpp"

namespace jauge::store {

/// A column that holds what no program of ours writes. Thrown by the readers below, an Error for callers.
struct BadColumn {};

inline std::int64_t column(core::Instant instant) {
  return instant.time_since_epoch().count();
}
std::optional<std::int64_t> column(const std::optional<core::Instant>& instant);
inline sqlite::Blob column(const core::Digest& digest) {
  return sqlite::Blob(digest.bytes);
}
std::string_view column(core::ErrorKind kind);
std::string_view column(core::ReadPurpose purpose);
/// Template and arguments, parted by U+001F.
std::string column(const core::Message& message);

core::Instant instant_at(const sqlite::Statement& row, int index);
std::optional<core::Instant> optional_instant_at(const sqlite::Statement& row, int index);
std::string text_at(const sqlite::Statement& row, int index);
std::uint64_t count_at(const sqlite::Statement& row, int index);
int int_at(const sqlite::Statement& row, int index);
core::Month month_at(const sqlite::Statement& row, int index);
core::Finess finess_at(const sqlite::Statement& row, int index);
core::RegionCode region_at(const sqlite::Statement& row, int index);
core::Digest digest_at(const sqlite::Statement& row, int index);
std::optional<core::Digest> optional_digest_at(const sqlite::Statement& row, int index);
core::ErrorKind error_kind_at(const sqlite::Statement& row, int index);
core::ReadPurpose purpose_at(const sqlite::Statement& row, int index);
core::Message message_at(const sqlite::Statement& row, int index);

/// The index of a column's text in `names`.
template <class Enumeration, std::size_t size>
Enumeration enumeration_at(const sqlite::Statement& row, int index, const std::string_view (&names)[size]) {
  const auto text = row.text(index);
  for (std::size_t i = 0; i < size; ++i) {
    if (text == names[i]) return static_cast<Enumeration>(i);
  }
  throw BadColumn{};
}

/// Runs a statement without rows, its parameters bound in order. Here and below `sql` is a constant: it stays
/// prepared.
template <class... Values>
[[nodiscard]] core::Result<void> run(const sqlite::Connection& connection, std::string_view sql,
                                     const Values&... values) {
  auto statement = connection.keep(sql);
  if (!statement) return core::Failure(statement.error());
  return (*statement)->bind_all(values...).run();
}

/// Calls `take` with each row.
template <class Take, class... Values>
[[nodiscard]] core::Result<void> for_each(const sqlite::Connection& connection, std::string_view sql,
                                          Take&& take, const Values&... values) {
  auto statement = connection.keep(sql);
  if (!statement) return core::Failure(statement.error());
  (*statement)->bind_all(values...);
  try {
    while (true) {
      auto there = (*statement)->step();
      if (!there) return core::Failure(there.error());
      if (!*there) return {};
      take(std::as_const(**statement));
    }
  } catch (const BadColumn&) {
    return core::Failure(sqlite::damaged(connection.path()));
  }
}

/// What `make` makes of each row.
template <class Make, class... Values>
[[nodiscard]] auto collect(const sqlite::Connection& connection, std::string_view sql, Make&& make,
                           const Values&... values)
    -> core::Result<std::vector<std::invoke_result_t<Make, const sqlite::Statement&>>> {
  std::vector<std::invoke_result_t<Make, const sqlite::Statement&>> rows;
  auto done = for_each(
      connection, sql, [&](const sqlite::Statement& row) { rows.push_back(make(row)); }, values...);
  if (!done) return core::Failure(done.error());
  return rows;
}

/// What `make` makes of the first row, if any.
template <class Make, class... Values>
[[nodiscard]] auto first(const sqlite::Connection& connection, std::string_view sql, Make&& make,
                         const Values&... values)
    -> core::Result<std::optional<std::invoke_result_t<Make, const sqlite::Statement&>>> {
  std::optional<std::invoke_result_t<Make, const sqlite::Statement&>> found;
  auto done = for_each(
      connection, sql,
      [&](const sqlite::Statement& row) {
        if (!found) found = make(row);
      },
      values...);
  if (!done) return core::Failure(done.error());
  return found;
}

}  // namespace jauge::store
