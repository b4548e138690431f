// ./dev bench france: all of France on one machine. 1,400 projects of 26 establishments, each with a store of
// its own as each has a daemon of its own; a day of 28 million events, made up as they are read; then the
// month's figures and sealed reports of all.
#include <fmt/format.h>
#include <sys/resource.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "assembly/installation.hpp"
#include "seal/signer.hpp"
#include "store/store.hpp"
#include "tests/bench/made_up_day.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/results.hpp"
#include "tests/sandbox/configuration.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/inline_reader.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace jauge;

constexpr std::size_t establishments_of_a_project = 26;

template <class T>
T& demand(core::Result<T>& result) {
  if (!result) throw std::runtime_error(core::render(result.error().sentence, core::Language::en));
  return *result;
}
void demand(core::Result<void> result) {
  if (!result) throw std::runtime_error(core::render(result.error().sentence, core::Language::en));
}

class HandClock final : public core::Clock {
 public:
  core::Instant now() const override { return now_; }
  void set(core::Instant now) { now_ = now; }

 private:
  core::Instant now_;
};

core::Instant utc(const char* text) {
  return *core::parse_utc(text);
}

/// One project of the country, whose engine lives only while it has something to do.
class Project {
 public:
  Project(std::size_t number, const std::filesystem::path& directory)
      : day_(bench::made_up_project(number, establishments_of_a_project)),
        directory_(directory / std::to_string(number)) {
    std::filesystem::create_directory(directory_);
    const auto text = sandbox::write_configuration(
        day_.grappe(), {"sqlite", (directory_ / "unread.db").string(), (directory_ / "jauge.db").string(),
                        (directory_ / "run").string(), "", ""});
    auto parsed = config::parse(text, directory_ / "jauge.toml");
    if (!parsed) throw std::runtime_error(parsed.error().front().text(core::Language::en));
    configuration_ = std::move(*parsed);
  }

  /// Does what is due at `now`.
  void run(core::Instant now, core::Signer& signer) const {
    HandClock clock;
    clock.set(now);
    auto store = store::Store::open(configuration_.store.path, {.project = configuration_.project.id});
    demand(store);
    test_support::InlineReader reader(
        configuration_.kinds, configuration_.project.establishments, [this](const std::string& name) {
          return test_support::InlineReader::Served{configuration_.find_source(name)->spec, day_.source(),
                                                    core::TimeForm::timestamp};
        });
    auto engine =
        engine::Engine::open(assembly::settings_from(configuration_), **store,
                             {clock, reader, &signer, [] { return 0.5; }, [](const engine::Notice&) {}});
    demand(engine);
    do {
      demand((*engine)->tick(engine::Polls::due));
      demand((*engine)->pump(std::chrono::milliseconds(0)));
    } while (!(*engine)->idle());
  }

  struct Outcome {
    std::int64_t active = 0;
    std::size_t sealed = 0;
  };
  Outcome outcome() const {
    auto store = store::Store::open(configuration_.store.path, {.project = configuration_.project.id});
    demand(store);
    Outcome outcome;
    auto closures = (*store)->closures.list();
    for (const auto& head : demand(closures)) {
      const auto stored = (*store)->closures.latest(head.month);
      const auto closure = core::closure_from_json((*stored)->content);
      for (const auto& figure : closure->roll_ups.back().figures) {
        if (figure.indicator == "dossiers-actifs") outcome.active += figure.numerator.value_or(0);
      }
    }
    const auto reports = (*store)->reports.list();
    const auto unsealed = (*store)->reports.to_seal();
    outcome.sealed = reports->size() - unsealed->size();
    return outcome;
  }

 private:
  bench::MadeUpDay day_;
  std::filesystem::path directory_;
  config::Configuration configuration_;
};

std::unique_ptr<core::Signer> make_signer(const test_support::Authority& authority,
                                          const test_support::Issued& issued) {
  const std::string chain = authority.certificate();
  auto signer = seal::CadesSigner::make({issued.certificate, issued.key, chain, "1670000157"});
  return std::move(demand(signer));
}

/// `work` for each project, two at a time; the first error ends the run.
void for_each_project(std::size_t projects, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr error;
  std::mutex mutex;
  const auto run = [&] {
    try {
      for (std::size_t number = next++; number < projects; number = next++) work(number);
    } catch (...) {
      const std::lock_guard lock(mutex);
      error = std::current_exception();
      next = projects;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned count = std::max(1U, std::thread::hardware_concurrency()); count > 0; --count)
      threads.emplace_back(run);
  }
  if (error) std::rethrow_exception(error);
}

double gibibytes_under(const std::filesystem::path& directory) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return static_cast<double>(bytes) / (1 << 30);
}

}  // namespace

int main() {
  const bool quick = std::getenv("JAUGE_BENCH_QUICK") != nullptr;
  const std::size_t projects = quick ? 70 : 1400;
  const test_support::TemporaryDirectory directory;
  const test_support::Authority authority;
  const auto issued = authority.issue();

  std::atomic<std::uint64_t> events{0};
  const double day = bench::timed([&] {
    for_each_project(projects, [&](std::size_t number) {
      const auto signer = make_signer(authority, issued);
      Project(number, directory.path()).run(utc("2026-10-31T22:59:00Z"), *signer);
      events += bench::events_of_a_day(establishments_of_a_project);
    });
  });
  const double close = bench::timed([&] {
    for_each_project(projects, [&](std::size_t number) {
      const auto signer = make_signer(authority, issued);
      Project(number, directory.path()).run(utc("2026-11-06T06:00:00Z"), *signer);
    });
  });
  std::atomic<std::int64_t> active{0};
  std::atomic<std::size_t> sealed{0};
  for_each_project(projects, [&](std::size_t number) {
    const auto outcome = Project(number, directory.path()).outcome();
    active += outcome.active;
    sealed += outcome.sealed;
  });

  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  bench::Results results("france");
  results.add(
      quick ? "un vingtième" : "France",
      {{"projects", projects},
       {"establishments", projects * establishments_of_a_project},
       {"persons", static_cast<std::uint64_t>(projects) * bench::persons_of(establishments_of_a_project)},
       {"events", events.load()},
       {"day_s", day},
       {"close_s", close},
       {"sealed", sealed.load()},
       {"active", active.load()},
       {"rss_mib", static_cast<double>(usage.ru_maxrss) / 1024.0},
       {"store_gib", gibibytes_under(directory.path())}});
  const bool right =
      sealed == projects &&
      active == static_cast<std::int64_t>(projects * bench::persons_of(establishments_of_a_project));
  return right ? 0 : 1;
}
