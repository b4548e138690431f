#include "store/delivery_table.hpp"

#include "sqlite/transaction.hpp"
#include "store/columns.hpp"
#include "store/report_rows.hpp"

namespace jauge::store {

namespace {

constexpr std::string_view upsert =
    "INSERT INTO delivery (report, attempts, next_attempt, last_attempt, outcome, status, alarm, detail, "
    "settled) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
    "ON CONFLICT (report) DO UPDATE SET attempts = excluded.attempts, next_attempt = excluded.next_attempt, "
    "  last_attempt = excluded.last_attempt, outcome = excluded.outcome, status = excluded.status, "
    "  alarm = excluded.alarm, detail = excluded.detail, settled = excluded.settled";
constexpr std::string_view select_state =
    "SELECT attempts, next_attempt, last_attempt, outcome, status, alarm, detail, settled FROM delivery "
    "WHERE report = ?1";

constexpr std::string_view insert_receipt_row =
    "INSERT INTO receipt (report, bytes, sha256, received_at) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view select_receipt =
    "SELECT bytes, received_at, sha256 FROM receipt WHERE report = ?1";
constexpr std::string_view insert_deposit =
    "INSERT INTO deposit (report, reference, deposited_at, recorded_at) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view select_deposit =
    "SELECT reference, deposited_at, recorded_at FROM deposit WHERE report = ?1 ORDER BY id DESC LIMIT 1";

constexpr std::string_view select_in_force =
    "SELECT max(revision) FROM report WHERE month = ?1 AND region = ?2 "
    "  AND (EXISTS (SELECT 1 FROM receipt WHERE receipt.report = report.id) "
    "       OR EXISTS (SELECT 1 FROM deposit WHERE deposit.report = report.id))";
constexpr std::string_view select_unsettled =
    "SELECT 1 FROM report r WHERE r.month = ?1 AND NOT EXISTS ("
    "  SELECT 1 FROM report later WHERE later.month = r.month AND later.region = r.region "
    "    AND later.revision >= r.revision "
    "    AND (EXISTS (SELECT 1 FROM receipt WHERE receipt.report = later.id) "
    "         OR EXISTS (SELECT 1 FROM deposit WHERE deposit.report = later.id))) LIMIT 1";

constexpr std::string_view outcomes[] = {"receipted", "placed", "refused", "conflict", "unknown", "hourly"};
constexpr std::string_view settled_names[] = {"no", "placed", "refused", "conflict"};

Receipt receipt_of(const sqlite::Statement& row) {
  Receipt receipt{std::string(row.blob(0)), instant_at(row, 1)};
  if (core::sha256(receipt.bytes) != digest_at(row, 2)) throw BadColumn{};
  return receipt;
}

}  // namespace

DeliveryState delivery_state_of(const sqlite::Statement& row, int index) {
  DeliveryState state;
  state.attempts = int_at(row, index);
  state.next_attempt = optional_instant_at(row, index + 1);
  state.last_attempt = optional_instant_at(row, index + 2);
  if (!row.is_null(index + 3)) {
    state.outcome = enumeration_at<core::Settlement::Outcome>(row, index + 3, outcomes);
  }
  if (!row.is_null(index + 4)) state.status = int_at(row, index + 4);
  state.alarm = text_at(row, index + 5);
  state.detail = message_at(row, index + 6);
  state.settled = enumeration_at<DeliveryState::Settled>(row, index + 7, settled_names);
  return state;
}

core::Result<void> DeliveryTable::set(ReportId report, const DeliveryState& state) {
  std::optional<std::string_view> outcome;
  if (state.outcome) outcome = outcomes[static_cast<std::size_t>(*state.outcome)];
  return run(connection_, upsert, report, state.attempts, column(state.next_attempt),
             column(state.last_attempt), outcome, state.status, state.alarm, column(state.detail),
             settled_names[static_cast<std::size_t>(state.settled)]);
}

core::Result<std::optional<DeliveryState>> DeliveryTable::get(ReportId report) const {
  return first(
      connection_, select_state, [](const sqlite::Statement& row) { return delivery_state_of(row, 0); },
      report);
}

core::Result<void> DeliveryTable::insert_receipt(ReportId report, const Receipt& given) {
  return sqlite::in_transaction(connection_, [&]() -> core::Result<void> {
    auto held = receipt(report);
    if (!held) return core::Failure(held.error());
    if (*held && (*held)->bytes == given.bytes) return {};
    const auto sha256 = core::sha256(given.bytes);
    return run(connection_, insert_receipt_row, report, sqlite::Blob(given.bytes), column(sha256),
               column(given.received_at));
  });
}

core::Result<std::optional<Receipt>> DeliveryTable::receipt(ReportId report) const {
  return first(connection_, select_receipt, receipt_of, report);
}

core::Result<void> DeliveryTable::record_deposit(ReportId report, const Deposit& given) {
  return run(connection_, insert_deposit, report, given.reference, column(given.deposited_at),
             column(given.recorded_at));
}

core::Result<std::optional<Deposit>> DeliveryTable::deposit(ReportId report) const {
  return first(
      connection_, select_deposit,
      [](const sqlite::Statement& row) {
        return Deposit{text_at(row, 0), instant_at(row, 1), instant_at(row, 2)};
      },
      report);
}

core::Result<std::optional<int>> DeliveryTable::revision_in_force(core::Month month,
                                                                  const core::RegionCode& region) const {
  std::optional<int> revision;
  auto done = for_each(
      connection_, select_in_force,
      [&](const sqlite::Statement& row) {
        if (!row.is_null(0)) revision = int_at(row, 0);
      },
      month.text(), region.text());
  if (!done) return core::Failure(done.error());
  return revision;
}

core::Result<bool> DeliveryTable::month_is_settled(core::Month month) const {
  auto unsettled = first(
      connection_, select_unsettled, [](const sqlite::Statement& row) { return row.integer(0); },
      month.text());
  if (!unsettled) return core::Failure(unsettled.error());
  return !unsettled->has_value();
}

}  // namespace jauge::store
