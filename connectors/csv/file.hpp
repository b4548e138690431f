#pragma once
// A file being read, and what a first reading of the whole of it finds.
#include <sys/types.h>

#include <ctime>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "connectors/csv/records.hpp"

namespace jauge::connectors::csv {

/// By what a file that was changed is known.
struct Stamp {
  ino_t number = 0;
  off_t size = 0;
  timespec changed{};
  bool operator==(const Stamp& other) const {
    return number == other.number && size == other.size && changed.tv_sec == other.changed.tv_sec &&
           changed.tv_nsec == other.changed.tv_nsec;
  }
};

/// Bytes of a regular file, in chunks, as often as one likes.
class File {
 public:
  explicit File(const std::string& path);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// It was opened, and nothing of it could not be read so far.
  bool sound() const { return descriptor_ >= 0 && !failed_; }
  /// From the beginning; `on_bytes` returning false ends it.
  void read(const std::function<bool(std::string_view)>& on_bytes);
  Stamp stamp() const;  // as it is now

 private:
  int descriptor_;
  bool failed_ = false;
  std::string buffer_;
};

struct Examination {
  std::vector<std::string> header;  // in UTF-8, spaces around the names dropped
  Stamp stamp;                      // of what was read
  core::Message refusal;            // why none of the file may be taken; empty: it may
};

/// Reads the whole file: a file is taken whole or not at all. Its first record is the header; before it a
/// byte order mark and a line "sep=…" are left out.
Examination examine(File& file, const config::CsvSection& csv);

/// Gives the records after the header.
void read_records(File& file, const config::CsvSection& csv, const std::function<bool(Record)>& on_record);

}  // namespace jauge::connectors::csv
