#pragma once
// The product's files as text.
#include <filesystem>
#include <string>
#include <vector>

namespace jauge::architecture {

struct File {
  std::filesystem::path path;  // relative to the tree
  std::vector<std::string> lines;
};

/// C++ files below these folders, sorted by path.
std::vector<File> files_below(const std::vector<std::string>& folders);

/// The folder of the include table that a file belongs to: "core" of daemon/core/x.cpp, "connectors",
/// "receiver".
std::string folder_of(const std::filesystem::path& path);

/// The line without its comment and without what stands between quotes.
std::string code_of(const std::string& line);

}  // namespace jauge::architecture
