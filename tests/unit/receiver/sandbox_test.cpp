// A receiver for a trial: what it makes, and what it leaves as it is.
#include "receiver/sandbox.hpp"

#include <sys/stat.h>

#include "http/server.hpp"
#include "seal/certificate.hpp"
#include "tests/unit/receiver/fixture.hpp"

namespace jauge::receiver {
namespace {

const core::Instant now = instant("2026-11-06T12:00:00Z");

class SandboxTest : public ::testing::Test {
 protected:
  SandboxTest() {
    options.directory = directory / "bac";
    options.regions = {region()};
    options.organisation = "1670000157";
  }
  std::string file(const char* name) const { return test_support::read_file(options.directory / name); }
  test_support::TemporaryDirectory directory;
  SandboxOptions options;
};

TEST_F(SandboxTest, MakesASealThatMaySealForTheOrganisation) {
  ASSERT_TRUE(prepare_sandbox(options, now));
  const auto identity = seal::load_identity(file("seal.crt"), file("seal.key"), file("ca.pem"));
  ASSERT_TRUE(identity);
  EXPECT_TRUE(seal::check_sealing(*identity, "1670000157", now));
  EXPECT_TRUE(seal::check_sealing(*identity, "1670000157", instant("2020-06-01T00:00:00Z")))
      << "a month long past";
}

TEST_F(SandboxTest, ListensOnTheLoopbackAlone) {
  EXPECT_EQ(prepare_sandbox(options, now)->address, "127.0.0.1");
}

TEST_F(SandboxTest, KeepsItsKeysToItself) {
  ASSERT_TRUE(prepare_sandbox(options, now));
  for (const char* name : {"seal.key", "client.key", "server.key", "receipt.key"}) {
    struct stat status {};
    ASSERT_EQ(::stat((options.directory / name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << name;
  }
  EXPECT_FALSE(std::filesystem::exists(options.directory / "ca.key"));
}

TEST_F(SandboxTest, FindsTheCertificatesOfAnEarlierStart) {
  ASSERT_TRUE(prepare_sandbox(options, now));
  const std::string before = file("seal.crt");
  ASSERT_TRUE(prepare_sandbox(options, now));
  EXPECT_EQ(file("seal.crt"), before);
}

TEST_F(SandboxTest, FinishesWhatWasBrokenOff) {
  ASSERT_TRUE(prepare_sandbox(options, now));
  std::filesystem::remove(options.directory / "ca.pem");
  ASSERT_TRUE(prepare_sandbox(options, now));
  EXPECT_TRUE(seal::load_identity(file("receipt.crt"), file("receipt.key"), file("ca.pem")));
}

TEST_F(SandboxTest, RefusesTheDirectoryOfAnotherOrganisation) {
  ASSERT_TRUE(prepare_sandbox(options, now));
  options.organisation = "1999999999";
  const auto settings = prepare_sandbox(options, now);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().kind, core::ErrorKind::invalid);
}

TEST_F(SandboxTest, EnrolsEveryProjectUnlessSomeAreNamed) {
  auto settings = prepare_sandbox(options, now).value();
  EXPECT_NE(find_enrolment(settings, "PAI-1", region()), nullptr);
  EXPECT_EQ(find_enrolment(settings, "PAI-1", region("27")), nullptr);
  options.projects = {"PAI-2"};
  settings = prepare_sandbox(options, now).value();
  EXPECT_EQ(find_enrolment(settings, "PAI-1", region()), nullptr);
  EXPECT_NE(find_enrolment(settings, "PAI-2", region()), nullptr);
}

TEST_F(SandboxTest, SaysWhereItCannotWrite) {
  test_support::write_file(directory / "bac", "a file");
  EXPECT_FALSE(prepare_sandbox(options, now));
}

}  // namespace
}  // namespace jauge::receiver
