#include "tests/architecture/tree.hpp"

#include <algorithm>
#include <fstream>

namespace jauge::architecture {

namespace fs = std::filesystem;

std::vector<File> files_below(const std::vector<std::string>& folders) {
  const fs::path root = JAUGE_SOURCE_DIR;
  std::vector<File> files;
  for (const auto& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      File file{fs::relative(entry.path(), root), {}};
      std::ifstream stream(entry.path());
      for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
      files.push_back(std::move(file));
    }
  }
  std::sort(files.begin(), files.end(),
            [](const File& one, const File& other) { return one.path < other.path; });
  return files;
}

std::string folder_of(const fs::path& path) {
  auto part = path.begin();
  return *part == "daemon" ? (++part)->string() : part->string();
}

std::string code_of(const std::string& line) {
  std::string code;
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\' && quoted) {
      ++at;
    } else if (line[at] == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      if (line.compare(at, 2, "//") == 0) break;
      code += line[at];
    }
  }
  return code;
}

}  // namespace jauge::architecture
