#include "connectors/sqlite/database.hpp"

#include <array>
#include <fstream>
#include <string>

namespace jauge::connectors::sqlite {
namespace {

using core::ErrorKind;
using core::msg;
using Steady = std::chrono::steady_clock;

constexpr int largest_value = 16 << 20;  // bytes
constexpr int instructions_between_looks = 20'000;
constexpr std::size_t write_version = 18;  // in the file's header: 2 where there is a write-ahead log

std::string code(int number) {
  return fmt::format("SQLite {}", number);
}

/// As an address, so that mode=ro can be said; '?', '#' and '%' of the path are escaped.
std::string address(const std::string& path) {
  std::string text = "file:";
  for (const char c : path) {
    if (c == '?' || c == '#' || c == '%') {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      text.push_back(c);
    }
  }
  return text + "?mode=ro";
}

bool has_write_ahead_log(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 20> header{};
  file.read(header.data(), header.size());
  return file && header[write_version] == 2;
}

/// Lets a statement read, and nothing else.
int authorise(void*, int action, const char*, const char*, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    default:
      return SQLITE_DENY;
  }
}

}  // namespace

core::Result<void> Database::open() {
  if (handle_) return {};
  sqlite3* handle = nullptr;
  // The system's own layer below: one that checks pages of our own files would refuse these. Only interrupt()
  // comes from another thread, which needs no lock.
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  const int opened = sqlite3_open_v2(address(section_.connection).c_str(), &handle, flags, "unix");
  std::unique_ptr<sqlite3, Close> held(handle);
  if (opened != SQLITE_OK) return unopened(opened);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, 5000);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, largest_value);
  const char* settings =
      "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;"
      " PRAGMA temp_store = MEMORY; SELECT count(*) FROM sqlite_schema";
  const int set = sqlite3_exec(handle, settings, nullptr, nullptr, nullptr);
  if (set != SQLITE_OK) return unopened(set);
  sqlite3_set_authorizer(handle, authorise, nullptr);
  const auto look = [](void* self) { return Steady::now() > static_cast<Database*>(self)->end_ ? 1 : 0; };
  sqlite3_progress_handler(handle, instructions_between_looks, look, this);
  start_clock();
  const std::lock_guard lock(mutex_);
  handle_ = std::move(held);
  return {};
}

core::Failure Database::unopened(int number) const {
  const auto& name = section_.spec.name;
  if (number == SQLITE_READONLY_ROLLBACK) {
    return core::fail(
        ErrorKind::transient,
        msg("Source {0}: the file holds an unfinished change, which only its own program can undo ({1}).",
            name, code(number)),
        msg("Start that program, or copy the file again once it has ended."));
  }
  switch (number & 0xff) {
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
      if (has_write_ahead_log(section_.connection)) {
        return core::fail(
            ErrorKind::refused,
            msg("Source {0}: the file has a write-ahead log, which cannot be joined in a folder where "
                "the account may not write ({1}).",
                name, code(number)),
            msg("Let the account write in the folder, or give it a copy made by VACUUM INTO."));
      }
      return core::fail(ErrorKind::refused,
                        msg("Source {0}: the file cannot be opened ({1}).", name, code(number)),
                        msg("Check the path in connection, and that the account may read it."));
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return core::fail(
          ErrorKind::invalid,
          msg("Source {0}: the file is no SQLite database, or it is damaged ({1}).", name, code(number)),
          msg("Check it with PRAGMA integrity_check."));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return core::fail(ErrorKind::transient,
                        msg("Source {0}: the file is locked by another program ({1}).", name, code(number)),
                        msg("The next read tries again."));
    default:
      return failure(Cause::unreachable, name, {}, code(number));
  }
}

core::Failure Database::failed(std::string_view query) const {
  const auto& name = section_.spec.name;
  const int number = sqlite3_extended_errcode(handle_.get());
  // Only to tell which: SQLite has one number for them all.
  const std::string_view words = sqlite3_errmsg(handle_.get());
  const auto cause = [&] {
    switch (number & 0xff) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        return Cause::lock_limit;
      case SQLITE_INTERRUPT:
        return Cause::time_limit;
      case SQLITE_TOOBIG:
        return Cause::too_large;
      case SQLITE_AUTH:
      case SQLITE_READONLY:
        return Cause::writes;
      case SQLITE_ERROR:
        if (words.starts_with("no such table")) return Cause::no_table;
        if (words.starts_with("no such column")) return Cause::no_column;
        if (words.starts_with("no such function")) return Cause::types;
        return Cause::syntax;
      default:
        return Cause::other;
    }
  }();
  if ((number & 0xff) == SQLITE_CORRUPT || (number & 0xff) == SQLITE_NOTADB) return unopened(number);
  return failure(cause, name, query, code(number));
}

void Database::start_clock() {
  end_ = Steady::now() + section_.spec.timeout;
}

void Database::interrupt() {
  const std::lock_guard lock(mutex_);
  if (handle_) sqlite3_interrupt(handle_.get());
}

}  // namespace jauge::connectors::sqlite
