#pragma once
// One month's key as a file. Of this folder only.
#include <array>
#include <filesystem>
#include <optional>

#include "core/result.hpp"

namespace jauge::store {

using KeyBytes = std::array<std::uint8_t, 32>;

/// 32 bytes from the kernel.
[[nodiscard]] core::Result<KeyBytes> random_key();

/// Nothing when there is no file. Fails `damaged` on another size, `invalid` when group or others may read
/// it.
[[nodiscard]] core::Result<std::optional<KeyBytes>> read_key_file(const std::filesystem::path& path);
/// Makes the directory (0700) if need be; the file (0400) appears whole, and is synced with its directory.
[[nodiscard]] core::Result<void> write_key_file(const std::filesystem::path& path, const KeyBytes& key);
/// Overwrites, syncs, unlinks, syncs the directory. Nothing to do when there is no file.
[[nodiscard]] core::Result<void> destroy_key_file(const std::filesystem::path& path);

}  // namespace jauge::store
