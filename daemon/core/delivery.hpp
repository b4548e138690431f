#pragma once
// The delivery of a sealed report as decisions without I/O (ars-contract, Transport).
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/digest.hpp"
#include "core/finess.hpp"
#include "core/message.hpp"
#include "core/month.hpp"

namespace jauge::core {

/// A sealed report on its way to one ARS.
struct Shipment {
  std::string project;
  RegionCode region;
  Month month;
  int revision = 0;
  int sequence = 1;
  std::string container;  // exact bytes
  Digest sha256;          // of the container
};

/// One request to the ARS.
struct Exchange {
  enum class What { put_report, get_receipt, get_report, list_reports, get_state };
  What what = What::put_report;
  std::string project;
  RegionCode region;
  Month month;
  int revision = 0;
  std::string body;  // put_report only
  Digest sha256;     // put_report only
};

/// What came back. No status: nothing certain was heard, `fault` says why.
struct Answer {
  std::optional<int> status;
  std::string body;  // at most 64 kB (8 MiB for get_report)
  std::optional<std::chrono::seconds> retry_after;
  std::optional<Instant> date;  // the server's
  Message fault;
  bool placed = false;    // a directory took the file: no receipt will come, a deposit settles it
  bool occupied = false;  // a directory holds other bytes under the name: a conflict
};

/// What a receipt is worth for a shipment, told by whoever can verify it.
enum class ReceiptVerdict { absent, invalid, ours, another };

struct Settlement {
  enum class Outcome {
    receipted,
    placed,    // in a directory; waits for a deposit by hand
    refused,   // for good; bytes kept, alarm
    conflict,  // the ARS holds another document; for a person
    unknown,   // the same bytes again, with back-off
    hourly,    // certificate, proxy or configuration: again every hour, alarm
  };
  Outcome outcome = Outcome::unknown;
  std::string receipt;  // bytes, when receipted
  std::string alarm;    // code, empty when none: "accuse-invalide", "certificat-ou-proxy", "configuration",
                        // "refuse", "conflit"
  std::optional<std::chrono::seconds> retry_after;
  std::optional<int> status;
  Message detail;
};

/// The exchange of one attempt: start(), then resume() with each answer until a Settlement comes.
class DeliveryAttempt {
 public:
  /// `shipment` outlives the attempt.
  explicit DeliveryAttempt(const Shipment& shipment) : shipment_(shipment) {}
  explicit DeliveryAttempt(Shipment&&) = delete;
  Exchange start() const;
  /// `verdict`: of the answer's body as a receipt for this shipment. Nothing is to follow a Settlement.
  std::variant<Exchange, Settlement> resume(const Answer& answer, ReceiptVerdict verdict);

 private:
  Settlement settle_receipt(const Answer& answer, ReceiptVerdict verdict) const;

  const Shipment& shipment_;
  bool asked_receipt_ = false;
  int first_status_ = 0;
};

/// Seconds until the next attempt after `attempts` failed ones: full jitter in [0, min(6 h, 30 s ·
/// 2^attempts)], at least 1 s; hourly outcomes 1 h; Retry-After honoured within 1 s to 24 h. `random` in [0,
/// 1).
std::chrono::seconds retry_delay(const Settlement& settlement, int attempts, double random);

/// When the first send of a month is due after sealing: within `spread`, by a hash of the project id.
std::chrono::seconds spread_delay(std::string_view project, std::chrono::seconds spread);

/// Whether a report is to be sent at `now`. `next_attempt`: as stored after an attempt or asked for; none: it
/// was never tried, and goes `delay` after `sealed_at`. An instant that no delay explains (the clock was
/// ahead when it was noted, and went back) holds nothing up.
bool send_is_due(std::optional<Instant> next_attempt, Instant sealed_at, std::chrono::seconds delay,
                 Instant now);

}  // namespace jauge::core
