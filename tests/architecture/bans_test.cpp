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
      {"system_clock::now",
       {"daemon/assembly/system_clock.cpp", "receiver/wall_clock.cpp", "connectors/web/wall_clock.cpp"}},
      {"sleep_for", {"connectors/tddui/inbox.cpp"}},  // what another process does to a file tells nobody
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

/// The accented letters of `text` stand in proper names alone.
bool is_proper(std::string text) {
  for (const auto* name :
       {"MSSanté", "IGC-Santé", "Réunion", "Franche-Comté", "Français", "Envoyés", "PAI numérique", "n° "}) {
    for (auto at = text.find(name); at != text.npos; at = text.find(name))
      text.erase(at, std::string(name).size());
  }
  for (const auto* letter : {"é", "è", "ê", "à", "â", "ç", "ô", "î", "û", "É", "À", "«", "’"}) {
    if (text.find(letter) != text.npos) return false;
  }
  return true;
}

TEST(Bans, OnFrenchOutsideTheCatalogueHold) {
  // Reports and the page that covers their deposit, the configuration that jauge init drafts and what the
  // journal of the store keeps are always in French; a month's French name is one place's.
  const auto may = [](const std::string& path) {
    return path.find("core/report_") != path.npos || path == "daemon/core/month.cpp" ||
           path == "daemon/core/words.cpp" || path == "daemon/core/finess.cpp" ||
           path == "receiver/sandbox.cpp" || path == "daemon/cli/draft.cpp" ||
           path == "daemon/core/deposit_cover.cpp" || path == "daemon/engine/auditing.cpp" ||
           path == "daemon/engine/known_configuration.cpp" || path == "daemon/engine/retention.cpp" ||
           path == "daemon/engine/revising.cpp" || path == "connectors/tddui/answer.cpp";
  };
  for (const auto& file : files_below(product)) {
    if (may(file.path.string())) continue;
    for (const auto& line : file.lines) {
      const auto code = line.substr(0, line.find("// "));
      const auto open = code.find('"');
      if (open == code.npos) continue;
      EXPECT_TRUE(is_proper(code.substr(open, code.rfind('"') - open))) << file.path << ": " << line;
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
        // mkdtemp(3) wants six of them.
        if (line.find("XXXXXX") != std::string::npos) continue;
        EXPECT_EQ(line.find(word), std::string::npos) << file.path << ": " << line;
      }
    }
  }
}

}  // namespace
}  // namespace jauge::architecture
