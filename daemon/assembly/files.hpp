#pragma once
// PEM files that the configuration names, read whole.
#include <string>

#include "core/result.hpp"

namespace jauge::assembly {

/// At most 1 MiB. Fails `invalid` with `what` for a sentence.
[[nodiscard]] core::Result<std::string> read_pem(const std::string& path, const core::Message& what);

}  // namespace jauge::assembly
