#include "assembly/drop_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/temporary_directory.hpp"

namespace jauge::assembly {
namespace {

namespace fs = std::filesystem;

class DropFolderTest : public testing::Test {
 protected:
  void put(const std::string& name, const std::string& content) const {
    fs::create_directories((directory_.path() / name).parent_path());
    std::ofstream(directory_.path() / name, std::ios::binary) << content;
  }
  std::string content(const std::string& name) const {
    std::ifstream stream(directory_.path() / name, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return stream ? text.str() : "absent";
  }
  core::Result<void> settle_all(const std::vector<core::FileOutcome>& files) const {
    return settle({directory_.path(), core::Language::fr}, "export", files);
  }
  test_support::TemporaryDirectory directory_;
};

TEST_F(DropFolderTest, PutsTakenFilesAsideWithTheirMarker) {
  put("a.csv", "x");
  put("a.csv.ok", "");
  ASSERT_TRUE(settle_all({{"a.csv", {}}}));
  EXPECT_EQ(content("traites/a.csv"), "x");
  EXPECT_EQ(content("a.csv"), "absent");
  EXPECT_EQ(content("a.csv.ok"), "absent");
}

TEST_F(DropFolderTest, PutsTheReasonBesideARefusedFile) {
  put("a.csv", "x");
  ASSERT_TRUE(settle_all({{"a.csv", core::msg("It is empty: there is not even a header.")}}));
  EXPECT_EQ(content("refuses/a.csv"), "x");
  EXPECT_EQ(content("refuses/a.csv.raison.txt"), "Il est vide : il n'a pas même d'en-tête.\n");
}

TEST_F(DropFolderTest, LosesNoFileOfTheSameName) {
  for (const char* text : {"1", "2", "3"}) {
    put("a.csv", text);
    ASSERT_TRUE(settle_all({{"a.csv", {}}}));
  }
  EXPECT_EQ(content("traites/a.csv"), "3");
  EXPECT_EQ(content("remplaces/a.csv"), "1");
  EXPECT_EQ(content("remplaces/a.csv.1"), "2");
}

TEST_F(DropFolderTest, LeavesAloneANameThatLeadsElsewhere) {
  put("sub/a.csv", "x");
  put(".b.csv", "x");
  ASSERT_TRUE(settle_all(
      {{"sub/a.csv", {}}, {"../x", {}}, {".b.csv", {}}, {"", {}}, {"..", {}}, {"absent.csv", {}}}));
  EXPECT_EQ(content("sub/a.csv"), "x");
  EXPECT_EQ(content(".b.csv"), "x");
}

TEST_F(DropFolderTest, TellsAFileThatCannotBeMovedAndLeavesIt) {
  put("a.csv", "x");
  put("traites", "a file in the place of the folder");
  const auto settled = settle_all({{"a.csv", {}}});
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().kind, core::ErrorKind::refused);
  EXPECT_EQ(content("a.csv"), "x");
}

}  // namespace
}  // namespace jauge::assembly
