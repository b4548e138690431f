#include "sqlite/checksum_journal.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "sqlite/checksum_file.hpp"

// The journal is made of segments: a header of 512 bytes, of which 28 are used, and records of page number
// (4), page (4,096) and sum (4). A header is first written with its magic and count blank; once its records
// are synced, these 12 bytes are written and synced.
//
// The last 16 bytes of a header get a signature and our checksum. The checksum of a record, in the reserved
// bytes of its page, covers the words around the page too: a wrong number would put a sound page in a wrong
// place, and at a wrong sum SQLite takes the journal to end and believes the rest of the file.

namespace jauge::sqlite {

namespace {

constexpr std::size_t header_size = 512;
constexpr std::size_t header_start_size = 12;  // magic and count
constexpr std::size_t header_used_size = 28;
constexpr std::size_t signature_at = 496;
constexpr std::array<char, 8> signature{'J', 'A', 'U', 'G', 'E', 'h', 'd', 'r'};
constexpr std::array<unsigned char, 8> magic{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

std::uint32_t big_endian_word(const void* from) {
  const auto* bytes = static_cast<const unsigned char*>(from);
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | bytes[i];
  return value;
}

std::uint64_t where(sqlite3_int64 offset) {
  return static_cast<std::uint64_t>(offset);
}

/// What may stand where a header is expected: a sound header, or nothing that was ever synced.
int verify_header(sqlite3_file* file, sqlite3_int64 offset) {
  std::array<char, header_size> header{};
  const int code = lower_read(file, header.data(), header.size(), offset);
  if (code == SQLITE_IOERR_SHORT_READ) return SQLITE_OK;
  if (code != SQLITE_OK) return code;
  const bool has_magic = std::memcmp(header.data(), magic.data(), magic.size()) == 0;
  const bool has_signature =
      std::memcmp(header.data() + signature_at, signature.data(), signature.size()) == 0;
  if (has_magic || has_signature) {
    const std::string_view block(header.data(), header.size());
    return is_sound(of_header, where(offset), block) ? SQLITE_OK : SQLITE_IOERR_DATA;
  }
  // A header lost in a crash reads as zeros; later in the file, SQLite looks at places that are no headers.
  const bool blank =
      std::all_of(header.begin(), header.begin() + header_start_size, [](char c) { return c == 0; });
  return offset != 0 || blank ? SQLITE_OK : SQLITE_IOERR_DATA;
}

/// Where a record stands for its checksum: the page number before the page and SQLite's sum behind it.
std::uint64_t record_place(std::uint32_t page, std::uint32_t sum) {
  return static_cast<std::uint64_t>(page) << 32 | sum;
}

int verify_record(sqlite3_file* file, const void* page, sqlite3_int64 offset) {
  auto& state = own(file);
  if (state.word_at != offset - 4) return SQLITE_IOERR_DATA;
  std::array<char, 4> sum{};
  const int code = lower_read(file, sum.data(), sum.size(), offset + static_cast<sqlite3_int64>(page_size));
  if (code != SQLITE_OK) return code;
  const auto place = record_place(state.word, big_endian_word(sum.data()));
  return is_sound(of_record, place, {static_cast<const char*>(page), page_size}) ? SQLITE_OK
                                                                                 : SQLITE_IOERR_DATA;
}

/// Writes a header, whole: `start` takes the place of its first bytes, of the rest what is there stays.
/// One write, so that no crash of the process separates a header from its checksum.
int write_header(sqlite3_file* file, const void* start, std::size_t size, sqlite3_int64 offset) {
  std::array<char, header_size> header{};
  if (size < header_size) {
    const int code = lower_read(file, header.data(), header.size(), offset);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return code;
  }
  std::memcpy(header.data(), start, size);
  std::memcpy(header.data() + signature_at, signature.data(), signature.size());
  stamp(of_header, where(offset), header);
  return lower_write(file, header.data(), header.size(), offset);
}

/// The page number before a page, or the sum behind it: with the sum the record is whole and gets its
/// checksum.
int write_word(sqlite3_file* file, const void* from, sqlite3_int64 offset) {
  auto& state = own(file);
  state.word_at = offset;
  state.word = big_endian_word(from);
  if (state.record_at < 0 || offset != state.record_at + static_cast<sqlite3_int64>(page_size)) {
    return lower_write(file, from, 4, offset);
  }
  stamp(of_record, record_place(state.record_page, state.word), state.scratch);
  std::array<char, checksum_size + 4> end{};
  std::memcpy(end.data(), state.scratch + page_size - checksum_size, checksum_size);
  std::memcpy(end.data() + checksum_size, from, 4);
  return lower_write(file, end.data(), end.size(), offset - static_cast<sqlite3_int64>(checksum_size));
}

}  // namespace

int read_journal(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  auto& state = own(file);
  if ((size == 1 || size == static_cast<int>(magic.size())) &&
      offset % static_cast<sqlite3_int64>(header_size) == 0) {
    if (const int code = verify_header(file, offset); code != SQLITE_OK) return code;
  }
  const int code = lower_read(file, to, static_cast<std::size_t>(size), offset);
  if (code != SQLITE_OK) return code;
  if (size == static_cast<int>(page_size)) return verify_record(file, to, offset);
  if (size == 4) {
    state.word_at = offset;
    state.word = big_endian_word(to);
  }
  return SQLITE_OK;
}

int write_journal(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  auto& state = own(file);
  const auto bytes = static_cast<std::size_t>(size);
  if (bytes == 4) return write_word(file, from, offset);
  if (bytes == page_size) {
    if (state.word_at != offset - 4) return SQLITE_IOERR_WRITE;
    std::memcpy(state.scratch, from, page_size);
    state.record_at = offset;
    state.record_page = state.word;
    return lower_write(file, from, page_size, offset);
  }
  const bool is_header = bytes == header_size || bytes == header_start_size || bytes == header_used_size;
  if (!is_header || offset % static_cast<sqlite3_int64>(header_size) != 0) return SQLITE_IOERR_WRITE;
  return write_header(file, from, bytes, offset);
}

}  // namespace jauge::sqlite
