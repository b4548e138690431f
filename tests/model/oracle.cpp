#include "tests/model/oracle.hpp"

#include <algorithm>
#include <stdexcept>

namespace jauge::model {

using std::chrono::seconds;
using State = Oracle::State;

void violated(const std::string& what) {
  throw std::runtime_error(what);
}
void demand(bool holds, const std::string& what) {
  if (!holds) violated(what);
}
std::string name_of(const store::ReportKey& key) {
  return fmt::format("{} {} r{}", key.region.text(), key.month.text(), key.revision);
}

namespace {

enum class Expected { receipted, refused, conflict, unknown, hourly };

bool success(const Heard& heard) {
  return heard.status && *heard.status / 100 == 2;
}

/// The contract's answer table.
Expected judge(const std::vector<Heard>& heard) {
  const Heard& first = heard.front();
  demand(first.what == core::Exchange::What::put_report, "an attempt does not begin with a PUT");
  const bool ours = first.receipt == core::ReceiptVerdict::ours;
  if (!first.status) return Expected::unknown;
  const int status = *first.status;
  if (success(first)) return ours ? Expected::receipted : Expected::unknown;
  if (status == 412 && ours) return Expected::receipted;
  if (status == 409 || status == 412) {
    demand(heard.size() == 2 && heard[1].what == core::Exchange::What::get_receipt,
           "409 or 412 is not followed by a GET of the receipt");
    if (!success(heard[1])) return Expected::unknown;
    if (heard[1].receipt == core::ReceiptVerdict::ours) return Expected::receipted;
    if (heard[1].receipt == core::ReceiptVerdict::another) return Expected::conflict;
    return Expected::unknown;
  }
  demand(heard.size() == 1, "an answer that settles is followed by another exchange");
  if (status == 400 || status == 413 || status == 415 || status == 422) return Expected::refused;
  if (status == 401 || status == 403 || status == 407) return Expected::hourly;
  if (status == 408 || status == 425 || status == 429 || status / 100 == 5) return Expected::unknown;
  return Expected::hourly;
}

}  // namespace

void Oracle::attempted(const store::ReportKey& key, const std::vector<Heard>& heard, core::Instant now) {
  auto& report = reports.at(key);
  const auto delay = [&](seconds least, seconds most) {
    report.not_before = now + least;
    report.not_after = now + most;
    ++report.attempts;
  };
  switch (judge(heard)) {
    case Expected::receipted:
      report.state = State::receipted;
      break;
    case Expected::refused:
      report.state = State::refused;
      break;
    case Expected::conflict:
      report.state = State::conflict;
      break;
    case Expected::hourly:
      delay(seconds(3600), seconds(3600));
      break;
    case Expected::unknown:
      if (const auto asked = heard.back().retry_after) {
        const auto honoured = std::clamp(*asked, seconds(1), seconds(86400));
        delay(honoured, honoured);
      } else {
        delay(seconds(1), std::min(seconds(21600), seconds(30L << std::min(report.attempts, 12))));
      }
      break;
  }
}

void Oracle::pushed(core::Instant now) {
  for (auto& [key, report] : reports) {
    if (!report.container || report.state == State::receipted || report.state == State::deposited) continue;
    report.state = State::pending;
    report.attempts = 0;
    report.not_before = now;
    report.not_after = now;
  }
}

void Oracle::may_attempt(const store::ReportKey& key, core::Instant now) const {
  const auto& report = reports.at(key);
  demand(report.state == State::pending, name_of(key) + " is settled and sent again");
  for (const auto& [other, earlier] : reports) {
    if (other.region != key.region || earlier.sequence >= report.sequence) continue;
    demand(earlier.state != State::pending, name_of(key) + " is sent before " + name_of(other));
  }
  // A clock that went back leaves delays of a time that never was: those may be cut short, others not.
  if (report.not_after && *report.not_after - now <= seconds(86400)) {
    demand(*report.not_before <= now, name_of(key) + " is sent before its delay is over");
  }
}

}  // namespace jauge::model
