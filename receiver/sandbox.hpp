#pragma once
// A receiver for a trial on one machine: it makes its own certificates, and listens on the loopback alone.
#include <filesystem>
#include <string>
#include <vector>

#include "receiver/settings.hpp"

namespace jauge::receiver {

struct SandboxOptions {
  std::filesystem::path directory;  // made where it is missing
  std::uint16_t port = 0;
  std::vector<std::string> projects;  // empty: every project of the organisation
  std::vector<core::RegionCode> regions;
  std::string organisation;  // OU of the seal and of the TLS client
};

/// The organisation that signs a sandbox's receipts.
inline constexpr std::string_view sandbox_signer = "1440000000";

/// Makes the certificates where there are none; finds those of an earlier start otherwise. Fails `invalid`
/// where they are another organisation's.
[[nodiscard]] core::Result<Settings> prepare_sandbox(const SandboxOptions& options, core::Instant now);

/// The sections [seal] and [[ars]] for a daemon's configuration. The daemon must be able to read the
/// directory's keys.
std::string sandbox_sections(const SandboxOptions& options, std::uint16_t port);

}  // namespace jauge::receiver
