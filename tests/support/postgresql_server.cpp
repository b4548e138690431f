#include "tests/support/postgresql_server.hpp"

#include <csignal>
#include <filesystem>
#include <stdexcept>

#include "tests/support/server_account.hpp"

namespace jauge::test_support {
namespace {

namespace fs = std::filesystem;
constexpr const char* account = "postgres";

/// The newest of /usr/lib/postgresql/*/bin.
fs::path programs() {
  fs::path newest;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql")) {
    const auto bin = entry.path() / "bin";
    if (fs::exists(bin / "postgres") && (newest.empty() || newest < bin)) newest = bin;
  }
  if (newest.empty()) throw std::runtime_error("no PostgreSQL server");
  return newest;
}

std::string checked(const Finished& finished) {
  if (finished.exit_code != 0) throw std::runtime_error(finished.err);
  return finished.out;
}

}  // namespace

PostgresqlServer::PostgresqlServer() : PostgresqlServer(Options{}) {}

PostgresqlServer::PostgresqlServer(const Options& options) {
  const auto bin = programs();
  const auto data = directory_ / "data";
  fs::create_directory(data);
  fs::create_directory(socket_directory());
  for (const auto& path : {directory_.path(), data, fs::path(socket_directory())}) give_to(account, path);
  checked(
      run(as_user(account, {bin / "initdb", "-N", "-A", "trust", "-U", "postgres", "-E", options.encoding,
                            options.encoding == "UTF8" ? "--locale=C.UTF-8" : "--locale=C", "-D", data})));
  write_file(data / "pg_hba.conf", "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
  give_to(account, data / "pg_hba.conf");

  port_ = options.tcp ? free_port() : 5432;
  std::vector<std::string> command{bin / "postgres",     "-D", data, "-k", socket_directory(), "-p",
                                   std::to_string(port_)};
  const auto set = [&](const std::string& setting) {
    command.push_back("-c");
    command.push_back(setting);
  };
  for (const char* setting :
       {"fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=30", "autovacuum=off",
        "max_wal_senders=0", "wal_level=minimal"}) {
    set(setting);
  }
  set("shared_buffers=" + options.shared_buffers);
  set(options.tcp ? "listen_addresses=127.0.0.1" : "listen_addresses=");
  if (!options.certificate.empty()) {
    const auto certificate = directory_ / "server.crt";
    const auto key = directory_ / "server.key";
    fs::copy_file(options.certificate, certificate);
    write_file(key, read_file(options.key));
    give_to(account, certificate);
    give_to(account, key);
    set("ssl=on");
    set("ssl_cert_file=" + certificate.string());
    set("ssl_key_file=" + key.string());
  }
  process_ = std::make_unique<Process>(as_user(account, command), directory_ / "log");
  const bool ready = eventually([&] {
    return !process_->running() ||
           run({bin / "pg_isready", "-q", "-h", socket_directory(), "-p", std::to_string(port_)}).exit_code ==
               0;
  });
  if (!ready || !process_->running()) throw std::runtime_error(read_file(directory_ / "log"));
  execute("CREATE DATABASE dui", "postgres");
}

PostgresqlServer::~PostgresqlServer() {
  // An immediate shutdown: it waits for no client, and what it leaves is removed with the directory.
  if (!process_) return;
  process_->signal(SIGQUIT);
  process_->wait(std::chrono::seconds(10));
}

void PostgresqlServer::execute(std::string_view sql, std::string_view database) const {
  checked(run({programs() / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", socket_directory(), "-p",
               std::to_string(port_), "-U", "postgres", "-d", std::string(database), "-f", "-"},
              std::string(sql)));
}

std::string PostgresqlServer::query(std::string_view sql, std::string_view database) const {
  return checked(
      run({programs() / "psql", "-X", "-q", "-A", "-t", "-h", socket_directory(), "-p", std::to_string(port_),
           "-U", "postgres", "-d", std::string(database), "-c", std::string(sql)}));
}

std::string PostgresqlServer::log() const {
  return read_file(directory_ / "log");
}

std::string PostgresqlServer::connection(std::string_view user) const {
  return "host=" + socket_directory() + " port=" + std::to_string(port_) +
         " dbname=dui user=" + std::string(user);
}

}  // namespace jauge::test_support
