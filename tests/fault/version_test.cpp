// Stores of released versions (row 17): tests/data/store/version-N.db.gz, each made by the programs that
// wrote that version, with one report receipted and one waiting.
#include <gtest/gtest.h>

#include "sqlite/connection.hpp"
#include "store/migrations.hpp"
#include "store/store.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::fault {
namespace {

const std::filesystem::path data = std::filesystem::path(JAUGE_SOURCE_DIR) / "tests/data/store";
const std::string project = "PAI-2021-44-0001";

class ReleasedVersion : public testing::TestWithParam<int> {
 protected:
  ReleasedVersion() : path(directory / "jauge.db") {
    const auto unpacked =
        test_support::run({"gzip", "-dc", (data / fmt::format("version-{}.db.gz", GetParam())).string()});
    test_support::write_file(path, unpacked.out);
    keys = test_support::read_file(data / fmt::format("version-{}.keys", GetParam()));
  }
  test_support::TemporaryDirectory directory;
  std::filesystem::path path;
  std::string keys;
};

TEST_P(ReleasedVersion, IsBroughtToTheLastWithItsWaitingReport) {
  ASSERT_TRUE(store::MonthKeys::import_text(directory / "keys", keys));
  auto opened = store::Store::open(path, {.project = project, .create = false});
  ASSERT_TRUE(opened) << core::render(opened.error().sentence, core::Language::en);
  auto& store = **opened;
  EXPECT_TRUE(store.check());
  EXPECT_EQ(store.closures.list().value().size(), 2U);
  const auto outbox = store.sealed.outbox().value();
  ASSERT_EQ(outbox.size(), 1U);
  EXPECT_EQ(outbox[0].report.key.month, core::Month(2026, 10));
  const auto first = store.reports.find({core::Month(2026, 9), 0, *core::RegionCode::parse("44")}).value();
  EXPECT_TRUE(store.deliveries.receipt(first->id).value());
  EXPECT_EQ(store.keys.load_all().value().size(), 3U);
  opened->reset();
  const auto connection = sqlite::Connection::open(path, {.read_only = true, .checksums = true});
  EXPECT_EQ(connection->integer("PRAGMA user_version").value(),
            static_cast<std::int64_t>(store::migrations().size()));
}

TEST_P(ReleasedVersion, IsRestoredFromItsBackup) {
  const auto target = directory / "new" / "jauge.db";
  std::filesystem::create_directory(target.parent_path());
  const auto restored = store::restore(path, target, {project, keys, core::Instant{}, "backup"});
  ASSERT_TRUE(restored) << core::render(restored.error().sentence, core::Language::en);
  EXPECT_EQ(restored->held.closures, 2);
  EXPECT_TRUE(restored->lost_keys.empty());
  EXPECT_TRUE(store::Store::open(target, {.project = project, .create = false}));
}

TEST_P(ReleasedVersion, StaysAsItIsWhereItIsDamaged) {
  auto bytes = test_support::read_file(path);
  bytes[bytes.size() / 2] ^= 1;
  test_support::write_file(path, bytes);
  const auto opened = store::Store::open(path, {.project = project, .create = false});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, core::ErrorKind::damaged);
  EXPECT_EQ(test_support::read_file(path), bytes);
}

INSTANTIATE_TEST_SUITE_P(Stores, ReleasedVersion, testing::Values(1, 2));

}  // namespace
}  // namespace jauge::fault
