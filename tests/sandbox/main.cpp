// jauge-sandbox: writes a made-up grappe, the configuration that reads it and its true figures.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/sandbox/compare.hpp"
#include "tests/sandbox/configuration.hpp"
#include "tests/sandbox/fhir_writer.hpp"
#include "tests/sandbox/json_writer.hpp"
#include "tests/sandbox/tables.hpp"
#include "tests/sandbox/tddui_writer.hpp"
#include "tests/sandbox/truth.hpp"
#include "tests/sandbox/writers.hpp"

namespace {

using namespace jauge;

struct Options {
  sandbox::Wishes wishes;
  std::string last;
  std::string project;
  std::string type = "sqlite";
  std::string connection;
  std::string read;
  std::string reader;
  std::string append;
  std::filesystem::path output;
  bool truth = true;
  bool spoiled = false;
};

void write(const std::filesystem::path& path, const std::string& content) {
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream << content;
  if (!stream.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string read(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

void make(const Options& options) {
  auto grappe = sandbox::make_grappe(options.wishes);
  if (!options.project.empty()) grappe.project_id = options.project;
  auto tables = sandbox::tables_of(grappe);
  if (options.spoiled) sandbox::spoil(tables, grappe.last);
  std::filesystem::create_directories(options.output);
  // "odbc-postgresql": the engine it is written to, and read through its driver.
  const bool odbc = options.type.starts_with("odbc-");
  const auto engine = odbc ? options.type.substr(5) : options.type;
  sandbox::Place place{odbc ? "odbc" : options.type,
                       options.read.empty() ? options.connection : options.read,
                       (options.output / "jauge.db").string(),
                       (options.output / "run").string(),
                       "",
                       options.append.empty() ? "" : read(options.append),
                       ""};
  if (engine == "sqlite") {
    const auto file = options.connection.empty() ? (options.output / "dui.db").string() : options.connection;
    sandbox::write_sqlite(tables, file);
    place.connection = odbc ? "Driver=SQLite3;Database=" + file : file;
    if (odbc) place.source = "time = \"iso-space\"\n";
  } else if (engine == "postgresql") {
    sandbox::write_postgresql(tables, options.connection, options.reader);
  } else if (engine == "mariadb") {
    sandbox::write_mariadb(tables, options.connection);
  } else if (engine == "csv") {
    // A day more on both sides: the other zones of the grappe begin and end their months at other hours.
    const auto suffix = fmt::format("_{}_{}", core::text(grappe.first.first_day() - std::chrono::days(1)),
                                    core::text(grappe.last.end() + std::chrono::days(1)));
    place.connection = (options.output / "depot").string();
    place.source = "ready = \"rename\"\n";
    sandbox::write_csv(tables, place.connection, suffix);
  } else if (engine == "fhir") {
    write(options.output / "ressources.json", nlohmann::json(sandbox::fhir_resources(tables)).dump());
  } else if (engine == "json") {
    write(options.output / "listes.json", sandbox::json_lists(tables).dump());
  } else if (engine == "tddui") {
    write(options.output / "envois.json", nlohmann::json(sandbox::tddui_bundles(tables)).dump());
    // What a DUI does not post is read where it is: events need not be numbered as persons are.
    const auto file = (options.output / "services.db").string();
    sandbox::write_sqlite(tables, file);
    place.source = fmt::format("from = \"{}\"\n", grappe.first.text());
    place.more += sandbox::services_source(file);
  }
  write(options.output / "jauge.toml", sandbox::write_configuration(grappe, place));
  if (options.truth)
    write(options.output / "verite.json", sandbox::to_json(sandbox::true_figures(grappe, grappe.last)));
  fmt::print("{} : {} ESMS, {} dossiers, {} faits, {} à {}\n", grappe.project_id,
             grappe.establishments.size(), grappe.persons.size(),
             grappe.writes.size() + grappe.agenda.size() + grappe.messages.size() + grappe.deposits.size() +
                 grappe.prescriptions.size() + grappe.notes.size(),
             grappe.first.text(), grappe.last.text());
}

int compare(const std::filesystem::path& truth, const std::filesystem::path& indicators) {
  const auto comparison = sandbox::compare(read(truth), read(indicators));
  for (const auto& difference : comparison.differences) fmt::print(stderr, "{}\n", difference);
  fmt::print("{} chiffres égaux à la vérité, {} différents\n", comparison.equal,
             comparison.differences.size());
  return comparison.differences.empty() && comparison.equal > 0 ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** arguments) {
  Options options;
  std::filesystem::path truth;
  std::filesystem::path indicators;
  CLI::App application("Écrit une grappe d'essai, sa configuration et ses vrais chiffres.", "jauge-sandbox");
  application.add_option("--seed", options.wishes.seed, "Graine")->capture_default_str();
  application.add_option("--establishments", options.wishes.establishments, "Nombre d'ESMS")
      ->capture_default_str();
  application.add_option("--persons", options.wishes.persons, "Personnes par ESMS (0 : selon l'ESMS)");
  application.add_option("--activity", options.wishes.activity, "Multiplie l'activité")
      ->capture_default_str();
  application.add_option("--months", options.wishes.months, "Mois d'activité")->capture_default_str();
  application.add_option("--last", options.last, "Dernier mois d'activité, AAAA-MM");
  application.add_flag("--overseas", options.wishes.overseas, "Des ESMS outre-mer");
  application.add_option("--project", options.project, "Numéro du projet");
  application.add_option("--type", options.type, "Le DUI où écrire, et comment il sera lu")
      ->check(CLI::IsMember({"sqlite", "postgresql", "mariadb", "csv", "fhir", "json", "tddui", "odbc-sqlite",
                             "odbc-postgresql", "odbc-mariadb"}))
      ->capture_default_str();
  application.add_option(
      "--connection", options.connection,
      "Base où écrire, et à lire ; URL d'un serveur FHIR ou d'une API ; adresse où le DUI envoie");
  application.add_option("--read", options.read, "Par où lire, si c'est autre chose (ODBC)");
  application.add_option("--reader", options.reader, "Compte PostgreSQL à qui donner la lecture");
  application.add_option("--append", options.append,
                         "Fichier à joindre à la configuration ([seal], [[ars]])");
  application.add_option("--output", options.output, "Dossier");
  application.add_flag("!--no-truth", options.truth, "Ne compte pas les vrais chiffres");
  application.add_flag("--spoiled", options.spoiled, "Une ligne au FINESS malformé dans chaque table");
  auto* comparing = application.add_subcommand("compare", "Compare les indicateurs de jauge à la vérité");
  comparing->add_option("truth", truth, "verite.json")->required();
  comparing->add_option("indicators", indicators, "Sortie de jauge indicators --json")->required();
  CLI11_PARSE(application, argument_count, arguments);
  if (*comparing) return compare(truth, indicators);
  const auto last = core::Month::parse(options.last);
  if (!last || options.output.empty()) {
    fmt::print(stderr, "jauge-sandbox : --last AAAA-MM et --output DOSSIER sont nécessaires\n");
    return 2;
  }
  options.wishes.last = *last;
  try {
    make(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "jauge-sandbox : {}\n", error.what());
    return 1;
  }
  return 0;
}
