#pragma once
// A copy of an open database, made while it is used.
#include <filesystem>

#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::sqlite {

/// Copies to `target`, mode 0600, which appears only once the copy is synced, reopened and found sound.
/// A file of that name is replaced. `from` was opened with checksums; so is the copy.
[[nodiscard]] core::Result<void> backup(const Connection& from, const std::filesystem::path& target);

}  // namespace jauge::sqlite
