#include "engine/delivery_attempt.hpp"

#include <utility>

namespace jauge::engine {

core::Settlement attempt_delivery(core::Gateway& gateway, const ReceiptCheck& check_receipt,
                                  const core::Shipment& shipment, const core::Clock& clock,
                                  const std::function<bool()>& stop) {
  core::DeliveryAttempt attempt(shipment);
  core::Exchange exchange = attempt.start();
  for (;;) {
    const core::Answer answer = gateway.perform(exchange, stop);
    const auto verdict = answer.body.empty() || !check_receipt
                             ? core::ReceiptVerdict::absent
                             : check_receipt(answer.body, shipment, clock.now());
    auto next = attempt.resume(answer, verdict);
    if (auto* settlement = std::get_if<core::Settlement>(&next)) return std::move(*settlement);
    exchange = std::move(std::get<core::Exchange>(next));
  }
}

}  // namespace jauge::engine
