#include "store/report_table.hpp"

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"
#include "store/packed.hpp"
#include "store/report_rows.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view insert_report =
    "INSERT INTO report (month, revision, region, sequence, previous, json, csv, html, json_sha256, "
    "csv_sha256, "
    "                    html_sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
constexpr std::string_view select_last =
    "SELECT sequence, json_sha256 FROM report WHERE region = ?1 ORDER BY sequence DESC LIMIT 1";
constexpr std::string_view select_one =
    "SELECT id, month, revision, region, sequence, previous, json_sha256 FROM report "
    "WHERE month = ?1 AND revision = ?2 AND region = ?3";
constexpr std::string_view select_all =
    "SELECT id, month, revision, region, sequence, previous, json_sha256 FROM report ORDER BY region, "
    "sequence";
constexpr std::string_view select_to_seal =
    "SELECT id, month, revision, region, sequence, previous, json_sha256 FROM report "
    "WHERE NOT EXISTS (SELECT 1 FROM sealed WHERE sealed.report = report.id) ORDER BY sequence, region";
constexpr std::string_view select_documents =
    "SELECT json, csv, html, json_sha256, csv_sha256, html_sha256 FROM report WHERE id = ?1";

core::Documents documents_of(const sqlite::Statement& row) {
  core::Documents documents{unpacked_at(row, 0), unpacked_at(row, 1), unpacked_at(row, 2)};
  if (core::sha256(documents.json) != digest_at(row, 3) || core::sha256(documents.csv) != digest_at(row, 4) ||
      core::sha256(documents.html) != digest_at(row, 5)) {
    throw BadColumn{};
  }
  return documents;
}

}  // namespace

ReportHead report_head_of(const sqlite::Statement& row) {
  return {row.integer(0),
          {month_at(row, 1), int_at(row, 2), region_at(row, 3)},
          int_at(row, 4),
          optional_digest_at(row, 5),
          digest_at(row, 6)};
}

core::Error unknown_report() {
  return {core::ErrorKind::invalid, core::msg("The store holds no such report."), {}};
}

core::Result<ReportId> ReportTable::insert(const ReportKey& key, int sequence,
                                           const std::optional<core::Digest>& previous,
                                           const core::Documents& documents) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<ReportId> {
    auto end = last(key.region);
    if (!end) return core::Failure(end.error());
    if (sequence != end->sequence + 1 || previous != end->json_sha256) {
      return core::fail(
          core::ErrorKind::refused,
          core::msg("The report of {0} for region {1} does not follow the last one of its chain.",
                    key.month.text(), key.region.text()));
    }
    std::optional<sqlite::Blob> previous_column;
    if (previous) previous_column = column(*previous);
    const auto json_sha256 = core::sha256(documents.json);
    const auto csv_sha256 = core::sha256(documents.csv);
    const auto html_sha256 = core::sha256(documents.html);
    const auto json = packed(documents.json);
    const auto csv = packed(documents.csv);
    const auto html = packed(documents.html);
    auto inserted = run(connection_, insert_report, key.month.text(), key.revision, key.region.text(),
                        sequence, previous_column, sqlite::Blob(json), sqlite::Blob(csv), sqlite::Blob(html),
                        column(json_sha256), column(csv_sha256), column(html_sha256));
    if (!inserted) return core::Failure(inserted.error());
    return connection_.last_insert_rowid();
  });
}

core::Result<ChainEnd> ReportTable::last(const core::RegionCode& region) const {
  auto end = first(
      connection_, select_last,
      [](const sqlite::Statement& row) {
        return ChainEnd{int_at(row, 0), digest_at(row, 1)};
      },
      region.text());
  if (!end) return core::Failure(end.error());
  return end->value_or(ChainEnd{});
}

core::Result<std::optional<ReportHead>> ReportTable::find(const ReportKey& key) const {
  return first(connection_, select_one, report_head_of, key.month.text(), key.revision, key.region.text());
}

core::Result<core::Documents> ReportTable::documents(ReportId id) const {
  auto found = first(connection_, select_documents, documents_of, id);
  if (!found) return core::Failure(found.error());
  if (!*found) return core::Failure(unknown_report());
  return **std::move(found);
}

core::Result<std::vector<ReportHead>> ReportTable::list() const {
  return collect(connection_, select_all, report_head_of);
}

core::Result<std::vector<ReportHead>> ReportTable::to_seal() const {
  return collect(connection_, select_to_seal, report_head_of);
}

}  // namespace jauge::store
