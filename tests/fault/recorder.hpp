#pragma once
// Records what this process does to the files of one directory: the C library's calls are ours in a program
// that links this, for the code under test and for SQLite alike. One recording at a time, of one thread.
#include <filesystem>
#include <vector>

#include "tests/fault/disk_model.hpp"

namespace jauge::fault {

class Recording {
 public:
  /// Files that are in `directory` already count as synced.
  explicit Recording(const std::filesystem::path& directory);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  /// The program has been told that all it asked for so far is done.
  void acknowledge();
  /// Those that stand for what was there already, then those that were made.
  const std::vector<Operation>& operations() const;
  std::size_t given() const { return given_; }

 private:
  std::size_t given_ = 0;
};

}  // namespace jauge::fault
