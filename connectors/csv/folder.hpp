#pragma once
// A drop folder: which of its files are there to be read. Nothing in it is changed from here.
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hpp"
#include "core/month.hpp"

namespace jauge::connectors::csv {

/// Files that were taken; they stay readable, for the past to be read again.
inline constexpr std::string_view taken_folder = "traites";

struct DropFile {
  std::string name;
  std::string path;
  bool taken = false;     // stands in the folder of those taken
  core::Instant written;  // last change of its content
};

/// The regular files whose name `glob` matches, by name: those that are ready at `now`, and those taken
/// earlier of which no newer one bears the name. Fails where the folder cannot be read.
[[nodiscard]] core::Result<std::vector<DropFile>> list(const config::CsvSection& csv, std::string_view source,
                                                       std::string_view glob, core::Instant now);

}  // namespace jauge::connectors::csv
