#pragma once
// A backup brought back in the place of a configured store.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "core/month.hpp"
#include "core/result.hpp"

namespace jauge::assembly {

struct Restoration {
  std::int64_t closures = 0;
  std::int64_t reports = 0;
  std::int64_t receipts = 0;
  std::int64_t members = 0;
  std::vector<core::Month> lost_keys;   // their members are given up
  std::optional<std::string> replaced;  // where the store that was there is kept
};

/// `keys`: a file of `jauge backup --keys`; empty: the key files beside the store. Both files are read with
/// the rights of the caller, who then becomes the owner of the store's directory. Fails `refused` while a
/// process holds the store, `damaged` on a backup that is not sound; the store is then as it was.
[[nodiscard]] core::Result<Restoration> restore(const config::Configuration& configuration,
                                                const std::string& backup, const std::string& keys);

}  // namespace jauge::assembly
