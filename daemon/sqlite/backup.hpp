#pragma once
// A copy of an open database, made while it is used.
#include <filesystem>
#include <functional>

#include "core/result.hpp"
#include "sqlite/connection.hpp"

namespace jauge::sqlite {

/// What else is done to a copy before it takes its name; each may be empty.
struct BackupSteps {
  std::function<core::Result<void>(Connection&)> amend;          // changes the copy
  std::function<core::Result<void>(const Connection&)> inspect;  // looks at it once it is reopened
};

/// Copies to `target`, mode 0600, which appears only once the copy is synced, reopened and found sound.
/// A file of that name is replaced. `from` was opened with checksums; so is the copy.
[[nodiscard]] core::Result<void> backup(const Connection& from, const std::filesystem::path& target,
                                        const BackupSteps& steps);

}  // namespace jauge::sqlite
