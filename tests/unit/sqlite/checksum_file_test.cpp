// The checksum layer called as SQLite calls it, with what SQLite never asks for.
#include "sqlite/checksum_file.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <vector>

#include "sqlite/checksum_vfs.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/sqlite/failing_disk.hpp"

namespace jauge::sqlite {
namespace {

class ChecksumFile : public testing::Test {
 protected:
  sqlite3_file* open(const char* name, int type) {
    auto* layer = sqlite3_vfs_find(checksum_vfs());
    path = directory / name;
    // SQLite ends a name with more zeros, behind which it keeps parameters.
    path_text = path.string() + std::string(8, '\0');
    memory.assign(static_cast<std::size_t>(layer->szOsFile) / sizeof(std::max_align_t) + 1, {});
    file = reinterpret_cast<sqlite3_file*>(memory.data());
    const int code = layer->xOpen(layer, path_text.c_str(), file,
                                  type | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    EXPECT_EQ(code, SQLITE_OK);
    return file;
  }
  void TearDown() override {
    if (file != nullptr && file->pMethods != nullptr) file->pMethods->xClose(file);
  }
  int write(const std::string& bytes, sqlite3_int64 offset) {
    return file->pMethods->xWrite(file, bytes.data(), static_cast<int>(bytes.size()), offset);
  }
  int read(std::size_t size, sqlite3_int64 offset) {
    std::string bytes(size, '\0');
    return file->pMethods->xRead(file, bytes.data(), static_cast<int>(size), offset);
  }
  std::string page() const {
    std::string bytes(page_size, 'x');
    bytes[20] = static_cast<char>(checksum_size);
    return bytes;
  }

  test_support::TemporaryDirectory directory;
  std::filesystem::path path;
  std::string path_text;
  std::vector<std::max_align_t> memory;
  sqlite3_file* file = nullptr;
};

class ChecksumJournalFile : public ChecksumFile {
 protected:
  void SetUp() override {
    // A journal takes the mode of its database.
    test_support::write_file(directory / "a.db", "");
    open("a.db-journal", SQLITE_OPEN_MAIN_JOURNAL);
  }
};

TEST_F(ChecksumFile, WritesWholePagesInTheirPlacesAlone) {
  open("a.db", SQLITE_OPEN_MAIN_DB);
  EXPECT_EQ(write(page(), 0), SQLITE_OK);
  EXPECT_EQ(write(page().substr(1), 4096), SQLITE_IOERR_WRITE);
  EXPECT_EQ(write(page(), 2048), SQLITE_IOERR_WRITE);
  EXPECT_EQ(read(page_size, 0), SQLITE_OK);
}

TEST_F(ChecksumFile, WritesNoFirstPageThatKeepsNoRoomForTheChecksum) {
  open("a.db", SQLITE_OPEN_MAIN_DB);
  EXPECT_EQ(write(std::string(page_size, '\0'), 0), SQLITE_IOERR_WRITE);
}

TEST_F(ChecksumFile, BelievesNoPartOfAPageNorOneOutOfPlace) {
  open("a.db", SQLITE_OPEN_MAIN_DB);
  ASSERT_EQ(write(page(), 0), SQLITE_OK);
  ASSERT_EQ(write(page(), 4096), SQLITE_OK);
  EXPECT_EQ(read(1024, 0), SQLITE_IOERR_DATA);
  EXPECT_EQ(read(page_size, 2048), SQLITE_IOERR_DATA);
  EXPECT_EQ(read(16, 0), SQLITE_OK) << "the header, before there is a lock";
  EXPECT_EQ(read(page_size, 8192), SQLITE_IOERR_SHORT_READ) << "past the end";
}

TEST_F(ChecksumFile, TakesAPageForMissingOnlyWhereTheDiskSaysHowLongTheFileIs) {
  open("a.db", SQLITE_OPEN_MAIN_DB);
  ASSERT_EQ(write(page(), 0), SQLITE_OK);
  fail_disk_after(1, Fault::once);
  const int code = read(page_size, 4096);
  EXPECT_TRUE(mend_disk());
  EXPECT_EQ(code, SQLITE_IOERR_FSTAT);
}

TEST_F(ChecksumFile, TakesAQuotaAndALimitForAFullDisk) {
  for (const int error : {ENOSPC, EDQUOT, EFBIG}) {
    errno = error;
    EXPECT_EQ(or_full(SQLITE_IOERR_WRITE), SQLITE_FULL) << error;
  }
  errno = EIO;
  EXPECT_EQ(or_full(SQLITE_IOERR_WRITE), SQLITE_IOERR_WRITE);
}

TEST_F(ChecksumFile, ChecksEveryPageWhenAsked) {
  open("a.db", SQLITE_OPEN_MAIN_DB);
  ASSERT_EQ(write(page(), 0), SQLITE_OK);
  const auto verified = [&] {
    int code = -1;
    EXPECT_EQ(file->pMethods->xFileControl(file, verify_pages_control, &code), SQLITE_OK);
    return code;
  };
  EXPECT_EQ(verified(), SQLITE_OK);
  auto bytes = test_support::read_file(path);
  test_support::write_file(path, bytes + "x");
  EXPECT_EQ(verified(), SQLITE_IOERR_DATA) << "no whole number of pages";
  bytes[100] = 'y';
  test_support::write_file(path, bytes);
  EXPECT_EQ(verified(), SQLITE_IOERR_DATA);
}

TEST_F(ChecksumJournalFile, TakesNoWriteThatIsNoPartOfAJournal) {
  EXPECT_EQ(write(std::string(512, 'h'), 0), SQLITE_OK) << "a header";
  EXPECT_EQ(write(std::string(12, 'h'), 512), SQLITE_OK) << "a header's start";
  EXPECT_EQ(write(std::string(28, 'h'), 512), SQLITE_OK) << "a header's used part";
  EXPECT_EQ(write(std::string(512, 'h'), 100), SQLITE_IOERR_WRITE) << "a header elsewhere";
  EXPECT_EQ(write(std::string(100, 'h'), 512), SQLITE_IOERR_WRITE) << "no header";
  EXPECT_EQ(write(page(), 1028), SQLITE_IOERR_WRITE) << "a page without its number";
}

TEST_F(ChecksumJournalFile, BelievesNoRecordThatHasMoved) {
  const std::string number(4, '\1');
  ASSERT_EQ(write(std::string(512, 'h'), 0), SQLITE_OK);
  ASSERT_EQ(write(number, 512), SQLITE_OK);
  ASSERT_EQ(write(page(), 516), SQLITE_OK);
  ASSERT_EQ(write(number, 516 + 4096), SQLITE_OK);
  EXPECT_EQ(read(page_size, 516), SQLITE_IOERR_DATA) << "its number was not read before it";
  ASSERT_EQ(read(4, 512), SQLITE_OK);
  EXPECT_EQ(read(page_size, 516), SQLITE_OK);
}

TEST_F(ChecksumJournalFile, LooksForAHeaderOnlyWhereOneMayStand) {
  test_support::write_file(path, std::string(1024, '\0'));
  EXPECT_EQ(read(1, 0), SQLITE_OK) << "a header that a crash has lost";
  test_support::write_file(path, std::string(1024, 'x'));
  EXPECT_EQ(read(1, 0), SQLITE_IOERR_DATA);
  EXPECT_EQ(read(8, 0), SQLITE_IOERR_DATA);
  EXPECT_EQ(read(8, 100), SQLITE_OK) << "of a record";
}

TEST_F(ChecksumJournalFile, HasNoPagesToVerify) {
  int code = -1;
  EXPECT_EQ(file->pMethods->xFileControl(file, verify_pages_control, &code), SQLITE_NOTFOUND);
  EXPECT_EQ(code, -1);
}

TEST_F(ChecksumJournalFile, HasTheSectorThatTheFormatIsMadeFor) {
  EXPECT_EQ(file->pMethods->xSectorSize(file), 512);
  EXPECT_NE(file->pMethods->xDeviceCharacteristics(file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE, 0);
}

TEST_F(ChecksumFile, PassesOnWhatIsNeitherDatabaseNorJournal) {
  // A temporary file has the methods of the layer below.
  open("other", SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_DELETEONCLOSE);
  EXPECT_EQ(write("any", 7), SQLITE_OK);
}

TEST_F(ChecksumFile, DoesNotOpenWhatTheLayerBelowDoesNot) {
  auto* layer = sqlite3_vfs_find(checksum_vfs());
  std::vector<std::max_align_t> room(static_cast<std::size_t>(layer->szOsFile) / sizeof(std::max_align_t) +
                                     1);
  auto* none = reinterpret_cast<sqlite3_file*>(room.data());
  const auto name = (directory / "none" / "a.db").string() + std::string(8, '\0');
  EXPECT_NE(layer->xOpen(layer, name.c_str(), none, SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READWRITE, nullptr),
            SQLITE_OK);
  EXPECT_EQ(none->pMethods, nullptr);
}

TEST_F(ChecksumFile, GivesTimeAndChanceOfTheSystem) {
  auto* layer = sqlite3_vfs_find(checksum_vfs());
  std::array<char, 32> chance{};
  EXPECT_EQ(layer->xRandomness(layer, static_cast<int>(chance.size()), chance.data()), 32);
  double days = 0;
  EXPECT_EQ(layer->xCurrentTime(layer, &days), SQLITE_OK);
  EXPECT_GT(days, 2'460'000) << "a Julian day of this century";
  EXPECT_GE(layer->xSleep(layer, 1), 1);
}

}  // namespace
}  // namespace jauge::sqlite
