// What the receiver holds, and that it never lets go of it.
#include "receiver/archive.hpp"

#include "tests/unit/receiver/fixture.hpp"

namespace jauge::receiver {
namespace {

Entry entry(int month = 10, int revision = 0) {
  return {facts(2, core::sha256("before"), month, revision), core::sha256("json"), core::sha256("first"),
          instant("2026-11-06T12:00:00Z")};
}

class ArchiveTest : public ::testing::Test {
 protected:
  test_support::TemporaryDirectory directory;
  Archive archive = Archive::open(directory / "receiver.db").value();
};

TEST_F(ArchiveTest, GivesBackWhatItWasGiven) {
  const std::string large(8 << 20, '\0');
  Entry held = entry();
  held.sha256 = core::sha256(large);
  ASSERT_TRUE(archive.add(held, large));
  EXPECT_EQ(archive.find(facts().key).value(), held);
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

/// A store whose bytes are touched behind its back.
class ArchiveDamage : public ::testing::Test {
 protected:
  ArchiveDamage() {
    auto archive = Archive::open(path).value();
    Entry held = entry();
    held.sha256 = core::sha256(container);
    EXPECT_TRUE(archive.add(held, container));
    EXPECT_TRUE(archive.add_receipt(facts().key, "receipt"));
  }
  bool sound() const {
    const auto archive = Archive::read(path);
    return archive && archive->check();
  }
  test_support::TemporaryDirectory directory;
  std::filesystem::path path = directory / "receiver.db";
  std::string container = std::string(20'000, 'x');
};

TEST_F(ArchiveDamage, IsSeenInEveryByteThatTellsSomething) {
  ASSERT_TRUE(sound());
  const std::string bytes = test_support::read_file(path);
  // Every page, every part of it: head, content, checksum. The change counter's bytes are free (24 to 27, 92
  // to 99 of the first page): SQLite rewrites them with each commit.
  for (std::size_t at = 0; at < bytes.size(); at += 127) {
    std::string touched = bytes;
    touched[at] = static_cast<char>(touched[at] ^ 0x10);
    test_support::write_file(path, touched);
    EXPECT_FALSE(sound()) << "byte " << at;
  }
}

TEST_F(ArchiveDamage, IsSeenWhereAContainerIsNotThatOfItsDigest) {
  Entry other = entry(11);
  other.sha256 = core::sha256("something else");
  { ASSERT_TRUE(Archive::open(path).value().add(other, container)); }
  const auto archive = Archive::read(path).value();
  const auto given = archive.container(other.facts.key);
  ASSERT_FALSE(given);
  EXPECT_EQ(given.error().kind, core::ErrorKind::damaged);
  EXPECT_FALSE(archive.check());
}

TEST_F(ArchiveDamage, IsNotDoneThroughSql) {
  auto connection = sqlite::Connection::open(path, {.checksums = true}).value();
  EXPECT_FALSE(connection.execute("DELETE FROM receipt"));
  EXPECT_FALSE(connection.execute("DELETE FROM report"));
  EXPECT_FALSE(connection.execute("UPDATE report SET revision = 1"));
  EXPECT_FALSE(connection.execute("UPDATE receipt SET bytes = x'00'"));
}

TEST_F(ArchiveTest, IsReadBesideItsWriter) {
  ASSERT_TRUE(archive.add(entry(), "first"));
  const auto reader = Archive::read(directory / "receiver.db");
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->all().value().size(), 1U);
  ASSERT_TRUE(archive.add(entry(11), "second"));
  EXPECT_EQ(reader->all().value().size(), 2U);
}

TEST(Archive, IsNotReadWhereThereIsNone) {
  const test_support::TemporaryDirectory directory;
  EXPECT_FALSE(Archive::read(directory / "receiver.db"));
}

}  // namespace
}  // namespace jauge::receiver
