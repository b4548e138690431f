#include "tests/unit/sqlite/failing_disk.hpp"

#include <sqlite3.h>

#include <cerrno>

namespace jauge::sqlite {

namespace {

long left = -1;
bool for_good = false;
bool failed = false;

/// `code` where this call is to fail.
int fault(int code) {
  if (left < 0 || left-- > 0) return SQLITE_OK;
  left = for_good ? 0 : -1;
  failed = true;
  errno = EIO;
  return code;
}

sqlite3_file* below(sqlite3_file* file) {
  return file + 1;
}

/// A method that is passed on unless the disk fails; with 0, always.
template <auto method, int code, class... Arguments>
int pass(sqlite3_file* file, Arguments... arguments) {
  if constexpr (code != SQLITE_OK) {
    if (const int wrong = fault(code); wrong != SQLITE_OK) return wrong;
  }
  return (below(file)->pMethods->*method)(below(file), arguments...);
}

using Methods = sqlite3_io_methods;

void shared_memory_barrier(sqlite3_file* file) {
  below(file)->pMethods->xShmBarrier(below(file));
}

constexpr Methods methods{3,
                          pass<&Methods::xClose, SQLITE_OK>,
                          pass<&Methods::xRead, SQLITE_IOERR_READ, void*, int, sqlite3_int64>,
                          pass<&Methods::xWrite, SQLITE_IOERR_WRITE, const void*, int, sqlite3_int64>,
                          pass<&Methods::xTruncate, SQLITE_IOERR_TRUNCATE, sqlite3_int64>,
                          pass<&Methods::xSync, SQLITE_IOERR_FSYNC, int>,
                          pass<&Methods::xFileSize, SQLITE_IOERR_FSTAT, sqlite3_int64*>,
                          pass<&Methods::xLock, SQLITE_IOERR_LOCK, int>,
                          pass<&Methods::xUnlock, SQLITE_OK, int>,
                          pass<&Methods::xCheckReservedLock, SQLITE_IOERR_CHECKRESERVEDLOCK, int*>,
                          pass<&Methods::xFileControl, SQLITE_OK, int, void*>,
                          pass<&Methods::xSectorSize, SQLITE_OK>,
                          pass<&Methods::xDeviceCharacteristics, SQLITE_OK>,
                          pass<&Methods::xShmMap, SQLITE_OK, int, int, int, void volatile**>,
                          pass<&Methods::xShmLock, SQLITE_OK, int, int, int>,
                          shared_memory_barrier,
                          pass<&Methods::xShmUnmap, SQLITE_OK, int>,
                          pass<&Methods::xFetch, SQLITE_OK, sqlite3_int64, int, void**>,
                          pass<&Methods::xUnfetch, SQLITE_OK, sqlite3_int64, void*>};

sqlite3_vfs* lower = nullptr;

/// An opening that fails leaves a file that must be closed, as SQLite allows.
int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  file->pMethods = nullptr;
  const int code = lower->xOpen(lower, name, below(file), flags, flags_out);
  if (code != SQLITE_OK) return code;
  file->pMethods = &methods;
  return fault(SQLITE_CANTOPEN);
}

int remove(sqlite3_vfs*, const char* name, int sync_directory) {
  if (const int wrong = fault(SQLITE_IOERR_DELETE); wrong != SQLITE_OK) return wrong;
  return lower->xDelete(lower, name, sync_directory);
}

int access(sqlite3_vfs*, const char* name, int flags, int* answer) {
  if (const int wrong = fault(SQLITE_IOERR_ACCESS); wrong != SQLITE_OK) return wrong;
  return lower->xAccess(lower, name, flags, answer);
}

/// Before main, so that the checksum layer finds it where it looks for the disk.
struct Disk {
  sqlite3_vfs vfs;
  Disk() : vfs(*sqlite3_vfs_find(nullptr)) {
    lower = sqlite3_vfs_find(nullptr);
    vfs.szOsFile = static_cast<int>(sizeof(sqlite3_file)) + lower->szOsFile;
    vfs.pNext = nullptr;
    vfs.zName = "failing-disk";
    vfs.xOpen = open;
    vfs.xDelete = remove;
    vfs.xAccess = access;
    sqlite3_vfs_register(&vfs, 1);
  }
} disk;

}  // namespace

void fail_disk_after(long allowed, Fault fault) {
  left = allowed;
  for_good = fault == Fault::for_good;
  failed = false;
}

bool mend_disk() {
  left = -1;
  return failed;
}

}  // namespace jauge::sqlite
