#include "sqlite/error.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cerrno>

namespace jauge::sqlite {
namespace {

using core::ErrorKind;

core::Error error(int code, int system_error = 0) {
  return error_of(code, system_error, "/var/lib/jauge/jauge.db");
}

bool means_no_room(const core::Error& error) {
  return error.kind == ErrorKind::transient && error.sentence.id == "No room is left on the disk for {0}.";
}

TEST(SqliteError, IsDamageWhereWhatIsReadIsNotWhatWasWritten) {
  for (const int code : {SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX, SQLITE_NOTADB, SQLITE_IOERR_DATA})
    EXPECT_EQ(error(code).kind, ErrorKind::damaged) << code;
}

TEST(SqliteError, IsAFullDiskInEachOfItsForms) {
  EXPECT_TRUE(means_no_room(error(SQLITE_FULL)));
  for (const int cause : {ENOSPC, EDQUOT, EFBIG}) {
    EXPECT_TRUE(means_no_room(error(SQLITE_IOERR_WRITE, cause))) << cause;
    EXPECT_TRUE(means_no_room(error(SQLITE_CANTOPEN, cause))) << cause;
    EXPECT_FALSE(means_no_room(error(SQLITE_BUSY, cause))) << cause;
  }
  EXPECT_FALSE(means_no_room(error(SQLITE_IOERR_WRITE, EIO)));
}

TEST(SqliteError, MayPassWhereTheDiskOrTheSystemFailed) {
  for (const int code : {SQLITE_IOERR_READ, SQLITE_IOERR_CORRUPTFS, SQLITE_NOMEM, SQLITE_BUSY, SQLITE_LOCKED})
    EXPECT_EQ(error(code).kind, ErrorKind::transient) << code;
  for (const int cause : {EIO, EMFILE, ENFILE})
    EXPECT_EQ(error(SQLITE_CANTOPEN, cause).kind, ErrorKind::transient) << cause;
}

TEST(SqliteError, IsForTheOperatorWhereAFileMayNotBeOpened) {
  for (const int code : {SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM}) {
    EXPECT_EQ(error(code, EACCES).kind, ErrorKind::invalid) << code;
    EXPECT_FALSE(error(code, EACCES).hint.empty()) << code;
  }
  EXPECT_EQ(error(SQLITE_MISUSE).kind, ErrorKind::invalid);
}

TEST(SqliteError, TellsAStopAndARefusalApart) {
  EXPECT_EQ(error(SQLITE_INTERRUPT).kind, ErrorKind::cancelled);
  EXPECT_EQ(error(SQLITE_CONSTRAINT_UNIQUE).kind, ErrorKind::refused);
}

}  // namespace
}  // namespace jauge::sqlite
