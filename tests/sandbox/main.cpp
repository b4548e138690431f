// jauge-sandbox: writes a made-up grappe, the configuration that reads it and its true figures.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/sandbox/compare.hpp"
#include "tests/sandbox/configuration.hpp"
#include "tests/sandbox/tables.hpp"
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
  std::string reader;
  std::string append;
  std::filesystem::path output;
  bool truth = true;
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
  const auto tables = sandbox::tables_of(grappe);
  std::filesystem::create_directories(options.output);
  sandbox::Place place{options.type,
                       options.connection,
                       (options.output / "jauge.db").string(),
                       (options.output / "run").string(),
                       "",
                       options.append.empty() ? "" : read(options.append)};
  if (options.type == "sqlite") {
    if (place.connection.empty()) place.connection = (options.output / "dui.db").string();
    sandbox::write_sqlite(tables, place.connection);
  } else if (options.type == "postgresql") {
    sandbox::write_postgresql(tables, options.connection, options.reader);
  } else if (options.type == "mariadb") {
    sandbox::write_mariadb(tables, options.connection);
  } else if (options.type == "csv") {
    sandbox::write_csv(tables, options.output / "csv");
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
  application.add_option("--type", options.type, "sqlite, postgresql, mariadb ou csv")
      ->check(CLI::IsMember({"sqlite", "postgresql", "mariadb", "csv"}))
      ->capture_default_str();
  application.add_option("--connection", options.connection, "Base où écrire, et à lire");
  application.add_option("--reader", options.reader, "Compte PostgreSQL à qui donner la lecture");
  application.add_option("--append", options.append,
                         "Fichier à joindre à la configuration ([seal], [[ars]])");
  application.add_option("--output", options.output, "Dossier");
  application.add_flag("!--no-truth", options.truth, "Ne compte pas les vrais chiffres");
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
