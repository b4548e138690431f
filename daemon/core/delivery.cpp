#include "core/delivery.hpp"

#include <algorithm>
#include <cmath>

namespace jauge::core {

namespace {

using std::chrono::seconds;

constexpr seconds first_delay{30};
constexpr seconds longest_delay{6 * 3600};
constexpr seconds hourly_delay{3600};
constexpr seconds shortest_retry_after{1};
constexpr seconds longest_retry_after{24 * 3600};

bool succeeded(int status) {
  return status >= 200 && status <= 299;
}

Settlement settle(Settlement::Outcome outcome, const Answer& answer, Message detail, std::string alarm = {}) {
  Settlement settlement;
  settlement.outcome = outcome;
  settlement.alarm = std::move(alarm);
  settlement.status = answer.status;
  settlement.detail = std::move(detail);
  if (outcome == Settlement::Outcome::unknown) settlement.retry_after = answer.retry_after;
  return settlement;
}

Settlement receipted(const Answer& answer) {
  auto settlement = settle(Settlement::Outcome::receipted, answer, msg("The ARS has receipted the report."));
  settlement.receipt = answer.body;
  return settlement;
}

Settlement unheard(const Answer& answer) {
  return settle(Settlement::Outcome::unknown, answer,
                answer.fault.empty() ? msg("The ARS did not answer.") : answer.fault);
}

/// An answer to the PUT that a receipt does not change.
Settlement settle_refusal(int status, const Answer& answer) {
  switch (status) {
    case 400:
    case 413:
    case 415:
    case 422:
      return settle(Settlement::Outcome::refused, answer,
                    msg("The ARS refuses the report for good (HTTP {0}).", status), "refuse");
    case 401:
    case 403:
    case 407:
      return settle(
          Settlement::Outcome::hourly, answer,
          msg("The ARS or the proxy does not accept our certificate or account (HTTP {0}).", status),
          "certificat-ou-proxy");
    case 408:
    case 425:
    case 429:
      return settle(Settlement::Outcome::unknown, answer,
                    msg("The ARS asks to send the report again later (HTTP {0}).", status));
    default:
      break;
  }
  if (status >= 500 && status <= 599)
    return settle(Settlement::Outcome::unknown, answer,
                  msg("The server of the ARS has a fault (HTTP {0}).", status));
  return settle(Settlement::Outcome::hourly, answer,
                msg("The address of the ARS does not take reports (HTTP {0}).", status), "configuration");
}

}  // namespace

Exchange DeliveryAttempt::start() const {
  return {Exchange::What::put_report, shipment_.project,   shipment_.region, shipment_.month,
          shipment_.revision,         shipment_.container, shipment_.sha256};
}

std::variant<Exchange, Settlement> DeliveryAttempt::resume(const Answer& answer, ReceiptVerdict verdict) {
  if (asked_receipt_) return settle_receipt(answer, verdict);
  if (answer.placed)
    return settle(Settlement::Outcome::placed, answer,
                  msg("The report is in the directory; its deposit is due."));
  if (answer.occupied)
    return settle(Settlement::Outcome::conflict, answer,
                  msg("The directory holds another file under the name of this report."), "conflit");
  if (!answer.status) return unheard(answer);
  const int status = *answer.status;
  if ((succeeded(status) || status == 412) && verdict == ReceiptVerdict::ours) return receipted(answer);
  if (succeeded(status))
    return settle(Settlement::Outcome::unknown, answer,
                  msg("The ARS answers HTTP {0} without a valid receipt for our report.", status),
                  "accuse-invalide");
  if (status == 409 || status == 412) {
    asked_receipt_ = true;
    first_status_ = status;
    return Exchange{Exchange::What::get_receipt,
                    shipment_.project,
                    shipment_.region,
                    shipment_.month,
                    shipment_.revision,
                    {},
                    {}};
  }
  return settle_refusal(status, answer);
}

Settlement DeliveryAttempt::settle_receipt(const Answer& answer, ReceiptVerdict verdict) const {
  if (!answer.status) return unheard(answer);
  if (succeeded(*answer.status)) {
    if (verdict == ReceiptVerdict::ours) return receipted(answer);
    if (verdict == ReceiptVerdict::another)
      return settle(
          Settlement::Outcome::conflict, answer,
          msg("The ARS holds another document in the place of this report (HTTP {0}).", first_status_),
          "conflit");
  }
  return settle(Settlement::Outcome::unknown, answer,
                msg("The ARS answers HTTP {0} to the report and gives no valid receipt for it (HTTP {1}).",
                    first_status_, *answer.status),
                verdict == ReceiptVerdict::invalid && succeeded(*answer.status) ? "accuse-invalide" : "");
}

std::chrono::seconds retry_delay(const Settlement& settlement, int attempts, double random) {
  if (settlement.outcome == Settlement::Outcome::hourly) return hourly_delay;
  if (settlement.retry_after)
    return std::clamp(*settlement.retry_after, shortest_retry_after, longest_retry_after);
  // 30 s · 2^10 is past 6 h: a larger power would only overflow.
  const auto ceiling = std::min(longest_delay, first_delay * (1L << std::clamp(attempts, 0, 10)));
  const auto jittered = std::floor(std::clamp(random, 0.0, 1.0) * static_cast<double>(ceiling.count()));
  return std::max(seconds(1), seconds(static_cast<seconds::rep>(jittered)));
}

std::chrono::seconds spread_delay(std::string_view project, std::chrono::seconds spread) {
  if (spread <= seconds(0)) return seconds(0);
  const auto digest = sha256(project);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | digest.bytes[i];
  return seconds(static_cast<seconds::rep>(number % static_cast<std::uint64_t>(spread.count())));
}

bool send_is_due(std::optional<Instant> next_attempt, Instant sealed_at, std::chrono::seconds delay,
                 Instant now) {
  if (next_attempt) return *next_attempt <= now || *next_attempt > now + longest_retry_after;
  return sealed_at + delay <= now || sealed_at > now;
}

}  // namespace jauge::core
