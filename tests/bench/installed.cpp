#include "tests/bench/installed.hpp"

#include <time.h>

#include <stdexcept>

#include "tests/bench/dui.hpp"
#include "tests/bench/measure.hpp"

namespace jauge::bench {
namespace {

template <class T>
void demand(const core::Result<T>& result) {
  if (!result) throw std::runtime_error(core::render(result.error().sentence, core::Language::en));
}

/// Processor time of this process, seconds.
double own_cpu() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace

class Installed::FixedClock final : public core::Clock {
 public:
  explicit FixedClock(core::Instant now) : now_(now) {}
  core::Instant now() const override { return now_; }

 private:
  core::Instant now_;
};

Installed::Installed(const std::string& configuration, std::optional<core::Instant> now) {
  auto loaded = config::load(configuration);
  if (!loaded) throw std::runtime_error(loaded.error().front().text(core::Language::en));
  // A month closes when it is asked to; of a hundred months, those of eight years ago are due after any delay
  // that a file can state.
  loaded->schedule.close.days = 36'500;
  assembly::InstallationOptions options;
  options.reader_program = program("jauge-reader");
  if (now) {
    clock_ = std::make_unique<FixedClock>(*now);
    options.clock = clock_.get();
  }
  auto opened = assembly::Installation::open(std::move(*loaded), std::move(options));
  demand(opened);
  installation_ = std::move(*opened);
}

Installed::~Installed() = default;

engine::Engine& Installed::engine() {
  return installation_->engine();
}

void Installed::poll() {
  const auto work = engine().poll({});
  demand(work);
  demand(engine().tick(engine::Polls::asked));
  while (!engine().idle()) demand(engine().pump(std::chrono::milliseconds(200)));
  for (const auto& problem : engine().work(*work)->problems) {
    throw std::runtime_error(core::render(problem, core::Language::en));
  }
}

void Installed::settle() {
  demand(engine().pump(std::chrono::milliseconds(5)));
}

Installed::Closing Installed::close(core::Month month) {
  Closing closing;
  closing.whole = timed([&] {
    const auto work = engine().close(month, false);
    demand(work);
    for (;;) {
      const double before = own_cpu();
      const double turn = timed([&] { demand(engine().tick(engine::Polls::asked)); });
      // The turn that freezes and seals is the longest; the others only start reads.
      if (turn > closing.freeze) {
        closing.freeze = turn;
        closing.cpu = own_cpu() - before;
      }
      if (engine().idle()) break;
      demand(engine().pump(std::chrono::milliseconds(200)));
    }
    for (const auto& problem : engine().work(*work)->problems) {
      throw std::runtime_error(core::render(problem, core::Language::en));
    }
  });
  return closing;
}

}  // namespace jauge::bench
