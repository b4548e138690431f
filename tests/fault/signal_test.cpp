// Signals at any time (row 15), to the service.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/fault/ground.hpp"

namespace jauge::fault {
namespace {

constexpr std::chrono::seconds stop_limit{10};

/// At these calls of the service's threads, whatever they are doing.
std::string at_call(const char* call, int when, const char* signal) {
  return std::string("inject=") + call + ":signal=" + signal + ":when=" + std::to_string(when);
}

TEST(Signals, ToStopAtAnyTimeEndTheServiceWithinTenSecondsAndLoseNothing) {
  Ground ground;
  int seed = 0;
  for (const auto& [call, when] : std::vector<std::pair<const char*, int>>{{"openat", 40},
                                                                           {"pwrite64", 30},
                                                                           {"pwrite64", 150},
                                                                           {"fdatasync", 20},
                                                                           {"sendto", 2},
                                                                           {"recvfrom", 3}}) {
    const auto of = ground.make_case();
    const auto* signal = seed++ % 2 == 0 ? "TERM" : "INT";
    const auto service =
        ground.start_jauged(of, {"strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e",
                                 std::string("trace=") + call, "-e", at_call(call, when, signal)});
    const auto exit_code = service->wait(stop_limit);
    ASSERT_TRUE(exit_code) << call << " " << when << ": " << test_support::read_file(of.directory / "log");
    EXPECT_TRUE(*exit_code == 0 || *exit_code == 128 + SIGTERM || *exit_code == 128 + SIGINT) << *exit_code;
    const auto verdict = ground.recover(of);
    EXPECT_TRUE(verdict.well()) << call << " " << when << ": " << verdict.detail;
  }
}

TEST(Signals, ToReadTheConfigurationAgainLeaveTheServiceAtWork) {
  Ground ground;
  const auto of = ground.make_case();
  const auto service = ground.start_jauged(of, {});
  const auto answers = [&] { return ground.run_jauge(of, {"status"}).exit_code != 3; };
  ASSERT_TRUE(
      test_support::eventually([&] { return std::filesystem::exists(of.directory / "run" / "admin.sock"); }));
  for (int i = 0; i < 5; ++i) service->signal(SIGHUP);
  EXPECT_TRUE(test_support::eventually(answers));
  EXPECT_TRUE(service->running());
  service->signal(SIGTERM);
  EXPECT_EQ(service->wait(stop_limit), 0);
  const auto verdict = ground.recover(of);
  EXPECT_TRUE(verdict.well()) << verdict.detail;
}

}  // namespace
}  // namespace jauge::fault
