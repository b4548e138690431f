#include "tests/support/mariadb_server.hpp"

#include <csignal>
#include <filesystem>
#include <stdexcept>

#include "tests/support/server_account.hpp"

namespace jauge::test_support {
namespace {

namespace fs = std::filesystem;
constexpr const char* account = "mysql";

std::string checked(const Finished& finished) {
  if (finished.exit_code != 0) throw std::runtime_error(finished.err + finished.out);
  return finished.out;
}

std::vector<std::string> client(const std::string& socket, std::string_view database) {
  return {"mariadb",
          "--no-defaults",
          "--socket=" + socket,
          "--user=root",
          "--batch",
          "--skip-column-names",
          "--default-character-set=utf8mb4",
          std::string(database)};
}

}  // namespace

MariadbServer::MariadbServer() : MariadbServer(Options{}) {}

MariadbServer::MariadbServer(const Options& options) {
  const auto data = directory_ / "data";
  fs::create_directory(data);
  for (const auto& path : {directory_.path(), data}) give_to(account, path);
  checked(run(as_user(
      account,
      {"mariadb-install-db", "--no-defaults", "--datadir=" + data.string(),
       "--tmpdir=" + directory_.path().string(), "--auth-root-authentication-method=normal", "--skip-test-db",
       "--innodb-flush-method=nosync", "--innodb-log-file-size=4M", "--innodb-buffer-pool-size=8M"})));
  std::vector<std::string> command{"/usr/sbin/mariadbd",
                                   "--no-defaults",
                                   "--datadir=" + data.string(),
                                   "--socket=" + socket(),
                                   "--pid-file=" + (directory_ / "pid").string(),
                                   "--tmpdir=" + directory_.path().string(),
                                   "--innodb-flush-log-at-trx-commit=0",
                                   "--innodb-flush-method=nosync",
                                   "--innodb-doublewrite=0",
                                   "--innodb-log-file-size=4M",
                                   "--innodb-buffer-pool-size=" + options.buffer_pool,
                                   "--skip-log-bin",
                                   "--skip-name-resolve",
                                   "--max-allowed-packet=64M",
                                   "--skip-performance-schema"};
  if (options.tcp) {
    port_ = free_port();
    command.insert(command.end(), {"--bind-address=127.0.0.1", "--port=" + std::to_string(port_)});
  } else {
    command.push_back("--skip-networking");
  }
  if (!options.certificate.empty()) {
    const auto certificate = directory_ / "server.crt";
    const auto key = directory_ / "server.key";
    fs::copy_file(options.certificate, certificate);
    write_file(key, read_file(options.key));
    give_to(account, certificate);
    give_to(account, key);
    command.insert(command.end(), {"--ssl-cert=" + certificate.string(), "--ssl-key=" + key.string()});
  }
  process_ = std::make_unique<Process>(as_user(account, command), directory_ / "log");
  const bool ready = eventually(
      [&] { return !process_->running() || run(client(socket(), "mysql"), "SELECT 1;").exit_code == 0; });
  if (!ready || !process_->running()) throw std::runtime_error(read_file(directory_ / "log"));
  execute("CREATE DATABASE dui CHARACTER SET utf8mb4", "mysql");
}

MariadbServer::~MariadbServer() {
  // What it leaves is removed with the directory: there is nothing to write in order.
  if (!process_) return;
  process_->signal(SIGKILL);
  process_->wait(std::chrono::seconds(10));
}

void MariadbServer::execute(std::string_view sql, std::string_view database) const {
  checked(run(client(socket(), database), std::string(sql)));
}

std::string MariadbServer::query(std::string_view sql, std::string_view database) const {
  return checked(run(client(socket(), database), std::string(sql)));
}

void MariadbServer::load_time_zone(const std::string& name) const {
  execute(checked(run({"mariadb-tzinfo-to-sql", "/usr/share/zoneinfo/" + name, name})), "mysql");
}

std::string MariadbServer::connection(std::string_view user) const {
  return "socket=" + socket() + " dbname=dui user=" + std::string(user);
}

}  // namespace jauge::test_support
