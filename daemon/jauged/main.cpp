// jauged: the collector of usage indicators.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "assembly/installation.hpp"
#include "core/version.hpp"
#include "jauged/once.hpp"
#include "jauged/service.hpp"

int main(int argument_count, char** arguments) {
  using namespace jauge;
  std::string path = "/etc/jauge/jauge.toml";
  std::string month_text;
  bool once = false;
  bool check = false;
  CLI::App application("jauged : calcule, scelle et transmet les indicateurs d'usage du DUI.", "jauged");
  application.set_version_flag("--version", std::string("jauged ") + std::string(core::version));
  application.add_option("--config", path, "Fichier de configuration")
      ->type_name("FICHIER")
      ->capture_default_str();
  auto* once_flag = application.add_flag("--once", once, "Fait ce qui est dû, puis s'arrête");
  application.add_option("--month", month_text, "Avec --once : lit, arrête, scelle et envoie ce mois")
      ->type_name("AAAA-MM")
      ->needs(once_flag);
  application.add_flag("--check", check, "Vérifie la configuration et chaque source, sans rien écrire")
      ->excludes(once_flag);
  try {
    application.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return application.exit(error) == 0 ? 0 : 2;
  }
  std::optional<core::Month> month;
  if (!month_text.empty()) {
    month = core::Month::parse(month_text);
    if (!month) {
      fmt::print(stderr, "jauged : --month attend un mois écrit AAAA-MM.\n");
      return 2;
    }
  }

  auto configuration = config::load(path);
  if (!configuration) {
    for (const auto& error : configuration.error()) {
      fmt::print(stderr, "{}\n", error.text(core::Language::fr));
    }
    return 78;
  }
  if (auto dropped = assembly::drop_privileges(configuration->store.path); !dropped) {
    fmt::print(stderr, "jauged : {}\n", core::render(dropped.error().sentence, configuration->language));
    return 1;
  }
  if (check) return jauged::run_check(*configuration);
  if (once) return jauged::run_once(std::move(*configuration), month);
  return jauged::run_service(std::move(*configuration));
}
