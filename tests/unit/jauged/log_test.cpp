// The journal's entries, and that every code in the log is a listed one.
#include "jauged/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "core/codes.hpp"

namespace jauge::jauged {
namespace {

using testing::Contains;
using testing::ElementsAre;

TEST(Journal, TellsTheEventItsTemplateAndItsArgumentsApart) {
  EXPECT_THAT(
      journal_fields(engine::Notice::Level::error, "lecture-echouee",
                     core::msg("Source {0} was never read.", "dui"), core::Language::fr, "PAI-1"),
      ElementsAre("MESSAGE=[lecture-echouee] La source dui n'a encore jamais été lue.", "PRIORITY=3",
                  "SYSLOG_IDENTIFIER=jauged", "JAUGE_EVENT=lecture-echouee",
                  "JAUGE_TEMPLATE=Source {0} was never read.", "JAUGE_PROJECT=PAI-1", "JAUGE_ARG_0=dui"));
}

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Journal, HasOnlyCodesThatAreListed) {
  std::vector<std::string> known;
  for (const auto& code : core::codes()) known.emplace_back(code.code);
  const std::regex call(
      R"re((?:log\(|log_error\(|notice\(\s*\{)(?:Notice::Level::\w+,\s*)?\s*"([a-z-]+)")re");
  std::size_t found = 0;
  for (const auto* folder : {"daemon/jauged", "daemon/engine"}) {
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(JAUGE_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const auto text = read(entry.path());
      for (std::sregex_iterator match(text.begin(), text.end(), call), end; match != end; ++match) {
        EXPECT_THAT(known, Contains((*match)[1].str())) << entry.path();
        ++found;
      }
    }
  }
  EXPECT_GE(found, 10U);
}

}  // namespace
}  // namespace jauge::jauged
