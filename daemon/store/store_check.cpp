#include "store/store_check.hpp"

#include "store/columns.hpp"
#include "store/packed.hpp"

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

core::Digest digest_of_packed(const sqlite::Statement& row) {
  const auto bytes = unpacked(row.blob(0));
  return bytes ? core::sha256(*bytes) : core::Digest{};
}
core::Digest digest_of_bytes(const sqlite::Statement& row) {
  return core::sha256(row.blob(0));
}

/// What is kept, where, and how its digest is computed. Columns of `sql`: bytes, digest, name.
struct Kept {
  std::string_view sql;
  std::string_view what;
  core::Digest (*digest)(const sqlite::Statement& row);
};

Result<void> check_digests(const sqlite::Connection& connection, const Kept& kept) {
  std::optional<core::Error> wrong;
  auto done = for_each(connection, kept.sql, [&](const sqlite::Statement& row) {
    if (!wrong && kept.digest(row) != digest_at(row, 1)) wrong = not_as_written(kept.what, text_at(row, 2));
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
  constexpr Kept all[] = {
      {select_closures, "closure", digest_of_packed},     {select_json, "rapport.json", digest_of_packed},
      {select_csv, "rapport.csv", digest_of_packed},      {select_html, "rapport.html", digest_of_packed},
      {select_containers, "container", digest_of_packed}, {select_receipts, "receipt", digest_of_bytes},
  };
  for (const auto& kept : all) {
    if (auto sound = check_digests(connection, kept); !sound) return sound;
  }
  return check_chain(connection);
}

}  // namespace jauge::store
