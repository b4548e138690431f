#pragma once
// A layer between SQLite and the disk that keeps a checksum of every page (how: see the .cpp).
//
// The last 8 bytes of each 4,096-byte page (SQLite's reserved bytes) hold a checksum of the page's number and
// its other bytes: written at every page write, compared at every page read. The rollback journal is covered
// in the same way, its headers included, so a damaged journal is never rolled back into a sound file. A
// mismatch is SQLITE_IOERR_DATA: ErrorKind::damaged.
namespace jauge::sqlite {

/// A file control of the layer: reads every page of the disk; its `int` argument becomes a result code.
inline constexpr int verify_pages_control = 0x4a01;

/// Registers the layer with SQLite on first use; its name for sqlite3_open_v2.
const char* checksum_vfs();

}  // namespace jauge::sqlite
