#include <CLI/CLI.hpp>

#include "cli/options.hpp"
#include "core/version.hpp"

namespace jauge::cli {

Invocation read_command_line(int argument_count, char** arguments) {
  Invocation invocation;
  auto& options = invocation.options;
  CLI::App application("jauge : les indicateurs d'usage du DUI, leurs arrêtés et leurs rapports.", "jauge");
  application.set_version_flag("--version", std::string("jauge ") + std::string(core::version));
  application.add_option("--config", options.configuration, "Fichier de configuration")
      ->type_name("FICHIER")
      ->capture_default_str();
  application.require_subcommand(1);
  application.fallthrough();
  application.get_formatter()->label("OPTIONS", "options");

  const auto verb = [&](const char* name, const char* help, int (*run)(const Options&)) {
    auto* command = application.add_subcommand(name, help);
    command->callback([&invocation, run] { invocation.run = run; });
    return command;
  };
  const auto with_json = [&](CLI::App* command) {
    command->add_flag("--json", options.json, "Sortie JSON, stable");
    return command;
  };
  const auto with_month = [&](CLI::App* command) {
    command->add_option("--month", options.month, "Mois")->type_name("AAAA-MM");
    return command;
  };
  const auto with_establishment = [&](CLI::App* command) {
    command->add_option("--establishment", options.establishment, "FINESS d'un ESMS")->type_name("FINESS");
    return command;
  };

  with_json(verb("status", "L'état du service et ce qu'il y a à faire", status));
  with_json(verb("sources", "Les sources et leurs dernières lectures", sources));
  with_establishment(with_month(with_json(verb("indicators", "Les indicateurs d'un mois", indicators))));
  with_establishment(with_month(with_json(verb("gap", "Ce qui manque pour atteindre les cibles", gap))));
  with_json(verb("closures", "Les arrêtés mensuels", closures));
  with_month(with_json(verb("reports", "Les rapports et leurs accusés", reports)));

  auto* verifying = with_json(verb("verify", "Vérifie un rapport scellé, sans réseau", verify));
  verifying->add_option("file", options.file, "Rapport scellé (.asice)")->required();
  verifying->add_option("--ca", options.ca, "Autorité de confiance")->type_name("PEM")->required();
  verifying->add_option("--organisation", options.organisation, "Organisation attendue (OU du certificat)")
      ->type_name("ID");
  verifying->add_option("--crl", options.crl, "Liste de révocation")->type_name("PEM");

  auto* exporting = with_month(verb("export", "Écrit les rapports scellés et leurs accusés", export_files));
  exporting->add_option("--region", options.region, "Région de l'ARS")->type_name("CODE");
  exporting->add_option("--output", options.output, "Dossier")->type_name("DOSSIER")->capture_default_str();

  verb("poll", "Lit maintenant une source, ou toutes", poll)
      ->add_option("source", options.sources, "Sources à lire");

  auto* closing = verb("close", "Arrête un mois terminé, sans attendre son échéance", close);
  closing->add_option("month", options.month, "Mois, AAAA-MM (par défaut le dernier terminé)");
  closing->add_flag("--accept", options.accept, "Accepte une relecture incohérente, après examen");

  verb("push", "Envoie maintenant les rapports en attente", push)
      ->add_flag("--test", options.test, "Interroge les ARS sans rien envoyer");

  auto* counting = verb("headcount", "Déclare l'effectif accompagné d'un ESMS", headcount);
  counting->add_option("month", options.month, "Mois, AAAA-MM")->required();
  counting->add_option("establishment", options.establishment, "FINESS")->required();
  counting->add_option("number", options.number, "Nombre de personnes")->required();
  counting->add_option("--origin", options.origin, "D'où vient ce nombre")->type_name("TEXTE")->required();

  auto* depositing = verb("deposit", "Enregistre le dépôt à la main d'un rapport", deposit);
  depositing->add_option("month", options.month, "Mois, AAAA-MM")->required();
  depositing->add_option("--region", options.region, "Région de l'ARS")->type_name("CODE");
  depositing->add_option("--reference", options.reference, "Où et comment il a été déposé")
      ->type_name("TEXTE")
      ->required();

  try {
    application.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    invocation.run = nullptr;
    invocation.exit_code = application.exit(error) == 0 ? 0 : 2;
  }
  return invocation;
}

}  // namespace jauge::cli
