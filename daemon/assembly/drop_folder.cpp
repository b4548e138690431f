#include "assembly/drop_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

namespace jauge::assembly {
namespace {

namespace fs = std::filesystem;
using core::msg;

constexpr const char* taken_folder = "traites";
constexpr const char* refused_folder = "refuses";
constexpr const char* replaced_folder = "remplaces";

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

void sync(const fs::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// A name that is not taken yet in `directory`.
fs::path free_name(const fs::path& directory, const std::string& name) {
  fs::path path = directory / name;
  for (int i = 1; fs::exists(fs::symlink_status(path)); ++i) path = directory / fmt::format("{}.{}", name, i);
  return path;
}

void move(const fs::path& folder, const core::FileOutcome& file, core::Language language) {
  const auto target = folder / (file.refusal.empty() ? taken_folder : refused_folder);
  fs::create_directories(target);
  if (fs::exists(fs::symlink_status(target / file.name))) {
    fs::create_directories(folder / replaced_folder);
    fs::rename(target / file.name, free_name(folder / replaced_folder, file.name));
  }
  if (!file.refusal.empty()) {
    std::ofstream reason(target / (file.name + ".raison.txt"), std::ios::binary | std::ios::trunc);
    reason << core::render(file.refusal, language) << '\n';
    if (!reason.flush())
      throw fs::filesystem_error("reason", target, std::make_error_code(std::errc::io_error));
  }
  fs::rename(folder / file.name, target / file.name);
  std::error_code ignored;
  fs::remove(folder / (file.name + ".ok"), ignored);
  sync(target);
}

}  // namespace

core::Result<void> settle(const DropFolder& folder, std::string_view source,
                          const std::vector<core::FileOutcome>& files) {
  for (const auto& file : files) {
    if (!is_plain_name(file.name)) continue;
    // Replaced or taken away meanwhile: there is nothing to move.
    std::error_code ignored;
    if (!fs::is_regular_file(fs::symlink_status(folder.path / file.name, ignored))) continue;
    try {
      move(folder.path, file, folder.language);
    } catch (const fs::filesystem_error& error) {
      return core::fail(core::ErrorKind::refused,
                        msg("Source {0}: the file {1} was read, but cannot be moved ({2}).", source,
                            file.name, error.code().value()),
                        msg("Let the account jauge write in the folder {0}.", folder.path.string()));
    }
  }
  if (!files.empty()) sync(folder.path);
  return {};
}

}  // namespace jauge::assembly
