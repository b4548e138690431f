#pragma once
// What the command line of `jauge` asks for.
#include <string>
#include <vector>

#include "core/message.hpp"

namespace jauge::cli {

/// What `jauge init` was told on its command line; the rest it asks.
struct InitOptions {
  bool yes = false;    // ask nothing
  bool force = false;  // replace a file that a person has changed
  std::string project;
  std::string convention;
  std::string name;
  std::string holder;
  std::string kind;
  std::string started;
  std::string region;
  std::vector<std::string> establishments;  // "670000165;EHPAD Les Tilleuls;medicalise"
  std::vector<std::string> targets;         // "dossiers-actifs=80"
  std::string type;
  std::string connection;
  std::string password_file;
  std::string profile;
  std::string append;  // a file whose sections are added: [seal], [[ars]]
};

struct Options {
  std::string configuration = "/etc/jauge/jauge.toml";
  core::Language language = core::Language::fr;  // before a configuration has told its own
  bool json = false;
  std::string month;
  std::string establishment;
  std::string region;
  std::string revision;
  std::string file;                                        // verify
  std::string ca;                                          // verify
  std::string organisation;                                // verify
  std::string crl;                                         // verify
  std::string timestamp_ca;                                // verify
  std::string output = ".";                                // export
  std::string dashboard;                                   // export: the directory of the pages
  std::string what;                                        // complete
  bool nagios = false;                                     // status
  std::vector<std::string> sources;                        // poll
  std::string source;                                      // source test
  std::string number;                                      // headcount
  std::string origin;                                      // headcount
  std::string reference;                                   // deposit
  std::string reason;                                      // revise
  bool accept = false;                                     // close, revise
  bool renew = false;                                      // revise
  bool key = false;                                        // purge
  bool force = false;                                      // purge
  bool test = false;                                       // push
  std::string keys;                                        // backup, restore
  bool members = false;                                    // backup
  std::string limit;                                       // journal
  std::vector<std::pair<std::string, std::string>> verbs;  // complete: each with its help
  InitOptions init;
};

struct Invocation {
  int (*run)(const Options& options) = nullptr;  // null: nothing to run, exit with `exit_code`
  Options options;
  int exit_code = 0;
};

/// Reads the arguments; writes help or the error itself, in `language`.
Invocation read_command_line(int argument_count, char** arguments, core::Language language);

// One file each: cli/<verb>.cpp.
int status(const Options& options);
int sources(const Options& options);
int source_test(const Options& options);
int indicators(const Options& options);
int gap(const Options& options);
int closures(const Options& options);
int reports(const Options& options);
int verify(const Options& options);
int export_files(const Options& options);
int poll(const Options& options);
int close(const Options& options);
int push(const Options& options);
int headcount(const Options& options);
int deposit(const Options& options);
int backup(const Options& options);
int restore(const Options& options);
int journal(const Options& options);
int doctor(const Options& options);
int harden(const Options& options);
int init(const Options& options);
int complete(const Options& options);
int revise(const Options& options);
int audit(const Options& options);
int purge(const Options& options);

}  // namespace jauge::cli
