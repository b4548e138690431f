#pragma once
// A finished file takes another one's name, durably.
#include <filesystem>

#include "core/result.hpp"

namespace jauge::sqlite {

/// Renames within a file system and syncs the directory. After a crash the old file is there or the new one
/// is.
[[nodiscard]] core::Result<void> replace_file(const std::filesystem::path& from,
                                              const std::filesystem::path& to);

}  // namespace jauge::sqlite
