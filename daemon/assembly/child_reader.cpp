#include "assembly/child_reader.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <list>
#include <variant>

#include "assembly/child_process.hpp"

namespace jauge::assembly {
namespace {

using core::ErrorKind;
using core::msg;
using Steady = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr std::size_t most_children = 4;
constexpr auto grace = std::chrono::seconds(1);  // from SIGTERM to SIGKILL
// How long an event waits for others, so that what they tell is made durable at once and not one by one. A
// child goes on meanwhile, as long as it has not sent half of what it may.
constexpr auto gathering = std::chrono::milliseconds(20);

struct Waiting {
  core::Reader::Ticket ticket;
  core::ReadRequest request;
};

/// A read that has its child. `reading` until it is over: then the child is only waited for.
struct Running {
  core::Reader::Ticket ticket;
  std::string source;
  core::ReadPurpose purpose;
  std::unique_ptr<ChildProcess> child;
  Steady::duration left;  // of its deadline, at `resumed`
  Steady::time_point resumed;
  Steady::duration spent{0};
  std::uint32_t windows = 0;  // that it sent, and how many of them are durable
  std::uint32_t durable = 0;
  std::size_t in_flight = 0;   // members of the others
  bool over = false;           // its Finished event was given
  Steady::time_point kill_at;  // once it is over

  bool awaits_commit() const { return windows != durable; }
  bool may_send(std::size_t members) const {
    return !awaits_commit() || in_flight + members <= core::in_flight_members;
  }
  Steady::time_point deadline() const { return resumed + left; }
  /// The clock of a read stops while windows of it are being stored.
  void stop_clock(Steady::time_point now) {
    left -= now - resumed;
    spent += now - resumed;
  }
};

}  // namespace

struct ChildReader::State {
  State(std::filesystem::path configuration_file, std::filesystem::path reader,
        std::map<std::string, DropFolder> drop_folders)
      : configuration(std::move(configuration_file)),
        program(std::move(reader)),
        folders(std::move(drop_folders)),
        wakener(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

  void start_waiting();
  void listen(Milliseconds patience);
  void take_frames(Running& run, bool alive);
  void take(Running& run, core::Frame frame);
  void finish(Running& run, std::optional<core::Error> error, std::vector<core::Grant> warnings);
  void end(Running& run, core::Failure failure);
  void look_at_deadlines();
  void add_event(Event event, bool urgent);
  Milliseconds until_next_deadline(Milliseconds patience) const;

  std::filesystem::path configuration;
  std::filesystem::path program;
  std::map<std::string, DropFolder> folders;
  Descriptor wakener;
  bool woken = false;
  Ticket last_ticket = 0;
  std::deque<Waiting> waiting;
  std::list<Running> running;
  std::vector<Event> events;
  std::optional<Steady::time_point> events_due;  // when they are given, at the latest
  Steady::time_point away_since = Steady::now();
};

/// Gives the reads that wait their child, as long as there is room.
void ChildReader::State::start_waiting() {
  while (!waiting.empty() && running.size() < most_children) {
    auto next = std::move(waiting.front());
    waiting.pop_front();
    auto child = ChildProcess::start(program, configuration, {});
    if (!child) {
      add_event({next.ticket, Finished{child.error(), {}, Milliseconds(0)}}, true);
      continue;
    }
    (*child)->queue(core::encode(next.request));
    running.push_back({.ticket = next.ticket,
                       .source = next.request.source,
                       .purpose = next.request.purpose,
                       .child = std::move(*child),
                       .left = next.request.deadline,
                       .resumed = Steady::now(),
                       .kill_at = {}});
  }
}

void ChildReader::State::add_event(Event event, bool urgent) {
  events.push_back(std::move(event));
  const auto now = Steady::now();
  if (urgent) events_due = now;
  if (!events_due) events_due = now + gathering;
}

/// One look at all descriptors, waiting up to `patience` for the first.
void ChildReader::State::listen(Milliseconds patience) {
  std::vector<pollfd> descriptors{{wakener.get(), POLLIN, 0}};
  for (const auto& run : running) {
    const short wanted = run.child->has_queued() ? POLLIN | POLLOUT : POLLIN;
    descriptors.push_back({run.child->descriptor(), wanted, 0});
  }
  if (poll(descriptors.data(), descriptors.size(), static_cast<int>(patience.count())) <= 0) return;
  if (descriptors[0].revents & POLLIN) {
    std::uint64_t count = 0;
    woken = ::read(wakener.get(), &count, sizeof count) == sizeof count || woken;
  }
  std::size_t index = 1;
  for (auto run = running.begin(); run != running.end(); ++index) {
    const short ready = descriptors[index].revents;
    if (ready & POLLOUT) run->child->write();
    bool alive = true;
    if (ready & (POLLIN | POLLHUP | POLLERR)) {
      alive = run->child->read();
      take_frames(*run, alive);
    }
    run = alive ? std::next(run) : running.erase(run);
  }
}

void ChildReader::State::take_frames(Running& run, bool alive) {
  while (!run.over) {
    auto frame = run.child->frames().next();
    if (!frame) {
      end(run, core::fail(ErrorKind::transient,
                          msg("Source {0}: its reader sent what makes no sense.", run.source)));
    } else if (*frame) {
      take(run, std::move(**frame));
    } else {
      break;
    }
  }
  if (!alive && !run.over) {
    end(run,
        core::fail(ErrorKind::transient, msg("Source {0}: its reader ended before the read did.", run.source),
                   msg("The machine may be short of memory; the next read tries again.")));
  }
}

void ChildReader::State::take(Running& run, core::Frame frame) {
  if (auto* finished = std::get_if<core::Finished>(&frame)) {
    // The child sends it once its last window is durable; before that nothing is moved.
    const auto folder = folders.find(run.source);
    if (folder != folders.end() && !run.awaits_commit() && run.purpose != core::ReadPurpose::check) {
      const auto settled = settle(folder->second, run.source, finished->files);
      if (!settled && !finished->error) finished->error = settled.error();
    }
    finish(run, std::move(finished->error), std::move(finished->warnings));
  } else if (auto* failure = std::get_if<core::TaskFailure>(&frame)) {
    add_event({run.ticket, std::move(*failure)}, false);
  } else if (auto* window = std::get_if<core::WindowRead>(&frame);
             window && run.may_send(window->members())) {
    if (!run.awaits_commit()) run.stop_clock(Steady::now());
    ++run.windows;
    run.in_flight += window->members();
    add_event({run.ticket, std::move(*window)}, run.in_flight > core::in_flight_members / 2);
  } else {
    end(run, core::fail(ErrorKind::transient,
                        msg("Source {0}: its reader sent what makes no sense.", run.source)));
  }
}

/// The last event of a read; its child is given a second to go by itself.
void ChildReader::State::finish(Running& run, std::optional<core::Error> error,
                                std::vector<core::Grant> warnings) {
  const auto now = Steady::now();
  if (!run.awaits_commit()) run.stop_clock(now);
  run.over = true;
  run.kill_at = now + grace;
  add_event({run.ticket, Finished{std::move(error), std::move(warnings),
                                  std::chrono::duration_cast<Milliseconds>(run.spent)}},
            true);
}

void ChildReader::State::end(Running& run, core::Failure failure) {
  run.child->signal(SIGTERM);
  finish(run, std::move(failure.value()), {});
}

void ChildReader::State::look_at_deadlines() {
  const auto now = Steady::now();
  for (auto run = running.begin(); run != running.end();) {
    if (!run->over && !run->awaits_commit() && now >= run->deadline()) {
      end(*run,
          core::fail(
              ErrorKind::transient, msg("Source {0}: it did not answer within its time-out.", run->source),
              msg("See whether its server answers, and whether the network lets it; or raise timeout.")));
    }
    // Erasing kills a child that is still there.
    run = run->over && now >= run->kill_at ? running.erase(run) : std::next(run);
  }
}

Milliseconds ChildReader::State::until_next_deadline(Milliseconds patience) const {
  const auto now = Steady::now();
  auto next = now + patience;
  if (events_due) next = std::min(next, *events_due);
  for (const auto& run : running) {
    if (run.over) {
      next = std::min(next, run.kill_at);
    } else if (!run.awaits_commit()) {
      next = std::min(next, run.deadline());
    }
  }
  return std::max(Milliseconds(0), std::chrono::ceil<Milliseconds>(next - now));
}

ChildReader::ChildReader(std::filesystem::path configuration, std::filesystem::path program,
                         std::map<std::string, DropFolder> folders)
    : state_(std::make_unique<State>(std::move(configuration), std::move(program), std::move(folders))) {}

ChildReader::~ChildReader() {
  for (const auto& run : state_->running) run.child->signal(SIGTERM);
  const auto end = Steady::now() + grace;
  state_->waiting.clear();
  for (auto& run : state_->running) run.over = true;
  while (!state_->running.empty() && Steady::now() < end) {
    state_->listen(std::chrono::ceil<Milliseconds>(end - Steady::now()));
  }
}

core::Result<core::Reader::Ticket> ChildReader::start(core::ReadRequest request) {
  const Ticket ticket = ++state_->last_ticket;
  state_->waiting.push_back({ticket, std::move(request)});
  state_->start_waiting();
  return ticket;
}

std::vector<core::Reader::Event> ChildReader::wait(std::chrono::milliseconds patience) {
  const auto entered = Steady::now();
  const auto end = entered + patience;
  // Time in which nobody listened does not count for a child that has answered meanwhile.
  for (auto& run : state_->running) {
    pollfd answered{run.child->descriptor(), POLLIN, 0};
    if (run.over || run.awaits_commit() || poll(&answered, 1, 0) <= 0) continue;
    run.left += entered - std::max(run.resumed, state_->away_since);
  }
  const auto due = [&] { return state_->events_due && Steady::now() >= *state_->events_due; };
  do {
    const auto left = std::chrono::ceil<Milliseconds>(std::max(end - Steady::now(), Steady::duration(0)));
    const bool known = due() || state_->woken;
    state_->listen(known ? Milliseconds(0) : state_->until_next_deadline(left));
    state_->look_at_deadlines();
    state_->start_waiting();
  } while (!due() && !state_->woken && Steady::now() < end);
  state_->woken = false;
  state_->events_due.reset();
  state_->away_since = Steady::now();
  return std::exchange(state_->events, {});
}

void ChildReader::commit(Ticket ticket) {
  for (auto& run : state_->running) {
    if (run.ticket != ticket || run.over || !run.awaits_commit()) continue;
    run.durable = run.windows;
    run.in_flight = 0;
    run.resumed = Steady::now();
    run.child->queue(core::encode(core::Commit{run.windows}));
  }
}

void ChildReader::cancel(Ticket ticket) {
  const auto cancelled = [](const std::string& source) {
    return core::fail(ErrorKind::cancelled, msg("Source {0}: the read was ended.", source));
  };
  for (auto& run : state_->running) {
    if (run.ticket == ticket && !run.over) state_->end(run, cancelled(run.source));
  }
  const auto queued = std::ranges::find(state_->waiting, ticket, &Waiting::ticket);
  if (queued == state_->waiting.end()) return;
  const auto error = cancelled(queued->request.source).value();
  state_->add_event({ticket, Finished{error, {}, Milliseconds(0)}}, true);
  state_->waiting.erase(queued);
}

void ChildReader::wake() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(state_->wakener.get(), &one, sizeof one));
}

}  // namespace jauge::assembly
