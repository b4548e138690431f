#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/options.hpp"
#include "cli/usage.hpp"
#include "config/speech.hpp"
#include "core/version.hpp"

namespace jauge::cli {

using core::msg;

namespace {

/// Adds verbs and their options to the application, in one language.
class Verbs {
 public:
  Verbs(CLI::App& application, Invocation& invocation) : application_(application), invocation_(invocation) {}

  std::string text(const core::Message& words) const {
    return core::render(words, invocation_.options.language);
  }

  /// `examples`: command lines, shown below the help.
  CLI::App* verb(const char* name, const core::Message& help, int (*run)(const Options&),
                 std::initializer_list<const char*> examples = {}) {
    auto* command = application_.add_subcommand(name, text(help));
    config::speak(*command, invocation_.options.language);
    command->group(text(msg("Verbs")));
    command->callback([&invocation = invocation_, run] { invocation.run = run; });
    if (examples.size() > 0) command->footer(example_text(examples));
    return command;
  }

  /// `source test`: the one verb of two words.
  CLI::App* test_of_source() {
    auto* source = application_.add_subcommand("source", text(msg("Tries a source (source test)")));
    config::speak(*source, invocation_.options.language);
    source->group(text(msg("Verbs")));
    source->require_subcommand(1);
    auto* test = source->add_subcommand("test", text(msg("Reads a source; stores and moves nothing")));
    config::speak(*test, invocation_.options.language);
    test->callback([&invocation = invocation_] { invocation.run = source_test; });
    test->footer(example_text({"jauge source test dui", "jauge source test dui --month 2026-10 --json"}));
    return test;
  }

  std::string example_text(std::initializer_list<const char*> examples) const {
    std::string out = text(msg("Examples")) + ":";
    for (const auto* example : examples) out += std::string("\n  ") + example;
    return out;
  }

  CLI::App* with_json(CLI::App* command) const {
    command->add_flag("--json", invocation_.options.json, text(msg("JSON, stable")));
    return command;
  }
  CLI::App* with_month(CLI::App* command) const {
    command->add_option("--month", invocation_.options.month, text(msg("The month")))
        ->type_name(text(msg("YYYY-MM")));
    return command;
  }
  CLI::App* with_establishment(CLI::App* command) const {
    command
        ->add_option("--establishment", invocation_.options.establishment,
                     text(msg("FINESS of an establishment")))
        ->type_name("FINESS");
    return command;
  }
  void with_region(CLI::App* command) const {
    command->add_option("--region", invocation_.options.region, text(msg("Region of the ARS")))
        ->type_name("CODE");
  }

 private:
  CLI::App& application_;
  Invocation& invocation_;
};

void add_questions(Verbs& verbs, Options& options) {
  auto* asking = verbs.with_json(verbs.verb("status", msg("How the service stands and what there is to do"),
                                            status, {"jauge status", "jauge status --nagios"}));
  asking->add_flag("--nagios", options.nagios,
                   verbs.text(msg("One line and the exit codes of a Nagios plugin")));
  verbs.with_json(verbs.verb("sources", msg("The sources and their last reads"), sources, {"jauge sources"}));
  auto* testing = verbs.with_month(verbs.with_json(verbs.test_of_source()));
  testing->add_option("source", options.source, verbs.text(msg("Name of the source")))->required();
  verbs.with_establishment(verbs.with_month(verbs.with_json(
      verbs.verb("indicators", msg("The indicators of a month"), indicators,
                 {"jauge indicators", "jauge indicators --month 2026-10 --establishment 670000165",
                  "jauge indicators --month 2026-10 --json"}))));
  verbs.with_establishment(
      verbs.with_month(verbs.with_json(verbs.verb("gap", msg("What is missing to reach the targets"), gap,
                                                  {"jauge gap", "jauge gap --establishment 670000165"}))));
  verbs.with_month(
      verbs.with_json(verbs.verb("closures", msg("The monthly closings"), closures, {"jauge closures"})));
  verbs.with_month(verbs.with_json(verbs.verb("reports", msg("The reports and their receipts"), reports,
                                              {"jauge reports", "jauge reports --month 2026-10"})));
  verbs
      .with_json(verbs.verb("journal", msg("What was done: reads, closings, sendings, commands"), journal,
                            {"jauge journal", "jauge journal --limit 1000 --json"}))
      ->add_option("--limit", options.limit, verbs.text(msg("How many lines, the last ones (100)")))
      ->type_name("N");

  auto* verifying = verbs.with_json(
      verbs.verb("verify", msg("Verifies a sealed report, without network"), verify,
                 {"jauge verify rapport.asice --ca igc-sante.pem --organisation 1670000157"}));
  verifying->add_option("file", options.file, verbs.text(msg("Sealed report (.asice)")))->required();
  verifying->add_option("--ca", options.ca, verbs.text(msg("Trusted authority")))
      ->type_name("PEM")
      ->required();
  verifying
      ->add_option("--organisation", options.organisation,
                   verbs.text(msg("Expected organisation (OU of the certificate)")))
      ->type_name("ID");
  verifying->add_option("--crl", options.crl, verbs.text(msg("Revocation list")))->type_name("PEM");
  verifying
      ->add_option("--timestamp-ca", options.timestamp_ca, verbs.text(msg("Authority of the time stamp")))
      ->type_name("PEM");

  auto* exporting = verbs.with_month(
      verbs.verb("export", msg("Writes the sealed reports and their receipts"), export_files,
                 {"jauge export --month 2026-10 --output rapports", "jauge export --dashboard pages"}));
  verbs.with_region(exporting);
  exporting->add_option("--output", options.output, verbs.text(msg("Directory")))
      ->type_name(verbs.text(msg("DIR")))
      ->capture_default_str();
  exporting
      ->add_option("--dashboard", options.dashboard,
                   verbs.text(msg("Writes the pages of the dashboard there, and no report elsewhere")))
      ->type_name(verbs.text(msg("DIR")));
}

void add_acts(Verbs& verbs, Options& options) {
  verbs.verb("poll", msg("Reads a source now, or all of them"), poll, {"jauge poll", "jauge poll dui"})
      ->add_option("source", options.sources, verbs.text(msg("Sources to read")));

  auto* closing = verbs.verb("close", msg("Closes an ended month without waiting for its time"), close,
                             {"jauge close", "jauge close 2026-10"});
  closing->add_option("month", options.month, verbs.text(msg("Month, YYYY-MM (default: the last ended)")));
  closing->add_flag("--accept", options.accept,
                    verbs.text(msg("Accepts an inconsistent closing read, after a look")));

  verbs.verb("push", msg("Sends the waiting reports now"), push, {"jauge push", "jauge push --test"})
      ->add_flag("--test", options.test, verbs.text(msg("Asks the ARS, sends nothing")));

  auto* counting =
      verbs.verb("headcount", msg("States the persons accompanied by an establishment"), headcount,
                 {"jauge headcount 2026-10 670000165 84 --origin \"tableau de bord ANAP\""});
  counting->add_option("month", options.month, verbs.text(msg("Month, YYYY-MM")))->required();
  counting->add_option("establishment", options.establishment, "FINESS")->required();
  counting->add_option("number", options.number, verbs.text(msg("Number of persons")))->required();
  counting->add_option("--origin", options.origin, verbs.text(msg("Where the number comes from")))
      ->type_name(verbs.text(msg("TEXT")))
      ->required();

  auto* depositing =
      verbs.verb("deposit", msg("Records that a report was deposited by hand"), deposit,
                 {"jauge deposit 2026-10 --reference \"PAI numérique, 12 novembre, n° 4711\""});
  depositing->add_option("month", options.month, verbs.text(msg("Month, YYYY-MM")))->required();
  verbs.with_region(depositing);
  depositing->add_option("--reference", options.reference, verbs.text(msg("Where and how it was deposited")))
      ->type_name(verbs.text(msg("TEXT")))
      ->required();
}

void add_safekeeping(Verbs& verbs, Options& options) {
  auto* saving = verbs.verb("backup", msg("Writes a verified copy of the store"), backup,
                            {"jauge backup /srv/sauvegardes/jauge-2026-11-26.db",
                             "jauge backup jauge.db --members --keys /root/jauge.cles"});
  saving->add_option("file", options.file, verbs.text(msg("File to make")))->required();
  saving->add_flag("--members", options.members,
                   verbs.text(msg("With the sets' members: pseudonymised personal data")));
  saving
      ->add_option("--keys", options.keys, verbs.text(msg("Writes the months' keys to this file, a secret")))
      ->type_name(verbs.text(msg("FILE")));

  auto* restoring = verbs.verb("restore", msg("Puts a backup in the place of the store"), restore,
                               {"systemctl stop jauged && jauge restore /var/lib/jauge/jauge.db.backup"});
  restoring->add_option("file", options.file, verbs.text(msg("Backup")))->required();
  restoring
      ->add_option("--keys", options.keys, verbs.text(msg("The months' keys, as backup --keys wrote them")))
      ->type_name(verbs.text(msg("FILE")));
}

void add_init(Verbs& verbs, InitOptions& told) {
  auto* beginning = verbs.verb(
      "init", msg("Writes a first configuration, tries it on the DUI and shows the first figures"), init,
      {"jauge init",
       "jauge init --yes --project PAI-2021-44-0042 --holder 670000157 --region 44 "
       "--establishment \"670000165;EHPAD Les Tilleuls;medicalise\" --connection \"host=dui.local dbname=dui "
       "user=jauge_lecture\" --password-file /etc/jauge/dui.pass --target dossiers-actifs=80"});
  beginning->add_flag("--yes", told.yes, verbs.text(msg("Asks nothing")));
  beginning->add_flag("--force", told.force,
                      verbs.text(msg("Replaces a configuration that has been filled in")));
  const auto option = [&](const char* name, std::string& value, const core::Message& help) {
    beginning->add_option(name, value, verbs.text(help))->type_name(verbs.text(msg("TEXT")));
  };
  option("--project", told.project, msg("Identifier of the project"));
  option("--convention", told.convention, msg("Number of the convention, as it is printed"));
  option("--name", told.name, msg("Name of the project"));
  option("--holder", told.holder, msg("Legal FINESS of the holder"));
  option("--kind", told.kind, msg("Kind of project: acquisition, compliance or rollout"));
  option("--started", told.started, msg("First day of the project, YYYY-MM-DD"));
  option("--region", told.region, msg("INSEE code of the region of its ARS"));
  beginning->add_option("--establishment", told.establishments,
                        verbs.text(msg("FINESS;NAME;medicalise or non-medicalise, as often as needed")));
  beginning->add_option("--target", told.targets, verbs.text(msg("indicator=number, as often as needed")));
  option("--type", told.type, msg("The DUI's database: postgresql, mariadb, sqlite, odbc, csv …"));
  option("--connection", told.connection,
         msg("Its connection, for instance host=dui.local dbname=dui user=jauge_lecture"));
  option("--password-file", told.password_file, msg("File that holds its password (empty: none)"));
  option("--profile", told.profile, msg("The profile to read it with, else the one that fits best"));
  option("--append", told.append,
         msg("A file whose sections are added, such as the ars.toml of a receiver's trial"));
}

void add_setup(Verbs& verbs, Options& options) {
  verbs.with_json(verbs.verb("doctor",
                             msg("Looks for what an administrator can get wrong, with a remedy each"), doctor,
                             {"jauge doctor"}));
  verbs.verb("harden", msg("Prints the unit's drop-in that closes the network but for what is needed"),
             harden, {"jauge harden > /etc/systemd/system/jauged.service.d/reseau.conf"});
  add_init(verbs, options.init);
}

void add_acts_on_closed_months(Verbs& verbs, Options& options) {
  auto* revising = verbs.verb("revise", msg("Reads a closed month again and makes its next revision"), revise,
                              {"jauge revise 2026-10 --reason \"12 dossiers saisis en retard\""});
  revising->add_option("month", options.month, verbs.text(msg("Month, YYYY-MM")))->required();
  revising->add_option("--reason", options.reason, verbs.text(msg("What has changed; the report prints it")))
      ->type_name(verbs.text(msg("TEXT")))
      ->required();
  revising->add_flag(
      "--renew", options.renew,
      verbs.text(msg("With the measure, targets and establishments of the configuration, not those frozen")));
  revising->add_flag("--accept", options.accept,
                     verbs.text(msg("Accepts an inconsistent re-read, after a look")));

  auto* auditing = verbs.with_json(
      verbs.verb("audit", msg("Compares a closed month with its sources"), audit, {"jauge audit 2026-10"}));
  auditing->add_option("month", options.month, verbs.text(msg("Month, YYYY-MM")))->required();

  auto* purging = verbs.verb("purge", msg("Deletes the pseudonymised members that are due, or of one month"),
                             purge, {"jauge purge", "jauge purge 2026-06"});
  purging->add_option("month", options.month, verbs.text(msg("Month, YYYY-MM (default: all that is due)")));
  purging->add_flag("--key", options.key,
                    verbs.text(msg("The month's key too: it can be neither revised nor audited any more")));
  purging->add_flag("--force", options.force, verbs.text(msg("Although its reports are not settled")));
}

}  // namespace

Invocation read_command_line(int argument_count, char** arguments, core::Language language) {
  Invocation invocation;
  auto& options = invocation.options;
  options.language = language;
  CLI::App application("", "jauge");
  Verbs verbs(application, invocation);
  application.description(verbs.text(msg("jauge: the usage indicators of the DUI, closings and reports.")));
  application.set_version_flag("--version", std::string("jauge ") + std::string(core::version),
                               verbs.text(msg("Shows the version")));
  application.add_option("--config", options.configuration, verbs.text(msg("Configuration file")))
      ->type_name(verbs.text(msg("FILE")))
      ->capture_default_str();
  application.require_subcommand(1);
  application.fallthrough();
  config::speak(application, language);
  application.footer(verbs.example_text({"jauge status", "jauge gap", "jauge indicators --month 2026-10",
                                         "jauge export --month 2026-10 --output rapports",
                                         "jauge export --dashboard pages"}));
  add_questions(verbs, options);
  add_acts(verbs, options);
  add_safekeeping(verbs, options);
  add_setup(verbs, options);
  add_acts_on_closed_months(verbs, options);
  for (const auto* verb : application.get_subcommands([](const CLI::App*) { return true; })) {
    options.verbs.emplace_back(verb->get_name(), verb->get_description());
  }
  verbs.verb("complete", msg("Candidates of a completion"), complete)
      ->group("")
      ->add_option("what", options.what);

  try {
    application.parse(argument_count, arguments);
  } catch (const CLI::Success& success) {
    invocation.run = nullptr;
    invocation.exit_code = application.exit(success);
  } catch (const CLI::ParseError& error) {
    invocation.run = nullptr;
    invocation.exit_code = 2;
    const auto sentence = usage_error(application, error, argument_count, arguments);
    fmt::print(stderr, "jauge: {}\n", core::render(sentence, language));
  }
  return invocation;
}

}  // namespace jauge::cli
