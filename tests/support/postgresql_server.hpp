#pragma once
// A PostgreSQL of a test's own: a Unix socket in a temporary directory, ended by its own pid.
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::test_support {

/// Started as an unprivileged user when the test runs as root. Superuser `postgres`, database `dui`; any
/// local user is let in without a password, TCP asks for one. Throws when it does not start.
class PostgresqlServer {
 public:
  /// `tcp` also listens on a free port of 127.0.0.1; `tls` gives that port the certificate and key (PEM
  /// files).
  struct Options {
    bool tcp = false;
    std::string certificate{};
    std::string key{};
    std::string encoding = "UTF8";
    std::string shared_buffers = "16MB";
  };
  PostgresqlServer();
  explicit PostgresqlServer(const Options& options);
  ~PostgresqlServer();

  /// Runs statements as the superuser; throws with the server's words when one fails.
  void execute(std::string_view sql, std::string_view database = "dui") const;
  /// The answer of one statement: columns by '|', rows by line feeds.
  std::string query(std::string_view sql, std::string_view database = "dui") const;

  /// The directory of the socket: host=… of a connection string.
  std::string socket_directory() const { return (directory_ / "socket").string(); }
  /// "host=<directory> dbname=dui user=<user>".
  std::string connection(std::string_view user) const;
  int port() const { return port_; }
  pid_t pid() const { return process_->pid(); }
  /// What the server has written of itself.
  std::string log() const;

 private:
  TemporaryDirectory directory_;
  int port_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace jauge::test_support
