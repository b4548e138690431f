// Replays corpora with any compiler: replay TARGET DIRECTORY. Each file as it is, cut at each of its bytes,
// and with some of them changed: a small share of what libFuzzer does, in a second.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>

#include "tests/fuzz/target.hpp"

namespace jauge::fuzz {
namespace {

constexpr std::size_t most_cuts = 200;
constexpr int changes = 200;

std::map<std::string, Target>& targets() {
  static std::map<std::string, Target> known;
  return known;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

void replay(Target target, const std::string& bytes, std::mt19937& dice) {
  target(bytes);
  const std::size_t step = std::max<std::size_t>(1, bytes.size() / most_cuts);
  for (std::size_t size = 0; size < bytes.size(); size += step)
    target(std::string_view(bytes).substr(0, size));
  for (int i = 0; i < changes && !bytes.empty(); ++i) {
    std::string changed = bytes;
    for (auto left = 1 + dice() % 4; left > 0; --left)
      changed[dice() % changed.size()] = static_cast<char>(dice());
    target(changed);
  }
}

}  // namespace

Registration::Registration(const char* name, Target target) {
  targets()[name] = target;
}

}  // namespace jauge::fuzz

int main(int argc, char** argv) {
  using namespace jauge::fuzz;
  if (argc != 3 || !targets().contains(argv[1])) {
    std::fputs("replay TARGET DIRECTORY\n", stderr);
    return 2;
  }
  std::mt19937 dice(1);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[2])) {
    replay(targets()[argv[1]], content_of(entry.path()), dice);
    ++files;
  }
  std::printf("%s : %d fichiers rejoués\n", argv[1], files);
  return files > 0 ? 0 : 1;
}
