#pragma once
// The seal of a configuration, read from its files each time it is used: a renewed certificate, key or
// revocation list is in force without a restart, and no key stays in memory between two seals.
#include <functional>
#include <memory>
#include <optional>

#include "config/configuration.hpp"
#include "core/ports.hpp"
#include "engine/settings.hpp"
#include "seal/signer.hpp"

namespace jauge::assembly {

/// Fails `invalid` when a file cannot be read or is not what it should be. `stamp`: with time stamps, where
/// the configuration has them.
[[nodiscard]] core::Result<std::unique_ptr<seal::CadesSigner>> load_signer(const config::SealSection& section,
                                                                           seal::StampCarrier stamp);

/// Asks the authority of the configuration, for ten seconds at most.
seal::StampCarrier stamp_carrier(const config::SealSection& section);

/// Without time stamp a report waits; once the authority has been down for `timestamp_grace` (in this
/// process) it is sealed without one, and `notice` says so.
class SealFromFiles final : public core::Signer {
 public:
  SealFromFiles(config::SealSection section, seal::StampCarrier carrier, engine::NoticeSink notice)
      : section_(std::move(section)), carrier_(std::move(carrier)), notice_(std::move(notice)) {}
  core::Result<std::string> seal(const core::Documents& documents, core::Instant now) override;

 private:
  config::SealSection section_;
  seal::StampCarrier carrier_;  // empty: no time stamps
  engine::NoticeSink notice_;
  std::optional<core::Instant> down_since_;
};

}  // namespace jauge::assembly
