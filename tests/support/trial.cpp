#include "tests/support/trial.hpp"

#include <ctime>
#include <stdexcept>

namespace jauge::test_support {

std::string Trial::program(const std::string& name) {
  return std::string(JAUGE_BIN_DIR) + "/" + name;
}

std::string Trial::last_month() {
  const std::time_t now = std::time(nullptr);
  std::tm today{};
  localtime_r(&now, &today);
  const int months = (today.tm_year + 1900) * 12 + today.tm_mon - 1;
  return fmt::format("{:04}-{:02}", months / 12, months % 12 + 1);
}

Trial::Trial() {
  receiver_ = std::make_unique<Process>(
      std::vector<std::string>{program("jauge-receiver"), "--sandbox", path("ars").string(), "--port", "0"},
      path("ars.log").string());
  if (!eventually([&] { return std::filesystem::exists(path("ars/port")); })) {
    throw std::runtime_error("the receiver did not start: " + read_file(path("ars.log")));
  }
}

Trial::~Trial() = default;

void Trial::make_grappe(const std::vector<std::string>& options) {
  std::vector<std::string> command{program("jauge-sandbox"),      "--output", path("").string(), "--append",
                                   path("ars/ars.toml").string(), "--last",   last_month()};
  command.insert(command.end(), options.begin(), options.end());
  const auto made = run(command);
  if (made.exit_code != 0) throw std::runtime_error(made.err);
}

Finished Trial::jauged(const std::vector<std::string>& arguments, std::chrono::seconds limit) const {
  std::vector<std::string> command{program("jauged"), "--config", configuration().string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command, {}, limit);
}

Finished Trial::jauge(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command{program("jauge"), "--config", configuration().string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command);
}

std::unique_ptr<Process> Trial::start_jauged() const {
  return std::make_unique<Process>(
      std::vector<std::string>{program("jauged"), "--config", configuration().string()}, log().string());
}

Finished Trial::compare() const {
  const auto indicators = jauge({"indicators", "--month", last_month(), "--json"});
  if (indicators.exit_code != 0) return indicators;
  write_file(path("indicateurs.json"), indicators.out);
  return run(
      {program("jauge-sandbox"), "compare", path("verite.json").string(), path("indicateurs.json").string()});
}

void Trial::edit_configuration(const std::string& old_text, const std::string& new_text) const {
  auto text = read_file(configuration());
  const auto at = text.find(old_text);
  if (at == std::string::npos) throw std::runtime_error("not in the configuration: " + old_text);
  write_file(configuration(), text.replace(at, old_text.size(), new_text));
}

void Trial::append_configuration(const std::string& text) const {
  write_file(configuration(), read_file(configuration()) + text);
}

}  // namespace jauge::test_support
