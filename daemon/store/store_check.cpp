#include "store/store_check.hpp"

#include "store/columns.hpp"

namespace jauge::store {

namespace {

using core::ErrorKind;
using core::msg;
using core::Result;

constexpr std::string_view select_closures =
    "SELECT content, sha256, month || ' r' || revision FROM closure ORDER BY month, revision";
constexpr std::string_view select_json =
    "SELECT json, json_sha256, month || ' r' || revision || ' ' || region FROM report ORDER BY id";
constexpr std::string_view select_csv =
    "SELECT csv, csv_sha256, month || ' r' || revision || ' ' || region FROM report ORDER BY id";
constexpr std::string_view select_html =
    "SELECT html, html_sha256, month || ' r' || revision || ' ' || region FROM report ORDER BY id";
constexpr std::string_view select_containers =
    "SELECT s.container, s.sha256, r.month || ' r' || r.revision || ' ' || r.region "
    "FROM sealed s JOIN report r ON r.id = s.report ORDER BY s.report";
constexpr std::string_view select_receipts =
    "SELECT a.bytes, a.sha256, r.month || ' r' || r.revision || ' ' || r.region "
    "FROM receipt a JOIN report r ON r.id = a.report ORDER BY a.report";
constexpr std::string_view select_chain =
    "SELECT region, sequence, previous, json_sha256, month || ' r' || revision || ' ' || region FROM report "
    "ORDER BY region, sequence";

core::Error not_as_written(std::string_view what, const std::string& which) {
  return {ErrorKind::damaged, msg("The stored {0} of {1} is not what was written.", what, which),
          msg("Check the disk, then restore the last backup.")};
}

/// Columns: bytes, digest, name.
Result<void> check_digests(const sqlite::Connection& connection, std::string_view sql,
                           std::string_view what) {
  std::optional<core::Error> wrong;
  auto done = for_each(connection, sql, [&](const sqlite::Statement& row) {
    if (!wrong && core::sha256(row.blob(0)) != digest_at(row, 1))
      wrong = not_as_written(what, text_at(row, 2));
  });
  if (!done) return done;
  if (wrong) return core::Failure(std::move(*wrong));
  return {};
}

Result<void> check_chain(const sqlite::Connection& connection) {
  std::optional<core::Error> wrong;
  std::string region;
  int sequence = 0;
  std::optional<core::Digest> head;
  auto done = for_each(connection, select_chain, [&](const sqlite::Statement& row) {
    if (row.text(0) != region) {
      region = text_at(row, 0);
      sequence = 0;
      head = std::nullopt;
    }
    ++sequence;
    if (!wrong && (int_at(row, 1) != sequence || optional_digest_at(row, 2) != head)) {
      wrong = not_as_written("chain", text_at(row, 4));
    }
    head = digest_at(row, 3);
  });
  if (!done) return done;
  if (wrong) return core::Failure(std::move(*wrong));
  return {};
}

}  // namespace

Result<void> check_evidence(const sqlite::Connection& connection) {
  const std::pair<std::string_view, std::string_view> documents[] = {
      {select_closures, "closure"},  {select_json, "rapport.json"},    {select_csv, "rapport.csv"},
      {select_html, "rapport.html"}, {select_containers, "container"}, {select_receipts, "receipt"},
  };
  for (const auto& [sql, what] : documents) {
    if (auto sound = check_digests(connection, sql, what); !sound) return sound;
  }
  return check_chain(connection);
}

}  // namespace jauge::store
