// A directory on a disk that fails, that another program writes to, or of a file system that knows less.
#include <gtest/gtest.h>

#include "core/report.hpp"
#include "deliver/directory_gateway.hpp"
#include "tests/support/failing_calls.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::deliver {
namespace {

using What = core::Exchange::What;
using test_support::fail_call;
using test_support::read_file;
using test_support::stop_failing;
using test_support::write_file;

class DirectoryFault : public testing::Test {
 protected:
  void TearDown() override { stop_failing(); }

  core::Answer perform(What what) const {
    core::Exchange exchange;
    exchange.what = what;
    exchange.project = "PAI-1";
    exchange.region = *core::RegionCode::parse("44");
    exchange.month = core::Month(2026, 10);
    exchange.body = "container";
    return DirectoryGateway(directory.path()).perform(exchange, [] { return false; });
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory.path()), {}));
  }

  test_support::TemporaryDirectory directory;
  const std::filesystem::path target = directory / "jauge-PAI-1-44-2026-10-r0.asice";
};

TEST_F(DirectoryFault, AtAnyCallIsToldAndTheNextAttemptPlacesTheReport) {
  for (const auto call : test_support::calls_that_can_fail) {
    for (long allowed = 0;; ++allowed) {
      std::filesystem::remove(target);
      fail_call(call, allowed, EIO);
      const auto answer = perform(What::put_report);
      if (!stop_failing()) break;
      ASSERT_FALSE(answer.placed) << call << ", call " << allowed;
      ASSERT_FALSE(answer.occupied) << call << ", call " << allowed;
      ASSERT_FALSE(answer.fault.empty()) << call << ", call " << allowed;
      ASSERT_TRUE(!std::filesystem::exists(target) || read_file(target) == "container") << call;
      ASSERT_TRUE(perform(What::put_report).placed) << call << ", call " << allowed;
      ASSERT_EQ(read_file(target), "container") << call << ", call " << allowed;
      ASSERT_EQ(files(), 1U) << call << ", call " << allowed;
    }
  }
}

TEST_F(DirectoryFault, WhileTheReportIsReadBackIsTold) {
  ASSERT_TRUE(perform(What::put_report).placed);
  for (const auto call : test_support::calls_that_can_fail) {
    for (long allowed = 0;; ++allowed) {
      fail_call(call, allowed, EIO);
      const auto answer = perform(What::get_report);
      if (!stop_failing()) break;
      ASSERT_FALSE(answer.status) << call << ", call " << allowed;
      ASSERT_FALSE(answer.fault.empty()) << call << ", call " << allowed;
    }
  }
}

TEST_F(DirectoryFault, OfAPlacedReportThatMayNotBeDurableIsTold) {
  write_file(target, "container");
  fail_call("fsync", 0, EIO);
  EXPECT_FALSE(perform(What::put_report).placed);
}

TEST_F(DirectoryFault, IsNoneWhenASignalComesInBetween) {
  fail_call("write", 0, EINTR);
  EXPECT_TRUE(perform(What::put_report).placed);
  EXPECT_TRUE(stop_failing());
  fail_call("read", 0, EINTR);
  EXPECT_EQ(perform(What::get_report).body, "container");
  EXPECT_TRUE(stop_failing());
}

TEST_F(DirectoryFault, IsNoneWhereTheFileSystemCannotRenameWithoutReplacing) {
  for (const int error : {EINVAL, ENOSYS}) {
    std::filesystem::remove(target);
    fail_call("renameat2", 0, error);
    EXPECT_TRUE(perform(What::put_report).placed);
    EXPECT_TRUE(stop_failing());
    EXPECT_EQ(read_file(target), "container");
    EXPECT_EQ(files(), 1U);
  }
}

/// Another program's file comes between our look at the name and our taking it.
class RacedName : public DirectoryFault, public testing::WithParamInterface<int> {};

INSTANTIATE_TEST_SUITE_P(Of, RacedName, testing::Values(EEXIST, EINVAL));

TEST_P(RacedName, IsLeftToWhoeverCameFirst) {
  for (const auto* content : {"container", "another"}) {
    std::filesystem::remove(target);
    test_support::on_call("renameat2", GetParam(), [&] { write_file(target, content); });
    const auto answer = perform(What::put_report);
    EXPECT_TRUE(stop_failing());
    EXPECT_EQ(answer.placed, content == std::string("container"));
    EXPECT_EQ(answer.occupied, content != std::string("container"));
    EXPECT_EQ(read_file(target), content);
    EXPECT_EQ(files(), 1U);
  }
}

TEST_F(DirectoryFault, IsToldWhereTheNameCanNeitherBeRenamedNorLinked) {
  test_support::on_call("renameat2", EINVAL, [] { fail_call("linkat", 0, EPERM); });
  const auto answer = perform(What::put_report);
  EXPECT_FALSE(answer.placed);
  EXPECT_FALSE(answer.fault.empty());
  EXPECT_EQ(files(), 0U);
}

TEST_F(DirectoryFault, IsAnotherFileThatIsLargerThanAnyContainer) {
  write_file(target, std::string((std::size_t{8} << 20) + 10, 'x'));
  EXPECT_TRUE(perform(What::put_report).occupied);
}

TEST_F(DirectoryFault, HasNoListOfReports) {
  EXPECT_EQ(perform(What::list_reports).status, 404);
}

}  // namespace
}  // namespace jauge::deliver
