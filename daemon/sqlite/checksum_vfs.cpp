#include "sqlite/checksum_vfs.hpp"

#include <sqlite3.h>

#include <cstring>

#include "sqlite/checksum_file.hpp"
#include "sqlite/checksum_journal.hpp"

// SQLite writes a database by whole pages (fileformat2.html). It changes the header of page 1 (change
// counter, version-valid-for) before it hands the page over, so nothing needs care there. The page that holds
// the lock bytes, at 1 GiB, is never written nor read. With secure_delete on, no page is left unwritten, so a
// page of zeros is a lost page. The journal has a file of its own, checksum_journal.cpp.

namespace jauge::sqlite {

namespace {

constexpr std::size_t reserved_bytes_at = 20;  // in page 1
constexpr sqlite3_int64 lock_byte = 0x40000000;
constexpr int header_size = 512;

sqlite3_vfs* vfs_below(sqlite3_vfs* vfs) {
  return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

std::uint64_t page_number(sqlite3_int64 offset) {
  return static_cast<std::uint64_t>(offset) / page_size + 1;
}

// ── The database ─────────────────────────────────────────────────────────────────────────────────

int read_database(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  const int code = lower_read(file, to, static_cast<std::size_t>(size), offset);
  // Before it has a lock SQLite reads a few bytes of the header, maybe of a page that a crash has torn and
  // that the journal is about to repair. It reads the page again, whole, before it believes it.
  if (size < header_size) return code;
  if (code == SQLITE_IOERR_SHORT_READ) {
    sqlite3_int64 end = 0;
    auto* lower = below(file);
    if (const int asked = lower->pMethods->xFileSize(lower, &end); asked != SQLITE_OK) return asked;
    return offset >= end ? code : SQLITE_IOERR_DATA;
  }
  if (code != SQLITE_OK) return code;
  if (size != static_cast<int>(page_size) || offset % static_cast<sqlite3_int64>(page_size) != 0) {
    return SQLITE_IOERR_DATA;
  }
  const std::string_view page(static_cast<const char*>(to), page_size);
  return is_sound(of_page, page_number(offset), page) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

int write_database(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  if (size != static_cast<int>(page_size) || offset % static_cast<sqlite3_int64>(page_size) != 0) {
    return SQLITE_IOERR_WRITE;
  }
  auto& scratch = own(file).scratch;
  std::memcpy(scratch, from, page_size);
  // Without reserved bytes the checksum would take the place of data.
  if (offset == 0 && static_cast<unsigned char>(scratch[reserved_bytes_at]) != checksum_size) {
    return SQLITE_IOERR_WRITE;
  }
  stamp(of_page, page_number(offset), scratch);
  return lower_write(file, scratch, page_size, offset);
}

/// Every page as it is on the disk.
int verify_pages(sqlite3_file* file) {
  auto* lower = below(file);
  auto& scratch = own(file).scratch;
  sqlite3_int64 end = 0;
  if (const int code = lower->pMethods->xFileSize(lower, &end); code != SQLITE_OK) return code;
  if (end % static_cast<sqlite3_int64>(page_size) != 0) return SQLITE_IOERR_DATA;
  for (sqlite3_int64 offset = 0; offset < end; offset += static_cast<sqlite3_int64>(page_size)) {
    if (offset == lock_byte) continue;
    if (const int code = read_database(file, scratch, static_cast<int>(page_size), offset);
        code != SQLITE_OK) {
      return code;
    }
  }
  return SQLITE_OK;
}

// ── What SQLite calls ────────────────────────────────────────────────────────────────────────────

int file_close(sqlite3_file* file) {
  auto* lower = below(file);
  return lower->pMethods->xClose(lower);
}

int file_read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  return own(file).is_journal ? read_journal(file, to, size, offset) : read_database(file, to, size, offset);
}

int file_write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  return own(file).is_journal ? write_journal(file, from, size, offset)
                              : write_database(file, from, size, offset);
}

int file_truncate(sqlite3_file* file, sqlite3_int64 size) {
  auto* lower = below(file);
  return or_full(lower->pMethods->xTruncate(lower, size));
}

int file_sync(sqlite3_file* file, int flags) {
  auto* lower = below(file);
  return or_full(lower->pMethods->xSync(lower, flags));
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  auto* lower = below(file);
  return lower->pMethods->xFileSize(lower, size);
}

int file_lock(sqlite3_file* file, int level) {
  auto* lower = below(file);
  return lower->pMethods->xLock(lower, level);
}

int file_unlock(sqlite3_file* file, int level) {
  auto* lower = below(file);
  return lower->pMethods->xUnlock(lower, level);
}

int file_check_reserved_lock(sqlite3_file* file, int* held) {
  auto* lower = below(file);
  return lower->pMethods->xCheckReservedLock(lower, held);
}

int file_control(sqlite3_file* file, int operation, void* argument) {
  if (operation == verify_pages_control && !own(file).is_journal) {
    *static_cast<int*>(argument) = verify_pages(file);
    return SQLITE_OK;
  }
  auto* lower = below(file);
  return lower->pMethods->xFileControl(lower, operation, argument);
}

int file_sector_size(sqlite3_file*) {
  return header_size;
}

int file_device_characteristics(sqlite3_file* file) {
  // The others would let SQLite write in ways that are not described above. A write never reaches beyond its
  // own bytes (POWERSAFE_OVERWRITE), as SQLite assumes by default: headers then have 512 bytes.
  auto* lower = below(file);
  return (lower->pMethods->xDeviceCharacteristics(lower) & SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN) |
         SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

// Version 1: no shared memory and no mapping, so neither WAL nor reads that go around us.
constexpr sqlite3_io_methods file_methods{1,
                                          file_close,
                                          file_read,
                                          file_write,
                                          file_truncate,
                                          file_sync,
                                          file_size,
                                          file_lock,
                                          file_unlock,
                                          file_check_reserved_lock,
                                          file_control,
                                          file_sector_size,
                                          file_device_characteristics,
                                          nullptr,
                                          nullptr,
                                          nullptr,
                                          nullptr,
                                          nullptr,
                                          nullptr};

int vfs_open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* lower = vfs_below(vfs);
  // Temporary files are kept in memory (temp_store); any other file goes straight to the layer below.
  if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL)) == 0) {
    return lower->xOpen(lower, name, file, flags, flags_out);
  }
  auto& state = own(file);
  state.base.pMethods = nullptr;
  state.is_journal = (flags & SQLITE_OPEN_MAIN_JOURNAL) != 0;
  state.word_at = -1;
  state.word = 0;
  state.record_at = -1;
  state.record_page = 0;
  auto* lower_file = below(file);
  lower_file->pMethods = nullptr;
  const int code = lower->xOpen(lower, name, lower_file, flags, flags_out);
  if (code == SQLITE_OK) {
    state.base.pMethods = &file_methods;
  } else if (lower_file->pMethods != nullptr) {
    lower_file->pMethods->xClose(lower_file);
  }
  return code;
}

int vfs_delete(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  return vfs_below(vfs)->xDelete(vfs_below(vfs), name, sync_directory);
}

int vfs_access(sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
  return vfs_below(vfs)->xAccess(vfs_below(vfs), name, flags, answer);
}

int vfs_full_pathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return vfs_below(vfs)->xFullPathname(vfs_below(vfs), name, size, out);
}

int vfs_randomness(sqlite3_vfs* vfs, int size, char* out) {
  return vfs_below(vfs)->xRandomness(vfs_below(vfs), size, out);
}
int vfs_sleep(sqlite3_vfs* vfs, int microseconds) {
  return vfs_below(vfs)->xSleep(vfs_below(vfs), microseconds);
}
int vfs_current_time(sqlite3_vfs* vfs, double* out) {
  return vfs_below(vfs)->xCurrentTime(vfs_below(vfs), out);
}
int vfs_last_error(sqlite3_vfs* vfs, int size, char* out) {
  return vfs_below(vfs)->xGetLastError(vfs_below(vfs), size, out);
}

// SQLite keeps a pointer to it and links it into its list: it must be writable and outlive every connection.
struct Layer {
  sqlite3_vfs vfs{};
  Layer() {
    auto* lower = sqlite3_vfs_find(nullptr);
    vfs.iVersion = 1;
    vfs.szOsFile = static_cast<int>(sizeof(File)) + lower->szOsFile;
    vfs.mxPathname = lower->mxPathname;
    vfs.zName = "jauge-checksum";
    vfs.pAppData = lower;
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    vfs.xFullPathname = vfs_full_pathname;
    vfs.xRandomness = vfs_randomness;
    vfs.xSleep = vfs_sleep;
    vfs.xCurrentTime = vfs_current_time;
    vfs.xGetLastError = vfs_last_error;
    sqlite3_vfs_register(&vfs, 0);
  }
};

}  // namespace

const char* checksum_vfs() {
  static Layer layer;
  return layer.vfs.zName;
}

}  // namespace jauge::sqlite
