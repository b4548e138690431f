#pragma once
// The files of a drop folder, moved aside once what was read of them is durable.
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/reading.hpp"

namespace jauge::assembly {

/// Where a source's files are dropped, and in which language its reasons are written.
struct DropFolder {
  std::filesystem::path path;
  core::Language language = core::Language::fr;
};

/// Taken files go to "traites", refused ones to "refuses" with the reason beside them. Nothing is ever lost:
/// what stood there under the same name goes to "remplaces". A name that leads out of the folder is left
/// alone. Fails `refused` on the first file that cannot be moved; it stays, and is read again to the same
/// effect.
[[nodiscard]] core::Result<void> settle(const DropFolder& folder, std::string_view source,
                                        const std::vector<core::FileOutcome>& files);

}  // namespace jauge::assembly
