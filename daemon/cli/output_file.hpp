#pragma once
// A new file of one command, for its owner's eyes: opened before privileges are dropped, so that it may stand
// where only root may write.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace jauge::cli {

class OutputFile {
 public:
  /// Mode 0600. Fails `invalid` where there is a file of that name, or none can be made.
  [[nodiscard]] static core::Result<OutputFile> create(const std::filesystem::path& path);
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;

  /// The bytes are synced and read back before it succeeds.
  [[nodiscard]] core::Result<void> write(std::string_view bytes);
  /// The bytes of another file, which must be there.
  [[nodiscard]] core::Result<void> copy(const std::filesystem::path& from);
  /// From now on the file stays; without it what was begun is removed.
  void keep() { kept_ = true; }

 private:
  OutputFile(int descriptor, std::filesystem::path path) : descriptor_(descriptor), path_(std::move(path)) {}
  core::Failure failure() const;
  core::Result<void> finish(const std::string& digest);

  int descriptor_;
  std::filesystem::path path_;
  bool kept_ = false;
};

}  // namespace jauge::cli
