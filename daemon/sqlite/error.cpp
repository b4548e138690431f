#include "sqlite/error.hpp"

#include <sqlite3.h>

#include <cerrno>

namespace jauge::sqlite {

namespace {

using core::ErrorKind;
using core::msg;

bool means_no_room(int code, int system_error) {
  if ((code & 0xff) == SQLITE_FULL) return true;
  const bool asked_system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
  return asked_system && (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG);
}

core::Error no_room(const std::string& file) {
  return {ErrorKind::transient, msg("No room is left on the disk for {0}.", file),
          msg("Free some space or raise the quota; what was stored before is intact.")};
}

}  // namespace

core::Error damaged(const std::filesystem::path& path) {
  return {ErrorKind::damaged, msg("{0} is damaged: what it holds is not what was written.", path.string()),
          msg("Check the disk, then restore the last backup.")};
}

core::Error error_of(int code, int system_error, const std::filesystem::path& path) {
  const std::string file = path.string();
  // A checksum that differs is a read error to SQLite, and damage to us. SQLITE_IOERR_CORRUPTFS is no damage:
  // it stands for EIO, a disk that did not give what it may give again.
  if (code == SQLITE_IOERR_DATA) return damaged(path);
  if (means_no_room(code, system_error)) return no_room(file);
  const bool cannot_open_now = (code & 0xff) == SQLITE_CANTOPEN &&
                               (system_error == EIO || system_error == EMFILE || system_error == ENFILE);
  switch (cannot_open_now ? SQLITE_IOERR : code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return damaged(path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::transient, msg("{0} is in use by another program.", file),
              msg("It is tried again later; end the other program if it should not be there.")};
    case SQLITE_IOERR:
      return {ErrorKind::transient,
              msg("The disk failed while {0} was read or written (code {1}).", file, code),
              msg("Look at the kernel's log for disk errors; what was stored before is intact.")};
    case SQLITE_NOMEM:
      return {ErrorKind::transient, msg("Memory ran out while {0} was read or written.", file), {}};
    case SQLITE_INTERRUPT:
      return {ErrorKind::cancelled, msg("The work on {0} was stopped.", file), {}};
    case SQLITE_CONSTRAINT:
      return {ErrorKind::refused, msg("{0} refused a row that breaks its rules (code {1}).", file, code), {}};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return {ErrorKind::invalid, msg("{0} cannot be opened or written.", file),
              msg("Check that it exists and that its owner, its mode and those of its directory allow it.")};
    default:
      return {ErrorKind::invalid, msg("A statement on {0} failed (code {1}).", file, code), {}};
  }
}

}  // namespace jauge::sqlite
