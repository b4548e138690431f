// The include table of the architecture (docs/developpement.md).
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "tests/architecture/tree.hpp"

namespace jauge::architecture {
namespace {

const std::map<std::string, std::set<std::string>> may_include{
    {"core", {}},
    {"config", {"core"}},
    {"sqlite", {"core"}},
    {"http", {"core"}},
    {"seal", {"core"}},
    {"store", {"core", "sqlite"}},
    {"deliver", {"core", "http"}},
    {"engine", {"core", "store"}},
    {"connectors", {"core", "config", "http", "sqlite"}},
    {"admin", {"core", "http", "engine"}},
    {"assembly", {"core", "config", "sqlite", "http", "store", "seal", "deliver", "engine", "admin"}},
    {"jauged", {"core", "config", "http", "admin", "assembly", "engine"}},
    {"cli", {"core", "config", "http", "seal", "admin", "assembly"}},
    {"reader", {"core", "config", "connectors"}},
    {"receiver", {"core", "config", "sqlite", "http", "seal"}},
};

const std::vector<std::string> product{"daemon", "connectors", "receiver"};

TEST(Includes, FollowTheTable) {
  const std::regex include(R"re(^\s*#include "([^"/]+)/)re");
  for (const auto& file : files_below(product)) {
    const auto folder = folder_of(file.path);
    ASSERT_TRUE(may_include.contains(folder)) << file.path;
    for (const auto& line : file.lines) {
      std::smatch match;
      if (!std::regex_search(line, match, include)) continue;
      const std::string other = match[1];
      EXPECT_TRUE(other == folder || may_include.at(folder).contains(other)) << file.path << ": " << line;
    }
  }
}

TEST(Includes, OfAsioAndBeastAreInHttpAloneAndFew) {
  std::set<std::string> units;
  for (const auto& file : files_below(product)) {
    for (const auto& line : file.lines) {
      if (line.find("#include <boost/asio") == std::string::npos &&
          line.find("#include <boost/beast") == std::string::npos) {
        continue;
      }
      EXPECT_EQ(folder_of(file.path), "http") << file.path;
      if (file.path.extension() == ".cpp") units.insert(file.path.string());
    }
  }
  EXPECT_LE(units.size(), 8U);
}

TEST(Includes, OfHeavyHeadersAreInOneUnitEach) {
  for (const auto* heavy : {"#include <toml++", "#include <spdlog"}) {
    std::set<std::string> units;
    for (const auto& file : files_below(product)) {
      for (const auto& line : file.lines) {
        if (line.find(heavy) != std::string::npos) units.insert(file.path.string());
      }
    }
    EXPECT_EQ(units.size(), 1U) << heavy;
  }
}

TEST(Ports, AreTheOnlyVirtualClasses) {
  std::set<std::string> places;
  for (const auto& file : files_below(product)) {
    for (const auto& line : file.lines) {
      const auto code = code_of(line);
      if (code.find("virtual ") != std::string::npos) places.insert(file.path.string());
    }
  }
  EXPECT_EQ(places, std::set<std::string>{"daemon/core/ports.hpp"});
}

}  // namespace
}  // namespace jauge::architecture
