#include "sqlite/replace_file.hpp"

#include <gtest/gtest.h>

#include "sqlite/lock.hpp"
#include "tests/support/failing_calls.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::sqlite {
namespace {

using core::ErrorKind;
using test_support::fail_call;
using test_support::read_file;
using test_support::stop_failing;
using test_support::write_file;

class ReplaceFile : public testing::Test {
 protected:
  void SetUp() override {
    write_file(directory / "new", "new");
    write_file(directory / "old", "old");
  }
  void TearDown() override { stop_failing(); }
  test_support::TemporaryDirectory directory;
};

TEST_F(ReplaceFile, PutsOneFileInThePlaceOfAnother) {
  ASSERT_TRUE(replace_file(directory / "new", directory / "old"));
  EXPECT_EQ(read_file(directory / "old"), "new");
  EXPECT_FALSE(std::filesystem::exists(directory / "new"));
}

TEST_F(ReplaceFile, TellsWhatTheSystemRefuses) {
  for (const auto* call : {"open", "rename", "fsync"}) {
    fail_call(call, 0, EIO);
    const auto replaced = replace_file(directory / "new", directory / "old");
    ASSERT_TRUE(stop_failing()) << call;
    ASSERT_FALSE(replaced) << call;
    EXPECT_EQ(replaced.error().kind, ErrorKind::invalid) << call;
    EXPECT_EQ(replaced.error().sentence.arguments.at(0), (directory / "old").string()) << call;
    SetUp();
  }
}

TEST_F(ReplaceFile, TakesANameWithoutADirectoryForOneOfTheCurrentDirectory) {
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  const auto replaced = replace_file("new", "old");
  std::filesystem::current_path(here);
  ASSERT_TRUE(replaced);
  EXPECT_EQ(read_file(directory / "old"), "new");
}

}  // namespace
}  // namespace jauge::sqlite
