#pragma once
// A MariaDB of a test's own: a Unix socket in a temporary directory, ended by its own pid.
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::test_support {

/// Started as an unprivileged user when the test runs as root. Account `root` without password, database
/// `dui`; the tables of time zones are empty, as after an installation. Throws when it does not start.
class MariadbServer {
 public:
  /// `tcp` also listens on a free port of 127.0.0.1; with the certificate and key (PEM files) in TLS.
  struct Options {
    bool tcp = false;
    std::string certificate{};
    std::string key{};
    std::string buffer_pool = "16M";
  };
  MariadbServer();
  explicit MariadbServer(const Options& options);
  ~MariadbServer();

  /// Runs statements as root; throws with the server's words when one fails.
  void execute(std::string_view sql, std::string_view database = "dui") const;
  /// The answer of one statement: columns by tabs, rows by line feeds.
  std::string query(std::string_view sql, std::string_view database = "dui") const;
  /// Copies a time zone from the system's to the server's tables.
  void load_time_zone(const std::string& name) const;

  std::string socket() const { return (directory_ / "socket").string(); }
  /// "socket=<socket> dbname=dui user=<user>".
  std::string connection(std::string_view user) const;
  int port() const { return port_; }
  pid_t pid() const { return process_->pid(); }

 private:
  TemporaryDirectory directory_;
  int port_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace jauge::test_support
