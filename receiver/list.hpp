#pragma once
// `jauge-receiver list`: what it holds, on standard output.
#include <filesystem>

#include "core/result.hpp"

namespace jauge::receiver {

struct ListOptions {
  std::filesystem::path store;
  bool json = false;     // else CSV
  bool figures = false;  // the lines of every report in force, instead of the reports
};

/// True when no chain has a gap or a fork.
[[nodiscard]] core::Result<bool> print_list(const ListOptions& options);

}  // namespace jauge::receiver
