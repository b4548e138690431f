// jauge-receiver: the reference endpoint of an ARS.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "config/speech.hpp"
#include "receiver/files.hpp"
#include "receiver/list.hpp"
#include "receiver/sandbox.hpp"
#include "receiver/service.hpp"
#include "receiver/wall_clock.hpp"

namespace {

using namespace jauge;

constexpr int needs_operator = 1;
constexpr int wrong_usage = 2;
constexpr int damaged_store = 78;

void say(const std::string& line) {
  std::fputs((line + '\n').c_str(), stderr);
}

int report(const core::Error& error) {
  say(core::render(error.sentence, core::Language::fr));
  if (!error.hint.empty()) say(core::render(error.hint, core::Language::fr));
  if (error.kind == core::ErrorKind::damaged) return damaged_store;
  return error.kind == core::ErrorKind::invalid ? wrong_usage : needs_operator;
}

int run(const receiver::Settings& settings, const core::Clock& clock,
        const std::function<core::Result<void>(std::uint16_t)>& on_ready) {
  const receiver::Log log = [&](const core::Message& message) {
    say(fmt::format("{} {}", core::utc_text(clock.now()), core::render(message, core::Language::fr)));
  };
  const auto served = receiver::serve(settings, clock, log, on_ready);
  return served ? 0 : report(served.error());
}

/// Nothing when the file is wrong: its errors are told.
std::optional<receiver::Settings> load(const std::string& path) {
  const auto text = receiver::read_text_file(path);
  if (!text) {
    report(text.error());
    return std::nullopt;
  }
  auto settings = receiver::parse_settings(*text, path);
  if (settings) return std::move(*settings);
  for (const auto& error : settings.error()) say(error.text(core::Language::fr));
  return std::nullopt;
}

int run_configured(const std::string& path, const core::Clock& clock) {
  const auto settings = load(path);
  if (!settings) return wrong_usage;
  return run(*settings, clock, [&](std::uint16_t port) -> core::Result<void> {
    say(core::render(core::msg("Listening on {0}, port {1}.", settings->address, port), core::Language::fr));
    return {};
  });
}

int run_sandbox(const receiver::SandboxOptions& options, const core::Clock& clock) {
  const auto settings = receiver::prepare_sandbox(options, clock.now());
  if (!settings) return report(settings.error());
  return run(*settings, clock, [&](std::uint16_t port) -> core::Result<void> {
    const std::string sections = receiver::sandbox_sections(options, port);
    if (auto written = receiver::write_text_file(options.directory / "ars.toml", sections, 0644); !written) {
      return written;
    }
    // After ars.toml: who waits for the port finds all the rest.
    if (auto written = receiver::write_text_file(options.directory / "port", fmt::format("{}\n", port), 0644);
        !written) {
      return written;
    }
    std::fputs(sections.c_str(), stdout);
    std::fflush(stdout);
    return {};
  });
}

int run_list(receiver::ListOptions options, const std::string& configuration,
             const std::string& sandbox_directory) {
  if (!sandbox_directory.empty()) {
    options.store = std::filesystem::path(sandbox_directory) / "receiver.db";
  } else {
    const auto settings = load(configuration);
    if (!settings) return wrong_usage;
    options.store = settings->store;
  }
  const auto sound = receiver::print_list(options);
  if (!sound) return report(sound.error());
  return *sound ? 0 : needs_operator;
}

}  // namespace

int main(int argc, char** argv) {
  // Its configuration names no language: the environment's.
  const auto language = config::spoken_language(argc, argv, "");
  const auto text = [&](const core::Message& words) { return core::render(words, language); };
  CLI::App app(text(core::msg("Reference place of an ARS to deposit the sealed reports of Jauge")),
               "jauge-receiver");
  config::speak(app, language);
  std::string configuration;
  std::string directory;
  receiver::SandboxOptions sandbox;
  std::vector<std::string> regions{"44"};
  sandbox.organisation = "1670000157";
  auto* const config_option =
      app.add_option("--config", configuration, text(core::msg("Configuration file (TOML)")));
  auto* const sandbox_option =
      app.add_option("--sandbox", directory,
                     text(core::msg("A trial on this machine: certificates and store in this directory")))
          ->excludes(config_option);
  app.add_option("--port", sandbox.port,
                 text(core::msg("Port of the trial (0: a free one, written to the file port)")))
      ->needs(sandbox_option);
  app.add_option("--project", sandbox.projects,
                 text(core::msg("Project accepted in the trial (default: all)")))
      ->needs(sandbox_option);
  app.add_option("--region", regions, text(core::msg("Region accepted in the trial (INSEE code)")))
      ->needs(sandbox_option);
  app.add_option("--organisation", sandbox.organisation,
                 text(core::msg("Identifier of the organisation in the trial (OU)")))
      ->needs(sandbox_option);
  receiver::ListOptions list;
  auto* const list_command = app.add_subcommand(
      "list", text(core::msg("What was received, as CSV; exit code 1 where a chain has a gap or a fork")));
  auto* const list_config =
      list_command->add_option("--config", configuration, text(core::msg("Configuration file (TOML)")));
  list_command->add_option("--sandbox", directory, text(core::msg("Directory of the trial")))
      ->excludes(list_config);
  list_command->add_flag("--json", list.json, text(core::msg("As JSON")));
  list_command->add_flag("--figures", list.figures, text(core::msg("The figures of every report in force")));
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    say(text(config::argument_error(error)));
    return wrong_usage;
  }
  if (configuration.empty() && directory.empty()) {
    say(app.help());
    return wrong_usage;
  }
  if (list_command->parsed()) return run_list(list, configuration, directory);
  const receiver::WallClock clock;
  if (!configuration.empty()) return run_configured(configuration, clock);
  sandbox.directory = std::filesystem::absolute(directory);
  for (const std::string& code : regions) {
    const auto region = core::RegionCode::parse(code);
    if (!region) {
      say(core::render(core::msg("{0} is not the code of a region.", code), language));
      return wrong_usage;
    }
    sandbox.regions.push_back(*region);
  }
  return run_sandbox(sandbox, clock);
}
