#include "connectors/csv/folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <map>
#include <memory>

#include "connectors/csv/file_name.hpp"

namespace jauge::connectors::csv {
namespace {

using core::ErrorKind;
using core::msg;
using Ready = config::CsvSection::Ready;

constexpr auto settled_after = std::chrono::minutes(1);

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

/// The regular files of a directory with the time of their last change; nothing where it cannot be read.
std::optional<std::map<std::string, core::Instant>> files_in(const std::string& path) {
  const std::unique_ptr<DIR, CloseDirectory> directory(opendir(path.c_str()));
  if (!directory) return std::nullopt;
  std::map<std::string, core::Instant> files;
  while (const dirent* entry = readdir(directory.get())) {
    struct stat status {};
    // A link could lead to any file that the account may read.
    if (fstatat(dirfd(directory.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISREG(status.st_mode) || entry->d_name[0] == '.') continue;
    const auto written =
        std::chrono::seconds(status.st_mtim.tv_sec) +
        std::chrono::floor<std::chrono::microseconds>(std::chrono::nanoseconds(status.st_mtim.tv_nsec));
    files.emplace(entry->d_name, core::Instant(written));
  }
  return files;
}

}  // namespace

core::Result<std::vector<DropFile>> list(const config::CsvSection& csv, std::string_view source,
                                         std::string_view glob, core::Instant now) {
  const auto dropped = files_in(csv.directory);
  if (!dropped) {
    return core::fail(ErrorKind::refused,
                      msg("Source {0}: its folder {1} cannot be read.", source, csv.directory),
                      msg("Check that it exists and that the account jauge may read it and write in it."));
  }
  const auto is_ready = [&](const std::string& name, core::Instant written) {
    switch (csv.ready) {
      case Ready::stable:
        return now - written >= settled_after;
      case Ready::marker:
        return dropped->contains(name + ".ok");
      case Ready::rename:
        break;
    }
    return true;
  };
  const std::string taken = csv.directory + "/" + std::string(taken_folder);
  std::map<std::string, DropFile> files;
  for (const auto& [name, written] : files_in(taken).value_or(std::map<std::string, core::Instant>{})) {
    if (matches(name, glob)) files[name] = {name, taken + "/" + name, true, written};
  }
  for (const auto& [name, written] : *dropped) {
    if (!matches(name, glob) || name.ends_with(".ok") || !is_ready(name, written)) continue;
    files[name] = {name, csv.directory + "/" + name, false, written};
  }
  std::vector<DropFile> list;
  for (auto& [name, file] : files) list.push_back(std::move(file));
  return list;
}

}  // namespace jauge::connectors::csv
