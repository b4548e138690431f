#include "tests/fault/ground.hpp"

#include <csignal>
#include <stdexcept>

#include "tests/fault/judgement.hpp"

namespace jauge::fault {

namespace {

using test_support::Finished;
using test_support::read_file;
using test_support::write_file;

constexpr const char* last_month = "2026-10";
constexpr const char* made_project = "PAI-2021-44-0007";
constexpr std::chrono::seconds run_limit{180};
constexpr int killed = 128 + SIGKILL;

std::string program(const std::string& name) {
  return std::string(JAUGE_BIN_DIR) + "/" + name;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::vector<std::string> strace(const std::filesystem::path& output, const std::string& what) {
  return {"strace", "-D", "-qq", "-o", output.string(), "-e", "trace=all", "-e", what};
}

}  // namespace

Ground::Ground() : port_(test_support::free_port()) {
  start_receiver({});
  const auto made =
      test_support::run({program("jauge-sandbox"), "--seed", "7", "--establishments", "1", "--persons", "3",
                         "--months", "1", "--last", last_month, "--append",
                         (directory_ / "ars/ars.toml").string(), "--output", directory_.path().string()});
  if (made.exit_code != 0) throw std::runtime_error(made.err);
  // A source that a fault has kept from being read again must not close the month without it.
  configuration_ = read_file(directory_ / "jauge.toml") + "\n[schedule]\nclose_deadline = \"60d\"\n";
  if (configuration_.find(made_project) == std::string::npos) throw std::runtime_error("another project");
  const auto sound = make_case();
  const auto done = run_jauged(sound, {});
  if (done.exit_code != 0) throw std::runtime_error("without a fault: " + done.err);
  expected_ = csv_by_month(sound.store(), sound.project);
  if (expected_.size() != 1) throw std::runtime_error("one month was to be closed");
  std::filesystem::remove_all(sound.directory);
}

void Ground::start_receiver(const std::vector<std::string>& before) {
  receiver_.reset();
  std::filesystem::remove(directory_ / "ars/port");
  auto command = before;
  for (const auto& word : {program("jauge-receiver"), std::string("--sandbox"), (directory_ / "ars").string(),
                           std::string("--port"), std::to_string(port_)})
    command.push_back(word);
  receiver_ = std::make_unique<test_support::Process>(command, (directory_ / "ars.log").string());
  const bool up = test_support::eventually(
      [&] { return std::filesystem::exists(directory_ / "ars/port") || !receiver_->running(); });
  // One that a fault has ended while it started is judged by what comes after.
  if (before.empty() && (!up || !receiver_->running()))
    throw std::runtime_error("the receiver did not start: " + read_file(directory_ / "ars.log"));
}

Case Ground::make_case() {
  Case made{fmt::format("PAI-FAULT-{}", ++cases_), directory_ / fmt::format("case-{}", cases_)};
  std::filesystem::create_directory(made.directory);
  auto text = configuration_;
  replace_all(text, made_project, made.project);
  replace_all(text, (directory_ / "jauge.db").string(), made.store().string());
  replace_all(text, (directory_ / "run").string(), (made.directory / "run").string());
  write_file(made.configuration(), text);
  return made;
}

Finished Ground::run_jauged(const Case& of, const std::vector<std::string>& before) const {
  auto command = before;
  for (const auto& word : {program("jauged"), std::string("--config"), of.configuration().string(),
                           std::string("--once"), std::string("--month"), std::string(last_month)})
    command.push_back(word);
  return test_support::run(command, {}, run_limit);
}

std::vector<Point> Ground::points() {
  const auto of = make_case();
  run_jauged(of, strace(of.directory / "trace", "signal=none"));
  return points_of(read_file(of.directory / "trace"), "jauge.lock");
}

Finished Ground::run_jauge(const Case& of, const std::vector<std::string>& verb) const {
  std::vector<std::string> command{program("jauge"), "--config", of.configuration().string()};
  command.insert(command.end(), verb.begin(), verb.end());
  return test_support::run(command, {}, run_limit);
}

std::unique_ptr<test_support::Process> Ground::start_jauged(const Case& of,
                                                            const std::vector<std::string>& before) const {
  auto command = before;
  for (const auto& word : {program("jauged"), std::string("--config"), of.configuration().string()})
    command.push_back(word);
  return std::make_unique<test_support::Process>(command, (of.directory / "log").string());
}

Verdict Ground::recover(const Case& of) {
  const auto first = run_jauged(of, {});
  auto done = first;
  // What was refused a moment ago waits for its next attempt: the operator does not.
  done = done.exit_code == 0 ? run_jauged(of, {}) : run_jauge(of, {"push"});
  auto verdict = judge(of);
  if (done.exit_code != 0 && verdict.well()) {
    verdict.lost = true;
    verdict.detail = fmt::format("the second clean run ends with {}: {}", done.exit_code, done.err);
  }
  if (verdict.well()) {
    std::filesystem::remove_all(of.directory);
  } else {
    verdict.detail += "\nthe clean runs said:\n" + first.err + done.err;
  }
  return verdict;
}

Outcome Ground::strike(const Point& point, const std::optional<Point>& again) {
  const auto of = make_case();
  const auto trace = of.directory / "trace";
  const auto with = [&](const Point& fault) {
    return run_jauged(of, {"strace", "-D", "-qq", "-o", trace.string(), "-e", "trace=" + fault.call, "-e",
                           fault.injection()});
  };
  const auto struck = with(point);
  Outcome outcome{point, struck.exit_code, struck.err, false, {}};
  outcome.struck = point.kind == Kind::kill ? struck.exit_code == killed
                                            : read_file(trace).find("(INJECTED)") != std::string::npos;
  if (again) with(*again);
  outcome.verdict = recover(of);
  return outcome;
}

std::vector<Point> Ground::receiver_points() {
  const auto trace = directory_ / "receiver-trace";
  start_receiver(strace(trace, "signal=none"));
  const auto of = make_case();
  run_jauged(of, {});
  receiver_.reset();
  auto points = points_of(read_file(trace), "accept");
  start_receiver({});
  std::filesystem::remove_all(of.directory);
  return points;
}

Outcome Ground::strike_receiver(const Point& point) {
  const auto trace = directory_ / "receiver-trace";
  start_receiver(
      {"strace", "-D", "-qq", "-o", trace.string(), "-e", "trace=" + point.call, "-e", point.injection()});
  const auto of = make_case();
  const auto sent = run_jauged(of, {});
  receiver_.reset();
  Outcome outcome{point, sent.exit_code, sent.err, false, {}};
  const auto calls = read_file(trace);
  outcome.struck =
      calls.find("(INJECTED)") != std::string::npos || calls.find("SIGKILL") != std::string::npos;
  start_receiver({});
  outcome.verdict = recover(of);
  return outcome;
}

Verdict Ground::judge(const Case& of) {
  Evidence evidence{of.store(), of.project, directory_ / "ars", fmt::format("https://127.0.0.1:{}", port_)};
  return judge_evidence(evidence, expected_);
}

}  // namespace jauge::fault
