#include "assembly/files.hpp"

#include <fstream>

namespace jauge::assembly {

core::Result<std::string> read_pem(const std::string& path, const core::Message& what) {
  constexpr std::size_t largest = std::size_t{1} << 20;
  std::ifstream stream(path, std::ios::binary);
  std::string content(largest + 1, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad() || content.empty() || content.size() > largest) {
    return core::fail(core::ErrorKind::invalid, what,
                      core::msg("Check the path and the rights of {0}.", path));
  }
  return content;
}

}  // namespace jauge::assembly
