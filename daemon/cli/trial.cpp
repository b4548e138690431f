#include "cli/trial.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>

#include "assembly/child_reader.hpp"
#include "assembly/installation.hpp"
#include "assembly/system_clock.hpp"
#include "cli/session.hpp"
#include "core/evaluate.hpp"

namespace jauge::cli {

using core::ErrorKind;
using core::msg;
using core::Result;

namespace {

constexpr int not_connected = 125;

/// Calls `act` in a child process, which may become another account for good; its answer is 0 … 125.
int in_child(const std::function<int()>& act) {
  std::fflush(stdout);
  std::fflush(stderr);
  const pid_t child = fork();
  if (child == 0) {
    const int answer = act();
    std::fflush(stdout);
    std::fflush(stderr);
    _exit(answer);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return not_connected;
  return WEXITSTATUS(status);
}

int check_here(const std::filesystem::path& path, bool loud) {
  const auto configuration = config::load(path);
  if (!configuration) {
    if (loud) {
      for (const auto& error : configuration.error())
        fmt::print(stderr, "{}\n", error.text(core::Language::fr));
    }
    return not_connected;
  }
  const auto language = configuration->language;
  if (auto dropped = assembly::drop_privileges(configuration->store.path); !dropped) {
    complain(language, dropped.error());
    return not_connected;
  }
  assembly::ChildReader reader(configuration->path, assembly::beside_this_program("jauge-reader"));
  int readable = 0;
  bool connected = true;
  for (const auto& check :
       assembly::check_sources(*configuration, {}, reader, assembly::SystemClock().now())) {
    if (!check.problem.empty()) {
      connected = false;
      if (loud) fmt::print("  ✗ {}\n", core::render(check.problem, language));
      continue;
    }
    for (const auto& kind : check.kinds) {
      if (kind.problem.empty()) ++readable;
      if (!loud) continue;
      if (!kind.problem.empty()) {
        fmt::print("  ✗ {}\n", core::render(kind.problem, language));
      } else {
        fmt::print("  ✓ {}\n", core::render(msg("{0}: {1} rows read, {2} refused", kind.kind, kind.fates.read,
                                                kind.fates.refused()),
                                            language));
      }
    }
  }
  return connected ? readable : not_connected;
}

/// "61/73 (83,6 %)", "12", or a dash.
std::string figure_cell(const Json& line) {
  const auto& numerator = line.at("numerator");
  const auto& denominator = line.at("denominator");
  if (!numerator.is_number()) return "—";
  const auto n = numerator.get<std::int64_t>();
  if (!denominator.is_number()) return std::to_string(n);
  const auto d = denominator.get<std::int64_t>();
  if (d == 0) return fmt::format("{}/0", n);
  return fmt::format("{}/{} ({} %)", n, d, core::french_tenths(core::percent_tenths(n, d)));
}

void print_figures(const Json& lines) {
  std::vector<std::string> indicators;
  std::vector<std::string> establishments;
  std::map<std::pair<std::string, std::string>, std::string> cells;
  for (const auto& line : lines) {
    const auto indicator = line.at("indicator").get<std::string>();
    if (!line.at("finess").is_string() || indicator == "criteres-utilisation") continue;
    const auto finess = line.at("finess").get<std::string>();
    if (std::find(establishments.begin(), establishments.end(), finess) == establishments.end())
      establishments.push_back(finess);
    if (std::find(indicators.begin(), indicators.end(), indicator) == indicators.end())
      indicators.push_back(indicator);
    cells.try_emplace({finess, indicator}, figure_cell(line));
  }
  for (const auto& finess : establishments) {
    fmt::print("  {}\n", finess);
    for (const auto& indicator : indicators)
      fmt::print("    {:<24} {}\n", indicator, cells[{finess, indicator}]);
  }
}

int show_here(const std::filesystem::path& path, core::Month month) {
  Options options;
  options.configuration = path.string();
  const auto session = Session::open(options);
  if (!session) return 1;
  // Closed on the trial's store alone: what a closing would say of the month.
  const auto work = (*session)->post("/v1/close", {{"month", month.text()}});
  if (!work) return 1;
  static_cast<void>((*session)->follow(*work));
  const auto lines = (*session)->get("/v1/indicators", {{"month", month.text()}});
  if (!lines) return 1;
  print_figures(*lines);
  return 0;
}

}  // namespace

Result<void> write_configuration_file(const std::filesystem::path& path, const std::string& text) {
  const auto next = path.string() + ".nouveau";
  struct stat directory {};
  const int file = open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
  bool written = file >= 0;
  if (written && geteuid() == 0 && stat(path.parent_path().c_str(), &directory) == 0) {
    written = fchown(file, 0, directory.st_gid) == 0;
  }
  for (std::size_t done = 0; written && done < text.size();) {
    const auto count = ::write(file, text.data() + done, text.size() - done);
    written = count > 0;
    if (written) done += static_cast<std::size_t>(count);
  }
  written = written && fsync(file) == 0;
  if (file >= 0) ::close(file);
  written = written && rename(next.c_str(), path.c_str()) == 0;
  if (written) return {};
  unlink(next.c_str());
  return core::fail(ErrorKind::refused, msg("The file {0} cannot be written.", path.string()),
                    msg("Run the command as root, or give another path with --config."));
}

Result<Trial> Trial::prepare(const std::filesystem::path& target, const std::filesystem::path& owner_of) {
  std::string name = (std::filesystem::temp_directory_path() / "jauge-essai-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    return core::fail(
        ErrorKind::refused, msg("No temporary directory can be made."),
        msg("Check the room and the rights of {0}.", std::filesystem::temp_directory_path().string()));
  }
  Trial trial(name, target.parent_path() / (".essai-" + target.filename().string()));
  struct stat owner {};
  if (geteuid() == 0 && stat(owner_of.c_str(), &owner) == 0 &&
      chown(name.c_str(), owner.st_uid, owner.st_gid) != 0) {
    return core::fail(ErrorKind::refused, msg("Cannot become the owner of {0}.", owner_of.string()),
                      msg("Run the command as the user of the service."));
  }
  return trial;
}

Trial::Trial(Trial&& other) noexcept
    : directory_(std::exchange(other.directory_, {})),
      configuration_(std::exchange(other.configuration_, {})) {}

Trial::~Trial() {
  if (directory_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
  std::filesystem::remove(configuration_, ignored);
}

Result<void> Trial::write(const Draft& draft) const {
  return write_configuration_file(
      configuration_, write_draft(draft) + fmt::format("\n[store]\npath = \"{0}/jauge.db\"\n"
                                                       "\n[admin]\ndirectory = \"{0}\"\ndashboard = \"\"\n",
                                                       directory_.string()));
}

Trial::Outcome Trial::check(const Draft& draft, bool loud) const {
  if (const auto written = write(draft); !written) {
    complain(core::Language::fr, written.error());
    return {};
  }
  const int answer = in_child([&] { return check_here(configuration_, loud); });
  if (answer == not_connected) return {};
  return {true, answer};
}

bool Trial::show_figures(const Draft& draft, core::Month month, core::Language language) const {
  Draft dated = draft;
  dated.first_month = month.text();
  dated.append.clear();  // nothing is sealed nor sent
  if (const auto written = write(dated); !written) {
    complain(language, written.error());
    return false;
  }
  return in_child([&] { return show_here(configuration_, month); }) == 0;
}

}  // namespace jauge::cli
