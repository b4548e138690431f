#include "jauged/engine_thread.hpp"

namespace jauge::jauged {
namespace {
/// How often the engine is asked what is due when nothing happens. Monotonic timers stop while a machine
/// sleeps: no long timer is set, the wall clock is asked again and again.
constexpr std::chrono::seconds tick{15};
}  // namespace

EngineThread::EngineThread(assembly::Installation& installation,
                           std::function<void(const core::Error&)> on_failure)
    : installation_(installation), on_failure_(std::move(on_failure)), thread_([this] { run(); }) {}

EngineThread::~EngineThread() {
  stopping_ = true;
  installation_.reader().wake();
  thread_.join();
}

void EngineThread::post(std::function<void(engine::Engine&)> task) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    tasks_.push_back(std::move(task));
  }
  installation_.reader().wake();
}

std::chrono::steady_clock::duration EngineThread::since_last_turn() const {
  const std::chrono::steady_clock::time_point last{std::chrono::steady_clock::duration(last_turn_.load())};
  return std::chrono::steady_clock::now() - last;
}

std::deque<std::function<void(engine::Engine&)>> EngineThread::take_tasks() {
  const std::lock_guard lock(mutex_);
  return std::exchange(tasks_, {});
}

void EngineThread::run() {
  auto& collector = installation_.engine();
  while (!stopping_) {
    last_turn_ = std::chrono::steady_clock::now().time_since_epoch().count();
    for (auto& task : take_tasks()) task(collector);
    auto turned = collector.tick(engine::Polls::due);
    if (turned) turned = collector.pump(tick);
    if (!turned) {
      on_failure_(turned.error());
      break;
    }
  }
  collector.cancel_reads();
  const std::lock_guard lock(mutex_);
  ended_ = true;
  tasks_.clear();
}

}  // namespace jauge::jauged
