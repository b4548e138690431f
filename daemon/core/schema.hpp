#pragma once
// The files of schema/, compiled into the program.
#include <span>
#include <string_view>

namespace jauge::core {

struct SchemaFile {
  std::string_view path;  // relative to schema/: "measures/aap-2021-t2.toml"
  std::string_view content;
};

/// All of them, sorted by path.
std::span<const SchemaFile> schema_files();
/// The content of one; empty when there is none of that path.
std::string_view schema_file(std::string_view path);

}  // namespace jauge::core
