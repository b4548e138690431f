#pragma once
// A lock between processes: flock on a file made for it. Gone with the process, however it ends.
#include <filesystem>

#include "core/result.hpp"

namespace jauge::sqlite {

class FileLock {
 public:
  /// Never waits. Fails `refused` when another process (or another FileLock of this one) holds it, `invalid`
  /// when the file cannot be made.
  [[nodiscard]] static core::Result<FileLock> acquire(const std::filesystem::path& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace jauge::sqlite
