// What no file of the product may hold (house style).
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/architecture/tree.hpp"

namespace jauge::architecture {
namespace {

const std::vector<std::string> product{"daemon", "connectors", "receiver"};

TEST(Bans, OnTimeChanceAndShellsHold) {
  // The word, and the files that may.
  const std::map<std::string, std::set<std::string>> banned{
      {"system_clock::now", {"daemon/assembly/system_clock.cpp", "receiver/wall_clock.cpp", "connectors/web/wall_clock.cpp"}},
      {"sleep_for", {}},
      {"sleep_until", {}},
      {" rand(", {}},
      {"std::system(", {}},
      {" system(", {}},
      {"setlocale", {}},
      {"std::cout", {}},
      {"using namespace std;", {}},
  };
  for (const auto& file : files_below(product)) {
    for (const auto& line : file.lines) {
      const auto code = " " + code_of(line);
      for (const auto& [word, exceptions] : banned) {
        if (code.find(word) == std::string::npos) continue;
        EXPECT_TRUE(exceptions.contains(file.path.string())) << file.path << ": " << line;
      }
    }
  }
}

TEST(Files, AreOfOneNounAndShort) {
  constexpr std::size_t longest = 600;
  for (const auto& file : files_below(product)) {
    EXPECT_LE(file.lines.size(), longest) << file.path;
    for (const char character : file.path.stem().string()) {
      EXPECT_TRUE((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
                  character == '_')
          << file.path;
    }
  }
}

TEST(Headers, BeginWithTheirContract) {
  for (const auto& file : files_below(product)) {
    if (file.path.extension() != ".hpp") continue;
    ASSERT_GE(file.lines.size(), 2U) << file.path;
    EXPECT_EQ(file.lines[0], "#pragma once") << file.path;
    EXPECT_TRUE(file.lines[1].starts_with("// ")) << file.path;
  }
}

TEST(Namespaces, AreThoseOfTheFolders) {
  for (const auto& file : files_below(product)) {
    if (file.path.filename() == "main.cpp" || file.path.extension() != ".hpp") continue;
    const auto wanted = "namespace jauge::" + folder_of(file.path);
    bool found = false;
    for (const auto& line : file.lines) found = found || line.starts_with(wanted);
    EXPECT_TRUE(found) << file.path;
  }
}

TEST(Tree, SaysNothingUnfinished) {
  for (const auto& file : files_below(product)) {
    for (const auto& line : file.lines) {
      for (const auto* word : {"TODO", "FIXME", "XXX", "HACK"}) {
        EXPECT_EQ(line.find(word), std::string::npos) << file.path << ": " << line;
      }
    }
  }
}

}  // namespace
}  // namespace jauge::architecture
