#pragma once
// A file as SQLite sees it through the checksum layer: ours, and behind it that of the layer below. Of this
// folder only.
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>

#include "sqlite/page_checksum.hpp"

namespace jauge::sqlite {

// What a checksum stands for.
inline constexpr std::uint64_t of_page = 1;
inline constexpr std::uint64_t of_record = 2;
inline constexpr std::uint64_t of_header = 3;

/// What SQLite allocates for a file: this, then the file of the layer below.
struct File {
  sqlite3_file base;
  bool is_journal;
  sqlite3_int64 word_at;  // of a journal: the 4 bytes last read or written, a page number before its page
  std::uint32_t word;
  sqlite3_int64 record_at;  // of a journal: the page last written, in `scratch`, waiting for its sum
  std::uint32_t record_page;
  char scratch[page_size];
};
static_assert(sizeof(File) % 8 == 0);

inline File& own(sqlite3_file* file) {
  return *reinterpret_cast<File*>(file);
}
inline sqlite3_file* below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(&own(file) + 1);
}

int lower_read(sqlite3_file* file, void* to, std::size_t size, sqlite3_int64 offset);
int lower_write(sqlite3_file* file, const void* from, std::size_t size, sqlite3_int64 offset);
/// A quota or a size limit is a full disk; errno says so only until the next call.
int or_full(int code);

}  // namespace jauge::sqlite
