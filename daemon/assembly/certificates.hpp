#pragma once
// The certificates that a configuration names, as they stand on the disk.
#include <vector>

#include "config/configuration.hpp"
#include "engine/views.hpp"

namespace jauge::assembly {

/// The seal, the TLS clients, the authorities of each: whose they are, when they end, what is wrong with them
/// at `now`. Nothing is kept.
std::vector<engine::CertificateView> look_at_certificates(const config::Configuration& configuration,
                                                          core::Instant now);

}  // namespace jauge::assembly
