#pragma once
// How far the delivery of each sealed report is: attempts, what came of the last, what settles it.
#include <optional>
#include <string>
#include <vector>

#include "core/delivery.hpp"
#include "core/digest.hpp"
#include "core/result.hpp"
#include "sqlite/connection.hpp"
#include "store/report_table.hpp"

namespace jauge::store {

/// The retry state; a restart does not reset it.
struct DeliveryState {
  enum class Settled { no, placed, refused, conflict };
  int attempts = 0;                           // failed ones
  std::optional<core::Instant> next_attempt;  // none: as soon as possible
  std::optional<core::Instant> last_attempt;
  std::optional<core::Settlement::Outcome> outcome;  // of the last attempt
  std::optional<int> status;
  std::string alarm;     // code
  core::Message detail;  // for the operator
  Settled settled = Settled::no;
  bool operator==(const DeliveryState&) const = default;
};

struct Receipt {
  std::string bytes;
  core::Instant received_at;
  bool operator==(const Receipt&) const = default;
};

struct Deposit {
  std::string reference;  // as the operator gave it
  core::Instant deposited_at;
  core::Instant recorded_at;
  bool operator==(const Deposit&) const = default;
};

class DeliveryTable {
 public:
  explicit DeliveryTable(sqlite::Connection& connection) : connection_(connection) {}
  [[nodiscard]] core::Result<void> set(ReportId report, const DeliveryState& state);
  [[nodiscard]] core::Result<std::optional<DeliveryState>> get(ReportId report) const;

  /// Verified by the caller. Never changed afterwards; a second one is `refused`, unless it is the same
  /// bytes.
  [[nodiscard]] core::Result<void> insert_receipt(ReportId report, const Receipt& receipt);
  [[nodiscard]] core::Result<std::optional<Receipt>> receipt(ReportId report) const;

  /// The last one recorded counts.
  [[nodiscard]] core::Result<void> record_deposit(ReportId report, const Deposit& deposit);
  [[nodiscard]] core::Result<std::optional<Deposit>> deposit(ReportId report) const;

  /// The highest revision of the month and region with a receipt or a deposit: the one in force.
  [[nodiscard]] core::Result<std::optional<int>> revision_in_force(core::Month month,
                                                                   const core::RegionCode& region) const;
  /// Every report of the month's revisions has a receipt or a deposit, or a later revision for its region has
  /// one. True where there is no report.
  [[nodiscard]] core::Result<bool> month_is_settled(core::Month month) const;

 private:
  sqlite::Connection& connection_;
};

}  // namespace jauge::store
