// The operator's guide knows every event that the service tells of.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/architecture/tree.hpp"

namespace jauge::architecture {
namespace {

std::string joined(const File& file) {
  std::string text;
  for (const auto& line : file.lines) text += line + "\n";
  return text;
}

/// Codes of notices, of advice and of the journal, wherever the service makes one.
std::set<std::string> event_codes() {
  const std::regex telling(
      R"(Level::\w+,\s*"([a-z-]+)\"|append\(\s*\{[^"{}]*,\s*"([a-z-]+)\"|log_error\("([a-z-]+)\")");
  std::set<std::string> codes;
  for (const auto& file : files_below({"daemon/engine", "daemon/jauged", "daemon/admin", "daemon/store"})) {
    const auto text = joined(file);
    for (std::sregex_iterator found(text.begin(), text.end(), telling), end; found != end; ++found) {
      for (std::size_t group = 1; group < found->size(); ++group) {
        if ((*found)[group].matched) codes.insert((*found)[group]);
      }
    }
  }
  return codes;
}

TEST(Guide, ExplainsEveryEventToTheOperator) {
  std::ifstream stream(std::filesystem::path(JAUGE_SOURCE_DIR) / "docs/exploitation.md");
  std::ostringstream guide;
  guide << stream.rdbuf();
  const auto codes = event_codes();
  EXPECT_GE(codes.size(), 40U) << "the way events are made has changed: look for them anew";
  for (const auto& code : codes)
    EXPECT_NE(guide.str().find("`" + code + "`"), std::string::npos)
        << code << " is not in docs/exploitation.md";
}

}  // namespace
}  // namespace jauge::architecture
