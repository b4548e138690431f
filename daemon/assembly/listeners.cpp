#include "assembly/listeners.hpp"

#include <poll.h>
#include <signal.h>

#include "assembly/child_process.hpp"

namespace jauge::assembly {
namespace {

using core::msg;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds first_wait{5};
constexpr std::chrono::seconds longest_wait{60};
constexpr std::chrono::seconds steady_after{60};  // one that has run that long was well
constexpr std::chrono::milliseconds grace{1500};

}  // namespace

struct Listeners::Child {
  std::string source;
  std::unique_ptr<ChildProcess> process;
  Steady::time_point started;
  Steady::time_point next_start;
  std::chrono::seconds wait = first_wait;
};

Listeners::Listeners(const config::Configuration& configuration, std::filesystem::path program,
                     engine::NoticeSink notice)
    : configuration_(configuration.path), program_(std::move(program)), notice_(std::move(notice)) {
  for (const auto& source : configuration.sources) {
    if (!source.listening) continue;
    auto child = std::make_unique<Child>();
    child->source = source.spec.name;
    children_.emplace(source.spec.name, std::move(child));
  }
}

Listeners::~Listeners() {
  for (auto& [source, child] : children_) {
    if (child->process) child->process->signal(SIGTERM);
  }
  const auto end = Steady::now() + grace;
  for (auto& [source, child] : children_) {
    while (child->process && Steady::now() < end) {
      pollfd output{child->process->descriptor(), POLLIN, 0};
      if (poll(&output, 1, 50) > 0 && !child->process->read()) child->process.reset();
    }
  }
}

void Listeners::start(Child& child) {
  child.started = Steady::now();
  auto process = ChildProcess::start(program_, configuration_, child.source);
  if (process) {
    child.process = std::move(*process);
    return;
  }
  notice_({engine::Notice::Level::error, "ecoute", process.error().sentence});
  child.next_start = child.started + child.wait;
}

void Listeners::end(Child& child) {
  const auto now = Steady::now();
  const auto frame = child.process->frames().next();
  const auto* const finished = frame && *frame ? std::get_if<core::Finished>(&**frame) : nullptr;
  if (finished && finished->error) {
    notice_({engine::Notice::Level::error, "ecoute", finished->error->sentence});
    if (!finished->error->hint.empty())
      notice_({engine::Notice::Level::error, "ecoute", finished->error->hint});
  } else {
    notice_({engine::Notice::Level::error, "ecoute",
             msg("Source {0}: its listener has ended; it is started again.", child.source)});
  }
  if (now - child.started > steady_after) child.wait = first_wait;
  child.next_start = now + child.wait;
  child.wait = std::min(child.wait * 2, longest_wait);
  child.process.reset();
}

void Listeners::look_after() {
  for (auto& [source, child] : children_) {
    if (child->process) {
      pollfd output{child->process->descriptor(), POLLIN, 0};
      const bool speaks = poll(&output, 1, 0) > 0;
      if (speaks && !child->process->read()) end(*child);
    }
    if (!child->process && Steady::now() >= child->next_start) start(*child);
  }
}

}  // namespace jauge::assembly
