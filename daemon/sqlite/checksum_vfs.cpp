#include "sqlite/checksum_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <span>

// What SQLite writes, as seen from below (fileformat2.html, "The Rollback Journal"):
// - the database: whole pages only. SQLite changes the header of page 1 (change counter, version-valid-for)
// before
//   it hands the page over, so nothing needs care there. The page that holds the lock bytes, at 1 GiB, is
//   never written nor read. With secure_delete on, no page is left unwritten, so a page of zeros is a lost
//   page.
// - the journal: segments of a 512-byte header and records of page number (4), page (4,096), sum (4). A
// header is
//   first written with its magic and count blank; once the records are synced, these 12 bytes are written and
//   synced.
// Journal headers use 28 of their 512 bytes: the last 16 get a signature and our checksum. A record's page
// gets its checksum with the page number that stands before it: a wrong number would put a sound page in a
// wrong place.

namespace jauge::sqlite {

namespace {

constexpr std::uint64_t of_page = 1;
constexpr std::uint64_t of_record = 2;
constexpr std::uint64_t of_header = 3;

constexpr std::size_t header_size = 512;
constexpr std::size_t header_start_size = 12;  // magic and count
constexpr std::size_t header_used_size = 28;
constexpr std::size_t signature_at = 496;
constexpr std::array<char, 8> signature{'J', 'A', 'U', 'G', 'E', 'h', 'd', 'r'};
constexpr std::array<unsigned char, 8> magic{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
constexpr std::size_t reserved_bytes_at = 20;  // in page 1
constexpr sqlite3_int64 lock_byte = 0x40000000;

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

File& own(sqlite3_file* file) {
  return *reinterpret_cast<File*>(file);
}
sqlite3_file* below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(&own(file) + 1);
}
sqlite3_vfs* below(sqlite3_vfs* vfs) {
  return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

std::uint64_t little_endian(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

std::uint32_t big_endian_word(const void* from) {
  const auto* bytes = static_cast<const unsigned char*>(from);
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | bytes[i];
  return value;
}

/// Puts the checksum of `block` into its last 8 bytes.
void stamp(std::uint64_t what, std::uint64_t where, std::span<char> block) {
  const std::size_t size = block.size() - checksum_size;
  const std::uint64_t sum = page_checksum(what, where, {block.data(), size});
  for (unsigned i = 0; i < checksum_size; ++i) block[size + i] = static_cast<char>(sum >> (8 * i));
}

bool is_sound(std::uint64_t what, std::uint64_t where, std::string_view block) {
  const std::size_t size = block.size() - checksum_size;
  return page_checksum(what, where, block.substr(0, size)) == little_endian(block.data() + size);
}

std::uint64_t page_number(sqlite3_int64 offset) {
  return static_cast<std::uint64_t>(offset) / page_size + 1;
}

std::uint64_t where(sqlite3_int64 offset) {
  return static_cast<std::uint64_t>(offset);
}

int lower_read(sqlite3_file* file, void* to, std::size_t size, sqlite3_int64 offset) {
  auto* lower = below(file);
  return lower->pMethods->xRead(lower, to, static_cast<int>(size), offset);
}

/// A quota or a size limit is a full disk; errno says so only until the next call.
int or_full(int code) {
  const bool no_room = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
  return (code & 0xff) == SQLITE_IOERR && no_room ? SQLITE_FULL : code;
}

int lower_write(sqlite3_file* file, const void* from, std::size_t size, sqlite3_int64 offset) {
  auto* lower = below(file);
  return or_full(lower->pMethods->xWrite(lower, from, static_cast<int>(size), offset));
}

// ── The database ─────────────────────────────────────────────────────────────────────────────────

int read_database(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  const int code = lower_read(file, to, static_cast<std::size_t>(size), offset);
  // Before it has a lock SQLite reads a few bytes of the header, maybe of a page that a crash has torn and
  // that the journal is about to repair. It reads the page again, whole, before it believes it.
  if (static_cast<std::size_t>(size) < header_size) return code;
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

// ── The journal ──────────────────────────────────────────────────────────────────────────────────

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
  return static_cast<int>(header_size);
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
  auto* lower = below(vfs);
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
  return below(vfs)->xDelete(below(vfs), name, sync_directory);
}

int vfs_access(sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
  return below(vfs)->xAccess(below(vfs), name, flags, answer);
}

int vfs_full_pathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return below(vfs)->xFullPathname(below(vfs), name, size, out);
}

int vfs_randomness(sqlite3_vfs* vfs, int size, char* out) {
  return below(vfs)->xRandomness(below(vfs), size, out);
}
int vfs_sleep(sqlite3_vfs* vfs, int microseconds) {
  return below(vfs)->xSleep(below(vfs), microseconds);
}
int vfs_current_time(sqlite3_vfs* vfs, double* out) {
  return below(vfs)->xCurrentTime(below(vfs), out);
}
int vfs_last_error(sqlite3_vfs* vfs, int size, char* out) {
  return below(vfs)->xGetLastError(below(vfs), size, out);
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

std::uint64_t page_checksum(std::uint64_t what, std::uint64_t where, std::string_view bytes) {
  // Each step is one-to-one in the running value and in the word, so words that differ once never meet again.
  const auto mix = [](std::uint64_t value) {
    value *= 0x9e3779b97f4a7c15;
    return value ^ (value >> 29);
  };
  std::uint64_t value = mix(mix(what) ^ where);
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) value = mix(value ^ little_endian(bytes.data() + at));
  for (; at < bytes.size(); ++at) value = mix(value ^ static_cast<unsigned char>(bytes[at]));
  return mix(value);
}

}  // namespace jauge::sqlite
