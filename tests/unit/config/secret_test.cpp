#include "config/secret.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"

namespace jauge::config {
namespace {

using testing::HasSubstr;

struct SecretFile : testing::Test {
  test_support::TemporaryDirectory directory;
  std::string path = (directory / "secret").string();

  void write(std::string_view content, mode_t mode = 0400) {
    test_support::write_file(path, content);
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
  }
  core::Result<Secret> read() const { return read_secret({SecretRef::Kind::file, path}); }
  std::string refusal() const {
    const auto secret = read();
    EXPECT_FALSE(secret.has_value());
    if (secret) return "";
    EXPECT_EQ(secret.error().kind, core::ErrorKind::invalid);
    return core::render(secret.error().sentence, core::Language::en);
  }
};

TEST_F(SecretFile, LosesOneFinalLineFeed) {
  write("s3cret\n\n");
  EXPECT_EQ(read()->text(), "s3cret\n");
}

TEST_F(SecretFile, KeepsEveryOtherByte) {
  const std::string bytes("\0\xff \t", 4);
  write(bytes);
  EXPECT_EQ(read()->text(), bytes);
}

TEST_F(SecretFile, IsRefusedWhenAbsentEmptyOrNoFile) {
  EXPECT_THAT(refusal(), HasSubstr("does not exist"));
  write("\n");
  EXPECT_THAT(refusal(), HasSubstr("is empty"));
  path = directory.path().string();
  EXPECT_THAT(refusal(), HasSubstr("is not a plain file"));
}

TEST_F(SecretFile, IsRefusedWhenItIsAPipeWithoutWaitingForIt) {
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(refusal(), HasSubstr("is not a plain file"));
}

TEST_F(SecretFile, IsRefusedWhenGroupOrOthersMayUseIt) {
  for (const mode_t mode : {0440U, 0404U, 0420U, 0602U, 0410U}) {
    write("s3cret", mode);
    EXPECT_THAT(refusal(), HasSubstr("is open to other accounts")) << std::oct << mode;
    ASSERT_EQ(::unlink(path.c_str()), 0);
  }
}

TEST_F(SecretFile, IsRefusedWhenAnotherAccountOwnsIt) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  write("s3cret");
  ASSERT_EQ(::chown(path.c_str(), 65534, 65534), 0);
  EXPECT_THAT(refusal(), HasSubstr("belongs to another account"));
}

TEST_F(SecretFile, IsRefusedWhenItIsTooLargeToBeASecret) {
  write(std::string(65537, 'x'));
  EXPECT_THAT(refusal(), HasSubstr("is larger than 65536 bytes"));
}

struct Credential : SecretFile {
  void SetUp() override { ::setenv("CREDENTIALS_DIRECTORY", directory.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }
};

TEST_F(Credential, IsReadFromTheDirectoryOfSystemd) {
  write("s3cret\n", 0440);  // as systemd shows it under an access list
  const auto secret = read_secret({SecretRef::Kind::credential, "secret"});
  ASSERT_TRUE(secret.has_value());
  EXPECT_EQ(secret->text(), "s3cret");
}

TEST_F(Credential, IsRefusedWhenOthersMayReadIt) {
  write("s3cret", 0444);
  EXPECT_FALSE(read_secret({SecretRef::Kind::credential, "secret"}).has_value());
}

TEST_F(Credential, DoesNotLeaveItsDirectory) {
  write("s3cret");
  for (const auto* name : {"", ".", "..", "../secret", "/etc/hostname"}) {
    EXPECT_FALSE(read_secret({SecretRef::Kind::credential, name}).has_value()) << name;
  }
}

TEST_F(Credential, IsRefusedOutsideSystemd) {
  write("s3cret");
  ::unsetenv("CREDENTIALS_DIRECTORY");
  const auto secret = read_secret({SecretRef::Kind::credential, "secret"});
  ASSERT_FALSE(secret.has_value());
  EXPECT_THAT(core::render(secret.error().sentence, core::Language::en), HasSubstr("not started by systemd"));
}

TEST(Secret, LeavesNothingBehindWhenItMoves) {
  // Short enough to live inside the object: a plain move would leave its bytes there.
  alignas(Secret) unsigned char room[sizeof(Secret)];
  auto* first = new (room) Secret("s3cret");
  const Secret second(std::move(*first));
  EXPECT_EQ(second.text(), "s3cret");
  const std::string left(reinterpret_cast<const char*>(room), sizeof room);
  EXPECT_EQ(left.find("3cret"), std::string::npos);
  first->~Secret();
}

}  // namespace
}  // namespace jauge::config
