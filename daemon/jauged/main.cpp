// jauged: the collector of usage indicators.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "assembly/installation.hpp"
#include "config/speech.hpp"
#include "core/version.hpp"
#include "jauged/once.hpp"
#include "jauged/service.hpp"

int main(int argument_count, char** arguments) {
  using namespace jauge;
  using core::msg;
  std::string path = "/etc/jauge/jauge.toml";
  std::string month_text;
  bool once = false;
  bool check = false;
  jauged::Start start;
  const auto language = config::spoken_language(argument_count, arguments, path);
  const auto text = [&](const core::Message& words) { return core::render(words, language); };
  CLI::App application(text(msg("jauged: computes, seals and sends the usage indicators of the DUI.")),
                       "jauged");
  config::speak(application, language);
  application.set_version_flag("--version", std::string("jauged ") + std::string(core::version),
                               text(msg("Shows the version")));
  application.add_option("--config", path, text(msg("Configuration file")))
      ->type_name(text(msg("FILE")))
      ->capture_default_str();
  auto* once_flag = application.add_flag("--once", once, text(msg("Does what is due, then ends")));
  application
      .add_option("--month", month_text, text(msg("With --once: reads, closes, seals and sends this month")))
      ->type_name(text(msg("YYYY-MM")))
      ->needs(once_flag);
  application
      .add_flag("--check", check, text(msg("Checks the configuration and every source, writes nothing")))
      ->excludes(once_flag);
  application
      .add_flag("--backfill", start.backfill,
                text(msg("Reads kinds that keep their past back to the project's start, for its counts")))
      ->excludes("--check");
  application.footer(text(msg("Examples")) + ":\n  jauged --check\n  jauged --once --month 2026-10");
  try {
    application.parse(argument_count, arguments);
  } catch (const CLI::Success& success) {
    return application.exit(success);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "jauged: {}\n", text(config::argument_error(error)));
    return 2;
  }
  std::optional<core::Month> month;
  if (!month_text.empty()) {
    month = core::Month::parse(month_text);
    if (!month) {
      fmt::print(stderr, "jauged: {}\n", text(msg("\"{0}\" is not a month.", month_text)));
      return 2;
    }
  }

  auto configuration = config::load(path);
  if (!configuration) {
    for (const auto& error : configuration.error()) {
      fmt::print(stderr, "{}\n", error.text(language));
    }
    return 78;
  }
  if (auto dropped = assembly::drop_privileges(configuration->store.path); !dropped) {
    fmt::print(stderr, "jauged: {}\n", core::render(dropped.error().sentence, configuration->language));
    return 1;
  }
  if (check) return jauged::run_check(*configuration);
  if (once) return jauged::run_once(std::move(*configuration), month, start);
  return jauged::run_service(std::move(*configuration), start);
}
