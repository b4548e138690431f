#include "cli/export_dashboard.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/session.hpp"

namespace jauge::cli {

using core::msg;
namespace fs = std::filesystem;

namespace {

/// Relative and below: the daemon's word is not taken for where a file may go.
bool is_safe(const fs::path& address) {
  if (address.empty() || address.is_absolute()) return false;
  return std::none_of(address.begin(), address.end(), [](const fs::path& part) { return part == ".."; });
}

bool write(const fs::path& path, const std::string& content) {
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream << content;
  stream.close();
  return !stream.fail();
}

}  // namespace

int export_dashboard(const Options& options) {
  const auto session = Session::open(options);
  if (!session) return session.error();
  const auto language = (*session)->language();
  const auto addresses = (*session)->get("/v1/pages");
  if (!addresses) return addresses.error();
  const fs::path directory = options.dashboard;
  Progress progress;
  std::size_t written = 0;
  for (const auto& entry : *addresses) {
    const auto address = entry.get<std::string>();
    progress.show(written, addresses->size(), address);
    if (!is_safe(address)) continue;
    const auto page = (*session)->fetch("/" + address, {});
    if (!page) return page.error();
    if (!write(directory / address, page->body)) {
      progress.end();
      complain(language,
               {core::ErrorKind::transient, msg("Cannot write {0}.", (directory / address).string()),
                msg("Check the directory, its rights and the space left.")});
      return needs_operator;
    }
    ++written;
  }
  progress.end();
  say(language, msg("{0} files written; open {1}.", written, (directory / "index.html").string()));
  return all_well;
}

}  // namespace jauge::cli
