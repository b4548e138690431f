#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "cli/health.hpp"

namespace jauge::cli {

using core::msg;
using Level = Finding::Level;

namespace {

constexpr std::uint64_t mebibyte = 1U << 20;
constexpr std::uint64_t little_room = 200 * mebibyte;
constexpr std::uint64_t fair_room = 1024 * mebibyte;

class Files {
 public:
  explicit Files(Findings& findings) : findings_(findings) {}

  void say(Level level, core::Message sentence, core::Message remedy = {}) {
    findings_.push_back({level, Finding::Area::files, std::move(sentence), std::move(remedy)});
  }

  void examine_configuration(const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return;  // it was read: another took its place just now
    if ((status.st_mode & S_IWOTH) != 0) {
      say(Level::problem, msg("Anybody may change {0}.", path), command(fmt::format("chmod o-w {0}", path)));
    } else if ((status.st_mode & S_IROTH) != 0) {
      say(Level::warning, msg("Anybody may read {0}: it says where everything is.", path),
          command(fmt::format("chgrp jauge {0} && chmod 0640 {0}", path)));
    } else {
      say(Level::well, msg("{0} is read by the service and changed by root alone.", path));
    }
  }

  void examine_secret(const config::SecretRef& reference) {
    if (reference.kind == config::SecretRef::Kind::credential &&
        std::getenv("CREDENTIALS_DIRECTORY") == nullptr) {
      say(Level::warning,
          msg("The credential {0} exists for the service alone, it cannot be checked from here.",
              reference.name),
          command("systemctl start jauged-check && journalctl -u jauged-check"));
      return;
    }
    const auto secret = config::read_secret(reference);
    if (secret) {
      say(Level::well, msg("The secret {0} is readable by its owner alone.", reference.name));
    } else {
      say(Level::problem, secret.error().sentence, secret.error().hint);
    }
  }

  /// A directory that must be the service's own.
  bool examine_directory(const std::filesystem::path& path) {
    struct stat status {};
    const auto name = path.string();
    if (stat(name.c_str(), &status) != 0) {
      say(Level::problem, msg("The directory {0} does not exist.", name),
          command(fmt::format("install -d -o jauge -g jauge -m 0700 {0}", name)));
      return false;
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
      say(Level::problem, msg("Others than the service may look into {0}.", name),
          command(fmt::format("chmod 0700 {0}", name)));
    } else if (access(name.c_str(), R_OK | W_OK | X_OK) != 0) {
      say(Level::problem, msg("This account may not write into {0}.", name),
          msg("Run jauge as root or as the user of the service, or give it the directory: chown jauge:jauge "
              "{0}",
              name));
      return false;
    } else {
      say(Level::well, msg("{0} is the service's own.", name));
    }
    return true;
  }

  void examine_room(const std::filesystem::path& path) {
    struct statvfs room {};
    if (statvfs(path.c_str(), &room) != 0) return;
    const auto available = static_cast<std::uint64_t>(room.f_bavail) * room.f_frsize;
    const auto mebibytes = available / mebibyte;
    if (available < little_room) {
      say(Level::problem, msg("Only {0} MiB are free for {1}.", mebibytes, path.string()),
          msg("Free some room: below that, a month may not close."));
    } else if (available < fair_room) {
      say(Level::warning,
          msg("{0} MiB are free for {1}: little for years of reports.", mebibytes, path.string()),
          msg("Give the disk more room."));
    } else {
      say(Level::well, msg("{0} MiB are free for {1}.", mebibytes, path.string()));
    }
  }

 private:
  Findings& findings_;
};

}  // namespace

void examine_files(const config::Configuration& configuration, Findings& findings) {
  Files files(findings);
  files.examine_configuration(configuration.path);
  for (const auto& source : configuration.sources) {
    if (source.password) files.examine_secret(*source.password);
    if (source.client_key) files.examine_secret(*source.client_key);
  }
  if (configuration.seal) files.examine_secret(configuration.seal->key);
  for (const auto& ars : configuration.ars) {
    if (ars.client_key) files.examine_secret(*ars.client_key);
  }
  const auto directory = std::filesystem::path(configuration.store.path).parent_path();
  if (files.examine_directory(directory)) {
    files.examine_room(directory);
    std::error_code ignored;
    if (std::filesystem::exists(directory / "keys", ignored)) files.examine_directory(directory / "keys");
  }
}

}  // namespace jauge::cli
