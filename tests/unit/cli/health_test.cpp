// What jauge doctor finds, one mistake at a time.
#include "cli/health.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace jauge::cli {
namespace {

using testing::Contains;
using testing::Each;
using testing::Field;
using Level = Finding::Level;

class Files : public testing::Test {
 protected:
  Files() {
    configuration.path = (directory.path() / "jauge.toml").string();
    std::ofstream(configuration.path) << "#\n";
    chmod(configuration.path.c_str(), 0640);
    const auto store = directory.path() / "store";
    std::filesystem::create_directory(store);
    chmod(store.c_str(), 0700);
    configuration.store.path = (store / "jauge.db").string();
  }
  Findings examine() const {
    Findings findings;
    examine_files(configuration, findings);
    return findings;
  }
  std::vector<std::string> problems() const {
    std::vector<std::string> out;
    for (const auto& finding : examine()) {
      if (finding.level == Level::problem) out.push_back(finding.sentence.id);
    }
    return out;
  }

  test_support::TemporaryDirectory directory;
  config::Configuration configuration;
};

TEST_F(Files, RaiseNothingWhenTheyAreAsInstalled) {
  EXPECT_THAT(examine(), Each(Field(&Finding::level, Level::well)));
}

TEST_F(Files, OfASecretOpenToOthersAreAProblem) {
  const auto secret = (directory.path() / "dui.pass").string();
  std::ofstream(secret) << "s3cret\n";
  chmod(secret.c_str(), 0644);
  config::SourceSection source;
  source.password = {config::SecretRef::Kind::file, secret};
  configuration.sources.push_back(source);
  EXPECT_THAT(problems(), Contains("The secret file {0} is open to other accounts."));
  chmod(secret.c_str(), 0400);
  EXPECT_THAT(examine(), Each(Field(&Finding::level, Level::well)));
}

TEST_F(Files, ThatAnybodyMayChangeAreAProblem) {
  chmod(configuration.path.c_str(), 0646);
  EXPECT_THAT(problems(), Contains("Anybody may change {0}."));
}

TEST_F(Files, OfAStoreOpenToOthersAreAProblem) {
  chmod((directory.path() / "store").c_str(), 0755);
  EXPECT_THAT(problems(), Contains("Others than the service may look into {0}."));
}

TEST_F(Files, OfAStoreThatIsNotThereAreAProblemWithItsRemedy) {
  configuration.store.path = (directory.path() / "absent" / "jauge.db").string();
  EXPECT_THAT(problems(), Contains("The directory {0} does not exist."));
  for (const auto& finding : examine()) {
    EXPECT_EQ(finding.remedy.empty(), finding.level == Level::well);
  }
}

TEST(Machine, WithAClockBeforeTheReleaseIsAProblem) {
  Findings findings;
  examine_machine(core::Instant{}, findings);
  EXPECT_THAT(findings, Contains(Field(&Finding::level, Level::problem)));
}

TEST(Sources, ThatCannotBeReadAreAProblemAndOthersAreNot) {
  assembly::SourceCheck broken;
  broken.source = "dui";
  broken.kinds.push_back({"agenda_event", core::msg("Source {0}: no.", "dui"), {}, 0, false});
  assembly::SourceCheck well;
  well.source = "mss";
  Findings findings;
  examine_sources({broken, well}, findings);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].level, Level::problem);
  EXPECT_EQ(findings[1].level, Level::well);
}

TEST(Ars, ThatDoesNotKnowUsIsAProblem) {
  config::Configuration configuration;
  core::Answer unknown;
  unknown.status = 403;
  core::Answer known;
  known.status = 200;
  Findings findings;
  examine_ars(configuration,
              {{*core::RegionCode::parse("44"), unknown}, {*core::RegionCode::parse("84"), known}}, findings);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].level, Level::problem);
  EXPECT_EQ(findings[1].level, Level::well);
}

}  // namespace
}  // namespace jauge::cli
