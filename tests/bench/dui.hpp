#pragma once
// A made-up DUI in a database server of its own, and installations of Jauge that read it.
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/bare_read.hpp"
#include "tests/support/mariadb_server.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/temporary_directory.hpp"

namespace jauge::bench {

/// The grappe where nearly each event is a member of its own, and the one where the same persons come back.
/// About a million events over twelve months each.
std::vector<std::string> distinct_grappe();
std::vector<std::string> repeating_grappe();

/// The path of one of the project's programs.
std::string program(const std::string& name);
/// The last ended month, and the one that runs, in Paris.
std::string last_month();
std::string this_month();

class Dui {
 public:
  /// `grappe`: options of jauge-sandbox, but the last month. Throws when it cannot be made.
  Dui(const std::string& type, const std::vector<std::string>& grappe,
      const std::string& last = last_month());

  BareRead read_bare() const;
  /// Processor time of the server since it started, seconds.
  double server_cpu() const;
  pid_t server() const;
  const std::string& type() const { return type_; }
  /// What another program connects with: libpq's or "socket=…".
  std::string connection() const;
  void execute(const std::string& sql) const;
  std::string query(const std::string& sql) const;
  /// The configuration, its store under `directory`; no month is due to be closed, nothing is sealed.
  std::string configuration(const std::filesystem::path& directory) const;

 private:
  std::string type_;
  test_support::TemporaryDirectory directory_;
  std::unique_ptr<test_support::PostgresqlServer> postgresql_;
  std::unique_ptr<test_support::MariadbServer> mariadb_;
};

}  // namespace jauge::bench
