#pragma once
// Small text files: certificates read, a sandbox written.
#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace jauge::receiver {

/// At most 4 MiB. Fails `transient`, naming the file.
[[nodiscard]] core::Result<std::string> read_text_file(const std::filesystem::path& path);
/// Whole or not at all, under its name with `mode`. Fails `invalid`, naming the file.
[[nodiscard]] core::Result<void> write_text_file(const std::filesystem::path& path, std::string_view text,
                                                 unsigned mode);

}  // namespace jauge::receiver
