// A report in a directory: whole or not at all, and never over another.
#include "deliver/directory_gateway.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/report.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::deliver {
namespace {

using What = core::Exchange::What;
using test_support::read_file;
using test_support::TemporaryDirectory;
using test_support::write_file;

class DirectoryGatewayTest : public ::testing::Test {
 protected:
  core::Answer perform(What what, const std::string& body = {}) {
    core::Exchange exchange;
    exchange.what = what;
    exchange.project = "PAI-2021-44-0042";
    exchange.region = *core::RegionCode::parse("44");
    exchange.month = core::Month(2026, 10);
    exchange.body = body;
    exchange.sha256 = core::sha256(body);
    DirectoryGateway gateway(directory.path());
    return gateway.perform(exchange, {});
  }
  std::filesystem::path target() const { return directory / "jauge-PAI-2021-44-0042-44-2026-10-r0.asice"; }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory.path()), {}));
  }
  TemporaryDirectory directory;
};

TEST_F(DirectoryGatewayTest, PlacesAReportUnderItsNameAndNothingElse) {
  const auto answer = perform(What::put_report, "container");
  EXPECT_TRUE(answer.placed);
  EXPECT_FALSE(answer.occupied);
  EXPECT_FALSE(answer.status);
  EXPECT_TRUE(answer.fault.empty());
  EXPECT_EQ(read_file(target()), "container");
  EXPECT_EQ(files(), 1U);
}

TEST_F(DirectoryGatewayTest, FindsTheSameBytesAlreadyPlaced) {
  write_file(target(), "container");
  EXPECT_TRUE(perform(What::put_report, "container").placed);
}

TEST_F(DirectoryGatewayTest, NeverOverwritesOtherBytes) {
  write_file(target(), "another");
  const auto answer = perform(What::put_report, "container");
  EXPECT_FALSE(answer.placed);
  EXPECT_TRUE(answer.occupied);
  EXPECT_EQ(read_file(target()), "another");
  EXPECT_EQ(files(), 1U);
}

TEST_F(DirectoryGatewayTest, TakesAPrefixOfTheReportForOtherBytes) {
  write_file(target(), "contain");
  EXPECT_TRUE(perform(What::put_report, "container").occupied);
}

TEST_F(DirectoryGatewayTest, IsAConflictForTheDelivery) {
  write_file(target(), "another");
  const core::Shipment shipment{
      "PAI-2021-44-0042", *core::RegionCode::parse("44"), core::Month(2026, 10), 0, 1,
      "container",        core::sha256("container")};
  core::DeliveryAttempt attempt(shipment);
  DirectoryGateway gateway(directory.path());
  const auto next = attempt.resume(gateway.perform(attempt.start(), {}), core::ReceiptVerdict::absent);
  ASSERT_TRUE(std::holds_alternative<core::Settlement>(next));
  EXPECT_EQ(std::get<core::Settlement>(next).outcome, core::Settlement::Outcome::conflict);
}

TEST_F(DirectoryGatewayTest, ReplacesWhatACrashLeftOfItsOwn) {
  write_file(directory / ".jauge-PAI-2021-44-0042-44-2026-10-r0.asice.part", "contai");
  EXPECT_TRUE(perform(What::put_report, "container").placed);
  EXPECT_EQ(read_file(target()), "container");
  EXPECT_EQ(files(), 1U);
}

TEST_F(DirectoryGatewayTest, FollowsNoSymbolicLink) {
  const TemporaryDirectory elsewhere;
  write_file(elsewhere / "file", "container");
  std::filesystem::create_symlink(elsewhere / "file", target());
  const auto answer = perform(What::put_report, "container");
  EXPECT_FALSE(answer.placed);
  EXPECT_FALSE(answer.fault.empty());
}

TEST_F(DirectoryGatewayTest, DoesNotHangOnAFifoOfThatName) {
  ASSERT_EQ(::mkfifo(target().c_str(), 0600), 0);
  const auto answer = perform(What::put_report, "container");
  EXPECT_FALSE(answer.placed);
  EXPECT_FALSE(answer.fault.empty());
}

TEST_F(DirectoryGatewayTest, SaysThatTheDirectoryIsMissing) {
  core::Exchange exchange;
  exchange.what = What::put_report;
  exchange.region = *core::RegionCode::parse("44");
  DirectoryGateway gateway(directory / "missing");
  const auto answer = gateway.perform(exchange, {});
  EXPECT_FALSE(answer.placed);
  EXPECT_FALSE(answer.status);
  EXPECT_EQ(answer.fault.arguments, std::vector<std::string>{(directory / "missing").string()});
}

TEST_F(DirectoryGatewayTest, LeavesNothingBehindWhereItCannotWrite) {
  // As another user, since root may write anywhere.
  ASSERT_EQ(::chmod(directory.path().c_str(), 0755), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (::getuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
    const bool good = ::getuid() != 65534 ||
                      (!perform(What::put_report, "container").placed && !perform(What::get_state).status);
    ::_exit(good ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(files(), 0U);
}

TEST_F(DirectoryGatewayTest, GivesBackWhatItPlaced) {
  EXPECT_EQ(perform(What::get_report).status, 404);
  perform(What::put_report, "container");
  const auto answer = perform(What::get_report);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "container");
}

TEST_F(DirectoryGatewayTest, HasNoReceipt) {
  perform(What::put_report, "container");
  EXPECT_EQ(perform(What::get_receipt).status, 404);
}

TEST_F(DirectoryGatewayTest, TellsThatItCanBeWrittenTo) {
  EXPECT_EQ(perform(What::get_state).status, 200);
}

TEST_F(DirectoryGatewayTest, DoesNothingWhenAskedToStop) {
  DirectoryGateway gateway(directory.path());
  core::Exchange exchange;
  exchange.region = *core::RegionCode::parse("44");
  EXPECT_FALSE(gateway.perform(exchange, [] { return true; }).placed);
  EXPECT_EQ(files(), 0U);
}

}  // namespace
}  // namespace jauge::deliver
