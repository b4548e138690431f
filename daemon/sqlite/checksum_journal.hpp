#pragma once
// The rollback journal through the checksum layer. Of this folder only.
#include <sqlite3.h>

namespace jauge::sqlite {

/// As sqlite3_io_methods::xRead and xWrite.
int read_journal(sqlite3_file* file, void* to, int size, sqlite3_int64 offset);
int write_journal(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset);

}  // namespace jauge::sqlite
