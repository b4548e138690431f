#pragma once
// One attempt to deliver a report: the decisions of core, carried out over a gateway.
#include "core/delivery.hpp"
#include "core/ports.hpp"
#include "engine/settings.hpp"

namespace jauge::engine {

/// Blocks until the attempt is settled. Touches no store: may run on a thread of its own.
core::Settlement attempt_delivery(core::Gateway& gateway, const ReceiptCheck& check_receipt,
                                  const core::Shipment& shipment, const core::Clock& clock,
                                  const std::function<bool()>& stop);

}  // namespace jauge::engine
