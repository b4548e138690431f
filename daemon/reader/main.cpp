// jauge-reader: reads one source for jauged and ends. Started by jauged, never by hand.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <deque>
#include <new>
#include <string_view>
#include <thread>

#include "config/configuration.hpp"
#include "connectors/catalog.hpp"
#include "connectors/tddui/listener.hpp"
#include "reader/confinement.hpp"
#include "reader/perform.hpp"
#include "reader/pipe.hpp"

namespace {

using jauge::core::ErrorKind;
using jauge::core::msg;
namespace core = jauge::core;

/// What the two threads share: the one that reads and the one that waits for SIGTERM.
struct Shared {
  std::atomic<bool> stopped{false};
  std::atomic<bool> waits{true};  // for the parent: there is nothing to cancel
};

/// On SIGTERM: the driver's own cancel for a second, then the end.
void watch(const sigset_t& signals, Shared& shared, const std::function<void()>& cancel) {
  int number = 0;
  sigwait(&signals, &number);
  shared.stopped = true;
  if (shared.waits) _exit(0);
  alarm(1);
  cancel();
  // The reading thread sees that it is stopped and ends the process; if not, the alarm does.
}

core::Finished refused(core::Failure failure) {
  return {failure.value(), {}};
}

core::Finished serve(const core::ReadRequest& request, const char* path, jauge::reader::Pipe& pipe,
                     const sigset_t& signals, Shared& shared) {
  const auto configuration = jauge::config::load(path);
  if (!configuration) {
    return refused(core::fail(ErrorKind::invalid, msg("The configuration {0} is not valid any more.", path),
                              msg("Check it with: jauged --config FILE --check")));
  }
  const auto* const section = configuration->find_source(request.source);
  if (!section) {
    return refused(core::fail(
        ErrorKind::invalid, msg("Source {0}: the configuration does not name it any more.", request.source)));
  }
  auto connection = jauge::connectors::connect(*section);
  if (!connection) return refused(core::Failure(connection.error()));
  std::thread(watch, signals, std::ref(shared), connection->cancel).detach();

  std::uint32_t durable = 0;
  std::deque<std::size_t> in_flight;  // members of each window that is not known to be durable
  std::size_t members_in_flight = 0;
  const auto until_sendable = [&](std::size_t members) {
    shared.waits = true;
    while (!in_flight.empty() && members_in_flight + members > core::in_flight_members) {
      const auto frame = pipe.receive();
      const auto* const commit = frame ? std::get_if<core::Commit>(&*frame) : nullptr;
      if (!commit || commit->count - durable > in_flight.size()) _exit(1);  // the parent has gone
      for (; durable < commit->count; ++durable) {
        members_in_flight -= in_flight.front();
        in_flight.pop_front();
      }
    }
    shared.waits = false;
  };
  const auto send = [&](std::string frame) {
    if (!pipe.send(std::move(frame))) _exit(1);
  };
  const jauge::reader::Outlet outlet{
      // While the parent stores windows the next one is read; it is sent once it and they are few enough.
      .window =
          [&](core::WindowRead read) {
            const auto members = read.members();
            until_sendable(members);
            send(core::encode(read));
            in_flight.push_back(members);
            members_in_flight += members;
          },
      .failure = [&](core::TaskFailure failure) { send(core::encode(failure)); },
      .stopped = [&] { return shared.stopped.load(); },
  };
  const jauge::reader::Reading reading{
      .request = request,
      .source = section->spec,
      .kinds = configuration->kinds,
      .establishments = configuration->project.establishments,
      .time = section->spec.time.value_or(jauge::connectors::default_time_form(section->spec.type)),
  };
  shared.waits = false;
  auto finished = jauge::reader::perform(reading, *connection->source, outlet);
  // Dropped files are moved once what they held is durable: all of it, before the end is told.
  if (!finished.files.empty()) until_sendable(core::in_flight_members + 1);
  return finished;
}

/// Stays for a DUI that posts to `source`, until SIGTERM. What comes back is why it could not.
core::Error listen(const std::string& source, const char* path) {
  const auto configuration = jauge::config::load(path);
  const auto* const section = configuration ? configuration->find_source(source) : nullptr;
  if (!section || !section->listening) {
    return core::fail(ErrorKind::invalid,
                      msg("Source {0}: the configuration does not name it any more.", source))
        .value();
  }
  jauge::connectors::tddui::Listener listener(*section, jauge::connectors::tddui::clock_now);
  if (const auto opened = listener.open(); !opened) return opened.error();
  listener.serve({SIGTERM, SIGINT});
  _exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  const bool listens = argc == 5 && std::string_view(argv[3]) == "--listen";
  if ((argc != 3 && !listens) || std::string_view(argv[1]) != "--config") {
    std::fputs("jauge-reader --config FILE: reads a source for jauged, which starts it.\n", stderr);
    return 2;
  }
  jauge::reader::confine();
  if (listens) {
    jauge::reader::Pipe pipe(STDIN_FILENO, STDOUT_FILENO);
    pipe.send(core::encode(core::Finished{listen(argv[4], argv[2]), {}}));
    _exit(1);
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  jauge::reader::Pipe pipe(STDIN_FILENO, STDOUT_FILENO);
  const auto frame = pipe.receive();
  const auto* const request = frame ? std::get_if<core::ReadRequest>(&*frame) : nullptr;
  if (!request) return 2;

  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  static Shared shared;  // outlives main: the detached thread may still look at it
  core::Finished finished;
  try {
    finished = serve(*request, argv[2], pipe, signals, shared);
  } catch (const std::bad_alloc&) {
    finished = refused(core::fail(
        ErrorKind::invalid, msg("Source {0}: reading it takes more memory than is allowed.", request->source),
        msg("Look whether a query gives more rows than it should.")));
  } catch (const std::exception&) {
    finished = refused(core::fail(ErrorKind::transient,
                                  msg("Source {0}: the reader met an unexpected fault.", request->source)));
  }
  if (shared.stopped) _exit(0);
  pipe.send(core::encode(finished));
  // No destructor waits for a server that does not answer.
  _exit(0);
}
