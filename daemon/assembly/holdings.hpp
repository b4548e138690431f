#pragma once
// What an ARS holds of the project: listed, fetched, verified.
#include <functional>

#include "config/configuration.hpp"
#include "core/ports.hpp"
#include "engine/adoption.hpp"

namespace jauge::assembly {

/// Fetches every report that the ARS of `inquiry` lists and that is not known: the container under our own
/// seal's authority and organisation, as of its receipt's instant, and the receipt under the ARS's. Blocks;
/// `stop` ends it.
engine::Holdings ask_holdings(const config::Configuration& configuration, core::Gateway& gateway,
                              const engine::Inquiry& inquiry, core::Instant now,
                              const std::function<bool()>& stop);

}  // namespace jauge::assembly
