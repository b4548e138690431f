// jauge init: from nothing to a configuration that reads the DUI, in one sitting.
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "assembly/system_clock.hpp"
#include "cli/session.hpp"
#include "cli/trial.hpp"
#include "config/configuration.hpp"
#include "config/profile_library.hpp"
#include "core/project.hpp"

namespace jauge::cli {
namespace {

using core::msg;
using core::Result;

constexpr const char* service_directory = "/var/lib/jauge";

/// Takes answers from the flags, then from the person.
class Interview {
 public:
  explicit Interview(const Options& options) : options_(options) {}

  Result<Draft> hold() {
    const auto& told = options_.init;
    const auto today = core::utc_text(assembly::SystemClock().now()).substr(0, 10);
    draft_.project =
        ask(msg("Identifier of the project (letters, digits, '.', '_', '-')"), told.project, "", "--project");
    draft_.convention =
        ask(msg("Number of the convention, as it is printed"), told.convention, draft_.project);
    draft_.name = ask(msg("Name of the project"), told.name, draft_.project);
    draft_.holder = ask(msg("Legal FINESS of the holder"), told.holder, "", "--holder");
    draft_.kind = ask(msg("Kind of project: acquisition, compliance or rollout"), told.kind, "acquisition");
    draft_.started =
        ask(msg("First day of the project, YYYY-MM-DD"), told.started, today.substr(0, 4) + "-01-01");
    draft_.region = ask(msg("INSEE code of the region of its ARS"), told.region, "", "--region");
    establishments();
    for (const auto& text : told.targets) {
      auto target = parse_target(text);
      if (!target) return core::Failure(target.error());
      draft_.targets.push_back(std::move(*target));
    }
    draft_.type =
        ask(msg("The DUI's database: postgresql, mariadb, sqlite, odbc, csv …"), told.type, "postgresql");
    draft_.connection = ask(msg("Its connection, for instance host=dui.local dbname=dui user=jauge_lecture"),
                            told.connection, "", "--connection");
    draft_.password_file = ask(msg("File that holds its password (empty: none)"), told.password_file, "");
    if (!told.append.empty()) {
      std::ifstream stream(told.append);
      std::ostringstream content;
      content << stream.rdbuf();
      if (!stream) {
        return core::fail(core::ErrorKind::invalid, msg("The file {0} cannot be read.", told.append));
      }
      draft_.append = content.str();
    }
    if (problem_) return core::Failure(*problem_);
    if (!missing_.empty()) {
      return core::fail(core::ErrorKind::invalid, msg("With --yes, these are needed: {0}.", missing_),
                        msg("jauge init --help shows them with an example."));
    }
    return draft_;
  }

 private:
  /// `flag`: what --yes needs, where there is no default.
  std::string ask(const core::Message& question, const std::string& told, const std::string& otherwise,
                  const char* flag = nullptr) {
    if (!told.empty()) return told;
    if (options_.init.yes) {
      if (otherwise.empty() && flag != nullptr) missing_ += (missing_.empty() ? "" : " ") + std::string(flag);
      return otherwise;
    }
    for (;;) {
      fmt::print("{}{} : ", core::render(question, options_.language),
                 otherwise.empty() ? "" : fmt::format(" [{}]", otherwise));
      std::fflush(stdout);
      std::string answer;
      if (!std::getline(std::cin, answer)) {
        if (otherwise.empty() && flag != nullptr)
          missing_ += (missing_.empty() ? "" : " ") + std::string(flag);
        return otherwise;
      }
      if (!answer.empty()) return answer;
      if (!otherwise.empty() || flag == nullptr) return otherwise;
    }
  }

  void establishments() {
    auto lines = options_.init.establishments;
    if (lines.empty() && options_.init.yes)
      missing_ += (missing_.empty() ? "" : " ") + std::string("--establishment");
    if (lines.empty() && !options_.init.yes) {
      say(options_.language,
          msg("The establishments, one a line: FINESS;NAME;medicalise or non-medicalise. An empty "
              "line ends."));
      for (std::string line; std::getline(std::cin, line) && !line.empty();) lines.push_back(line);
      if (lines.empty()) missing_ += (missing_.empty() ? "" : " ") + std::string("--establishment");
    }
    for (const auto& line : lines) {
      auto establishment = parse_establishment(line);
      if (!establishment) {
        problem_ = establishment.error();
        return;
      }
      draft_.establishments.push_back(std::move(*establishment));
    }
  }

  const Options& options_;
  Draft draft_;
  std::string missing_;
  std::optional<core::Error> problem_;
};

/// A file that a person has filled in is not replaced unawares.
bool may_replace(const std::filesystem::path& path, bool force) {
  std::ifstream stream(path);
  if (!stream || force) return true;
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str().find("\"PAI-0000-00-0000\"") != std::string::npos;
}

/// The profile of the draft's type with which most kinds can be read; empty when none can.
std::string find_profile(const Trial& trial, const std::filesystem::path& directory, Draft draft,
                         core::Language language) {
  std::string best;
  int most = 0;
  for (const auto& name : config::profile_names(directory, draft.type)) {
    draft.profile = name;
    const auto outcome = trial.check(draft, false);
    say(language, msg("  profile {0}: {1} kinds of facts can be read", name, outcome.readable));
    if (outcome.readable <= most) continue;
    most = outcome.readable;
    best = name;
  }
  return best;
}

void say_what_next(const std::filesystem::path& path, const Draft& draft, core::Language language) {
  say(language, msg("What to do next:"));
  int step = 0;
  const auto next = [&](const core::Message& sentence) {
    fmt::print("  {}. {}\n", ++step, core::render(sentence, language));
  };
  if (draft.profile.empty())
    next(msg("Write the queries of the DUI in {0} (guide: connecter-un-dui.md).", path.string()));
  if (draft.targets.empty()) next(msg("Write the targets of the convention in [[project.targets]]."));
  if (draft.append.empty()) next(msg("Fill in [seal] and [[ars]] (guide: installer.md)."));
  next(msg("Check everything: jauge doctor"));
  next(msg("Start the service: systemctl enable --now jauged"));
  next(msg("See what there is to do: jauge status"));
}

}  // namespace

int init(const Options& options) {
  const std::filesystem::path path = std::filesystem::absolute(options.configuration);
  const auto language = options.language;
  const auto give_up = [&](const core::Error& error) {
    complain(language, error);
    return error.kind == core::ErrorKind::invalid ? wrong_usage : needs_operator;
  };
  if (!may_replace(path, options.init.force)) {
    return give_up({core::ErrorKind::invalid,
                    msg("{0} is there already and has been filled in.", path.string()),
                    msg("Change it by hand, or replace it with jauge init --force.")});
  }
  auto draft = Interview(options).hold();
  if (!draft) return give_up(draft.error());
  const auto trial = Trial::prepare(path, service_directory);
  if (!trial) return give_up(trial.error());

  say(language, msg("The DUI:"));
  draft->profile = options.init.profile;
  if (draft->profile.empty()) draft->profile = find_profile(*trial, path.parent_path(), *draft, language);
  const auto outcome = trial->check(*draft, true);
  if (!outcome.connected) {
    say(language, msg("The DUI cannot be read yet; the file is written all the same."));
  } else if (!draft->profile.empty()) {
    say(language, msg("Profile kept: {0}.", draft->profile));
  }
  if (auto written = write_configuration_file(path, write_draft(*draft)); !written)
    return give_up(written.error());
  say(language, msg("Written: {0}.", path.string()));
  if (outcome.readable > 0) {
    const auto today = core::parse_day(core::utc_text(assembly::SystemClock().now()).substr(0, 10));
    const auto month = core::Month::of(*today).previous();
    say(language, msg("First figures, for {0}; nothing of them is kept:", month.text()));
    static_cast<void>(trial->show_figures(*draft, month, language));
  }
  say_what_next(path, *draft, language);
  return outcome.connected && outcome.readable > 0 ? all_well : needs_operator;
}

}  // namespace jauge::cli
