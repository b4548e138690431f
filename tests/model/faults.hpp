#pragma once
// The network and the server of an ARS as they fail, with the real receiver behind them.
#include <functional>
#include <optional>
#include <random>
#include <vector>

#include "core/ports.hpp"
#include "receiver/receiver.hpp"

namespace jauge::model {

/// What befalls one exchange.
struct Fault {
  enum class Kind {
    none,
    unreachable,     // nothing gets there: DNS, TLS, refused
    answer_lost,     // the receiver does its work, nothing comes back
    cut,             // its status comes back, the body does not
    status,          // a server before the receiver answers `status`
    empty_success,   // 200 without a body, and nothing stored
    forged_receipt,  // 201 with a receipt by who is not the ARS, and nothing stored
    old_receipt,     // 200 with the valid receipt of another report
    precondition,    // what the receiver answers comes back under 412, as another server may have it
  };
  Kind kind = Kind::none;
  int status = 0;
  std::optional<std::chrono::seconds> retry_after;
};

/// What one exchange looked like from the daemon's side; what the oracle judges by.
struct Heard {
  core::Exchange::What what;
  std::optional<int> status;
  core::ReceiptVerdict receipt = core::ReceiptVerdict::absent;
  std::optional<std::chrono::seconds> retry_after;
};

class FaultyGateway final : public core::Gateway {
 public:
  struct Parts {
    receiver::Receiver& receiver;
    http::Peer peer;
    std::function<Fault()> fault;
    std::string forged;       // receipt signed by another organisation
    std::string old_receipt;  // a valid receipt of another report; empty while there is none
    core::Instant now;
    core::ReceiptVerdict verdict_if_sound = core::ReceiptVerdict::ours;  // of what the receiver gives back
  };
  FaultyGateway(Parts parts) : parts_(std::move(parts)) {}
  core::Answer perform(const core::Exchange& exchange, const std::function<bool()>& stop) override;

  const std::vector<Heard>& heard() const { return heard_; }
  /// The receiver was given the report's bytes.
  bool reached() const { return reached_; }

 private:
  core::Answer answer(const core::Exchange& exchange, const Fault& fault);
  Parts parts_;
  std::vector<Heard> heard_;
  bool reached_ = false;
};

}  // namespace jauge::model
