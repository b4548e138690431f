#include "core/schema.hpp"

namespace jauge::core {

std::string_view schema_file(std::string_view path) {
  for (const auto& file : schema_files()) {
    if (file.path == path) return file.content;
  }
  return {};
}

}  // namespace jauge::core
