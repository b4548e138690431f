// Failing, full and read-only disks (rows 2 and 5 of the fault table), with the real programs.
#include <gtest/gtest.h>

#include "tests/fault/ground.hpp"

namespace jauge::fault {
namespace {

using test_support::read_file;
using test_support::run;
using test_support::write_file;

Ground& ground() {
  static Ground one;
  return one;
}

struct DiskFault {
  const char* name;
  const char* injection;
  const char* words;
};

class DiskFaults : public testing::TestWithParam<DiskFault> {};

/// The daemon stops and names the disk; what was stored before is intact, and the next run ends the work.
TEST_P(DiskFaults, StopTheRunWithAWordOnTheDisk) {
  const auto of = ground().make_case();
  const auto struck = ground().run_jauged(of, {"strace", "-qq", "-o", (of.directory / "trace").string(), "-e",
                                               std::string("inject=") + GetParam().injection});
  EXPECT_EQ(struck.exit_code, 1) << struck.err;
  EXPECT_NE(struck.err.find(GetParam().words), std::string::npos) << struck.err;
  const auto verdict = ground().recover(of);
  EXPECT_TRUE(verdict.well()) << verdict.detail;
}

INSTANTIATE_TEST_SUITE_P(Errors, DiskFaults,
                         testing::Values(DiskFault{"Eio", "fdatasync:error=EIO:when=30", "disque"},
                                         DiskFault{"EioInAPageThatIsChecked", "pread64:error=EIO:when=50",
                                                   "disque"},
                                         DiskFault{"Enospc", "pwrite64:error=ENOSPC:when=100", "disque"},
                                         DiskFault{"Edquot", "pwrite64:error=EDQUOT:when=100", "disque"}),
                         [](const auto& tested) { return tested.param.name; });

/// On a small file system of its own; skipped where this user may not mount one.
class SmallDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (run({"unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"}).exit_code != 0)
      GTEST_SKIP() << "no file system may be mounted here";
    of = ground().make_case();
    disk = (of.directory / "disk").string();
    std::filesystem::create_directory(disk);
    auto text = read_file(of.configuration());
    const auto at = text.find(of.store().string());
    write_file(of.configuration(), text.replace(at, of.store().string().size(), disk + "/jauge.db"));
  }

  /// Runs the lines of a shell script in which $jauged closes the month and $disk is the small disk.
  std::string script(const std::string& lines) const {
    const std::string jauged = std::string(JAUGE_BIN_DIR) + "/jauged --config " +
                               of.configuration().string() + " --once --month 2026-10";
    const auto done =
        run({"unshare", "-rm", "sh", "-c", "disk='" + disk + "'; jauged='" + jauged + "'\n" + lines});
    return done.out + done.err;
  }

  Case of;
  std::string disk;
};

TEST_F(SmallDisk, ThatIsFullStopsTheRunWhichEndsOnceThereIsRoom) {
  const auto told = script(R"(
mount -t tmpfs -o size=120k none $disk
$jauged; echo "full $?"
mount -o remount,size=50m $disk
$jauged; echo "room $?"
)");
  EXPECT_NE(told.find("full 1"), std::string::npos) << told;
  EXPECT_NE(told.find("disque"), std::string::npos) << told;
  EXPECT_NE(told.find("room 0"), std::string::npos) << told;
}

TEST_F(SmallDisk, ThatIsReadOnlyStopsTheRunWhichEndsOnceItMayBeWritten) {
  const auto told = script(R"(
mount -t tmpfs -o size=50m,ro none $disk
$jauged; echo "new $?"
mount -o remount,rw $disk
$jauged; echo "writable $?"
mount -o remount,ro $disk
$jauged; echo "old $?"
mount -o remount,rw $disk
$jauged; echo "again $?"
)");
  EXPECT_EQ(told.find("new 0"), std::string::npos) << told;
  EXPECT_NE(told.find("writable 0"), std::string::npos) << told;
  EXPECT_EQ(told.find("old 0"), std::string::npos) << told;
  EXPECT_NE(told.find("again 0"), std::string::npos) << told;
}

}  // namespace
}  // namespace jauge::fault
