#include "tests/bench/dui.hpp"

#include <stdexcept>

#include "core/month.hpp"
#include "tests/bench/measure.hpp"
#include "tests/support/process.hpp"
#include "tests/support/trial.hpp"

namespace jauge::bench {

using test_support::Trial;

std::string program(const std::string& name) {
  return Trial::program(name);
}
std::string last_month() {
  return Trial::last_month();
}
std::string this_month() {
  return core::Month::parse(last_month())->next().text();
}

std::vector<std::string> distinct_grappe() {
  return {"--seed",   "1",  "--establishments", "140", "--persons", "145",
          "--months", "12", "--activity",       "0.45"};
}
std::vector<std::string> repeating_grappe() {
  return {"--seed", "2", "--establishments", "15", "--persons", "80", "--months", "12", "--activity", "14"};
}

Dui::Dui(const std::string& type, const std::vector<std::string>& grappe, const std::string& last)
    : type_(type) {
  std::vector<std::string> command{program("jauge-sandbox"),
                                   "--output",
                                   directory_.path().string(),
                                   "--last",
                                   last,
                                   "--no-truth",
                                   "--type",
                                   type,
                                   "--connection"};
  if (type == "postgresql") {
    postgresql_ = std::make_unique<test_support::PostgresqlServer>(
        test_support::PostgresqlServer::Options{.shared_buffers = "128MB"});  // as it comes
    postgresql_->execute("CREATE ROLE lecture LOGIN");
    command.insert(command.end(), {postgresql_->connection("postgres"), "--reader", "lecture"});
  } else {
    mariadb_ = std::make_unique<test_support::MariadbServer>(
        test_support::MariadbServer::Options{.buffer_pool = "128M"});
    mariadb_->load_time_zone("Europe/Paris");
    mariadb_->execute("CREATE USER lecture@localhost; GRANT SELECT ON dui.* TO lecture@localhost;");
    command.push_back(mariadb_->connection("root"));
  }
  command.insert(command.end(), grappe.begin(), grappe.end());
  const auto made = test_support::run(command, {}, std::chrono::minutes(10));
  if (made.exit_code != 0) throw std::runtime_error(made.err);
  // What the first reading would do for all that follow it: hint bits, the caches.
  read_bare();
}

BareRead Dui::read_bare() const {
  return postgresql_ ? read_bare_postgresql(connection(), all_rows())
                     : read_bare_mariadb(mariadb_->socket(), "lecture", all_rows());
}

double Dui::server_cpu() const {
  // A backend's time is counted once it has ended.
  if (postgresql_) {
    test_support::eventually([&] {
      return postgresql_->query("SELECT count(*) FROM pg_stat_activity WHERE usename = 'lecture'") == "0\n";
    });
  }
  return cpu_of(server());
}

pid_t Dui::server() const {
  return postgresql_ ? postgresql_->pid() : mariadb_->pid();
}

std::string Dui::connection() const {
  return postgresql_ ? postgresql_->connection("lecture") : mariadb_->connection("lecture");
}

void Dui::execute(const std::string& sql) const {
  postgresql_ ? postgresql_->execute(sql) : mariadb_->execute(sql);
}

std::string Dui::query(const std::string& sql) const {
  return postgresql_ ? postgresql_->query(sql) : mariadb_->query(sql);
}

std::string Dui::configuration(const std::filesystem::path& directory) const {
  auto text = test_support::read_file(directory_ / "jauge.toml");
  const auto replace = [&](const std::string& old_text, const std::string& new_text) {
    const auto at = text.find(old_text);
    if (at == std::string::npos) throw std::runtime_error("not in the configuration: " + old_text);
    text.replace(at, old_text.size(), new_text);
  };
  replace(postgresql_ ? "user=postgres" : "user=root", "user=lecture");
  replace((directory_ / "jauge.db").string(), (directory / "jauge.db").string());
  replace((directory_ / "run").string(), (directory / "run").string());
  // Nothing is sent: what is kept for want of a receipt must not end the run with a warning.
  replace("[store]\n", "[store]\nretain_months = 36\nretain_max = 48\naudit_months = 48\n");
  text += "\n[schedule]\nclose = \"999d 00:00\"\nclose_deadline = \"1000d\"\n";
  const auto path = directory / "jauge.toml";
  test_support::write_file(path, text);
  return path.string();
}

}  // namespace jauge::bench
