#include "sqlite/checksum_file.hpp"

#include <cerrno>

namespace jauge::sqlite {

int lower_read(sqlite3_file* file, void* to, std::size_t size, sqlite3_int64 offset) {
  auto* lower = below(file);
  return lower->pMethods->xRead(lower, to, static_cast<int>(size), offset);
}

int or_full(int code) {
  const bool no_room = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
  return (code & 0xff) == SQLITE_IOERR && no_room ? SQLITE_FULL : code;
}

int lower_write(sqlite3_file* file, const void* from, std::size_t size, sqlite3_int64 offset) {
  auto* lower = below(file);
  return or_full(lower->pMethods->xWrite(lower, from, static_cast<int>(size), offset));
}

}  // namespace jauge::sqlite
