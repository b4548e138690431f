// What the receiver holds, and that it never lets go of it.
#include "receiver/archive.hpp"

#include "tests/unit/receiver/fixture.hpp"

namespace jauge::receiver {
namespace {

Entry entry(int month = 10, int revision = 0) {
  return {facts(2, core::sha256("before"), month, revision), core::sha256("json"), core::sha256("container"),
          instant("2026-11-06T12:00:00Z")};
}

class ArchiveTest : public ::testing::Test {
 protected:
  test_support::TemporaryDirectory directory;
  Archive archive = Archive::open(directory / "receiver.db").value();
};

TEST_F(ArchiveTest, GivesBackWhatItWasGiven) {
  const std::string large(8 << 20, '\0');
  ASSERT_TRUE(archive.add(entry(), large));
  EXPECT_EQ(archive.find(facts().key).value(), entry());
  EXPECT_EQ(archive.container(facts().key).value(), large);
  EXPECT_EQ(archive.receipt(facts().key).value(), std::nullopt);
  ASSERT_TRUE(archive.add_receipt(facts().key, "receipt"));
  EXPECT_EQ(archive.receipt(facts().key).value(), "receipt");
}

TEST_F(ArchiveTest, KeepsTheFirstReportAndTheFirstReceipt) {
  ASSERT_TRUE(archive.add(entry(), "first"));
  const auto second = archive.add(entry(), "second");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, core::ErrorKind::refused);
  ASSERT_TRUE(archive.add_receipt(facts().key, "first"));
  ASSERT_TRUE(archive.add_receipt(facts().key, "second"));
  EXPECT_EQ(archive.container(facts().key).value(), "first");
  EXPECT_EQ(archive.receipt(facts().key).value(), "first");
}

TEST_F(ArchiveTest, ListsAProjectsReportsInOrderOfArrival) {
  ASSERT_TRUE(archive.add(entry(12), "a"));
  ASSERT_TRUE(archive.add(entry(11, 1), "b"));
  ASSERT_TRUE(archive.add(entry(11, 0), "c"));
  const auto list = archive.list("PAI-2021-44-0042", region()).value();
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0], entry(12));
  EXPECT_EQ(list[2], entry(11, 0));
  EXPECT_TRUE(archive.list("PAI-2021-44-0042", region("27")).value().empty());
}

TEST_F(ArchiveTest, IsHeldByOneProcessAlone) {
  EXPECT_FALSE(Archive::open(directory / "receiver.db"));
}

TEST(Archive, IsRefusedWhereItIsDamaged) {
  const test_support::TemporaryDirectory directory;
  const auto path = directory / "receiver.db";
  { ASSERT_TRUE(Archive::open(path).value().add(entry(), std::string(100'000, 'x'))); }
  std::string bytes = test_support::read_file(path);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  test_support::write_file(path, bytes);
  const auto archive = Archive::open(path);
  EXPECT_TRUE(!archive || !archive->container(facts().key));
}

}  // namespace
}  // namespace jauge::receiver
