// What documents say of the code is so: the operator's guide knows every event, the table of faults names
// tests that exist.
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

std::string content_of(const std::string& path) {
  std::ifstream stream(std::filesystem::path(JAUGE_SOURCE_DIR) / path);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

TEST(Guide, ExplainsEveryEventToTheOperator) {
  const auto guide = content_of("docs/exploitation.md");
  const auto codes = event_codes();
  EXPECT_GE(codes.size(), 40U) << "the way events are made has changed: look for them anew";
  for (const auto& code : codes)
    EXPECT_NE(guide.find("`" + code + "`"), std::string::npos) << code << " is not in docs/exploitation.md";
}

/// Suites and names of all tests.
std::set<std::string> test_words() {
  const std::regex test(R"(TEST(?:_F|_P)?\((\w+),\s*(\w+)\))");
  std::set<std::string> words;
  for (const auto& file : files_below({"tests"})) {
    const auto text = joined(file);
    for (std::sregex_iterator found(text.begin(), text.end(), test), end; found != end; ++found) {
      words.insert((*found)[1]);
      words.insert((*found)[2]);
    }
  }
  return words;
}

TEST(FaultTable, NamesTestsThatExist) {
  const auto document = content_of("tests/fault/README.md");
  const auto table = document.substr(document.find("| # |"));
  const auto words = test_words();
  const auto is_known = [&](const std::string& word, bool whole) {
    const auto found = words.lower_bound(word);
    return found != words.end() && (whole ? *found == word : found->starts_with(word));
  };
  std::size_t rows = 0;
  const std::regex row(R"(\n\| (\d+) \|[^|]*\|([^|]*)\|)");
  const std::regex quoted("`([^`]*)`");
  const std::regex word("([A-Z][A-Za-z0-9]+)(\\*|…)?");
  for (std::sregex_iterator line(table.begin(), table.end(), row), end; line != end; ++line, ++rows) {
    const std::string tests = (*line)[2];
    EXPECT_NE(tests.find('`'), std::string::npos) << "row " << (*line)[1];
    for (std::sregex_iterator name(tests.begin(), tests.end(), quoted); name != end; ++name) {
      std::string text = (*name)[1];
      text = text.substr(0, text.find('/'));  // parameters
      for (std::sregex_iterator found(text.begin(), text.end(), word); found != end; ++found)
        EXPECT_TRUE(is_known((*found)[1], !(*found)[2].matched)) << (*name)[1];
    }
  }
  EXPECT_EQ(rows, 18U);
}

}  // namespace
}  // namespace jauge::architecture
