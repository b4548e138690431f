// ./dev bench idle: what the service takes while nothing happens.
#include <fmt/format.h>
#include <time.h>

#include <cstdlib>
#include <fstream>

#include "tests/bench/dui.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/memory_watch.hpp"
#include "tests/bench/results.hpp"
#include "tests/support/process.hpp"

namespace {

using namespace jauge;

/// Times that a thread of the process went to sleep and was woken.
long wake_ups(pid_t process) {
  long sum = 0;
  for (const auto& thread : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", process))) {
    std::ifstream status(thread.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("voluntary_ctxt_switches:")) sum += std::stol(line.substr(24));
    }
  }
  return sum;
}

void wait_for(int seconds) {
  const timespec pause{seconds, 0};
  nanosleep(&pause, nullptr);
}

}  // namespace

int main() {
  const int seconds = std::getenv("JAUGE_BENCH_QUICK") ? 30 : 300;
  const bench::Dui dui("postgresql", {"--seed", "5", "--establishments", "15", "--months", "2"});
  const test_support::TemporaryDirectory directory;
  const auto configuration = dui.configuration(directory.path());
  test_support::Process jauged({bench::program("jauged"), "--config", configuration},
                               (directory / "log").string());
  wait_for(10);  // the first poll
  const long before = wake_ups(jauged.pid());
  const double cpu = bench::cpu_of(jauged.pid());
  wait_for(seconds);
  bench::Results results("idle");
  results.add("service au repos",
              {{"rss_mib", static_cast<double>(bench::resident_together_kib(jauged.pid())) / 1024.0},
               {"wake_ups_per_s", static_cast<double>(wake_ups(jauged.pid()) - before) / seconds},
               {"cpu_percent", (bench::cpu_of(jauged.pid()) - cpu) / seconds * 100},
               {"seconds", seconds}});
  return jauged.running() ? 0 : 1;
}
