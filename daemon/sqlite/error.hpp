#pragma once
// SQLite's result codes as errors of ours. Its own texts are not passed on: they may quote values.
#include <filesystem>

#include "core/result.hpp"

namespace jauge::sqlite {

/// `code`: an extended result code other than OK, ROW, DONE. `system_error`: errno of the failed call, 0 if
/// unknown.
core::Error error_of(int code, int system_error, const std::filesystem::path& path);

/// What is stored in `path` is not what was written.
core::Error damaged(const std::filesystem::path& path);

}  // namespace jauge::sqlite
