#pragma once
// Child processes of a test: run to the end, or kept and ended by their own pid.
#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace jauge::test_support {

struct Finished {
  int exit_code = -1;  // 128 + signal when killed by one
  std::string out;
  std::string err;
};

/// Runs a program to its end; after `limit` it is killed and exit_code is 137.
Finished run(const std::vector<std::string>& command, const std::string& input = {},
             std::chrono::seconds limit = std::chrono::seconds(120),
             const std::map<std::string, std::string>& environment = {});

/// A program kept running; ended by SIGTERM, then SIGKILL, when this goes.
class Process {
 public:
  /// Output goes to `log`, a file.
  Process(const std::vector<std::string>& command, const std::string& log,
          const std::map<std::string, std::string>& environment = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// The exit code (128 + signal), or nothing when it still runs after `limit`.
  std::optional<int> wait(std::chrono::milliseconds limit);
  bool running();

 private:
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
};

/// Asks `condition` every 20 ms until it is true or `limit` has passed; its last answer.
template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds(20));

/// A TCP port of 127.0.0.1 that is free now.
int free_port();
void pause_briefly();  // 20 ms

template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return condition();
    pause_briefly();
  }
  return true;
}

}  // namespace jauge::test_support
