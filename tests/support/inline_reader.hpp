#pragma once
// core::Reader that runs a Source here, in the test's own process. Link jauge_reader.
#include <deque>
#include <functional>
#include <map>

#include "core/ports.hpp"
#include "reader/perform.hpp"

namespace jauge::test_support {

/// A read runs whole in start(); its events come in order, none after a WindowRead until that is committed.
class InlineReader final : public core::Reader {
 public:
  struct Served {
    core::SourceSpec spec;
    std::unique_ptr<core::Source> source;
    core::TimeForm time = core::TimeForm::timestamp;
  };
  /// `serve` gives the source of a name; the other arguments outlive this.
  InlineReader(const core::FactKinds& kinds, const std::vector<core::Establishment>& establishments,
               std::function<Served(const std::string& source)> serve)
      : kinds_(kinds), establishments_(establishments), serve_(std::move(serve)) {}

  core::Result<Ticket> start(core::ReadRequest request) override {
    const Ticket ticket = ++last_ticket_;
    auto& events = events_[ticket];
    const auto served = serve_(request.source);
    reader::Reading reading{request, served.spec, kinds_, establishments_, served.time};
    // So few that nearly every task comes in parts.
    reading.part_members = 2;
    const reader::Outlet outlet{
        .window =
            [&](core::WindowRead read) {
              events.push_back({ticket, std::move(read)});
            },
        .failure =
            [&](core::TaskFailure failure) {
              events.push_back({ticket, std::move(failure)});
            },
        .stopped = [] { return false; },
    };
    auto finished = reader::perform(reading, *served.source, outlet);
    events.push_back({ticket, Finished{std::move(finished.error), std::move(finished.warnings), {}}});
    return ticket;
  }

  std::vector<Event> wait(std::chrono::milliseconds) override {
    std::vector<Event> ready;
    for (auto& [ticket, events] : events_) {
      while (!events.empty() && !awaits_commit_[ticket]) {
        awaits_commit_[ticket] = std::holds_alternative<core::WindowRead>(events.front().what);
        ready.push_back(std::move(events.front()));
        events.pop_front();
      }
    }
    return ready;
  }

  void commit(Ticket ticket) override { awaits_commit_[ticket] = false; }

  void cancel(Ticket ticket) override {
    const core::Error error{core::ErrorKind::cancelled, core::msg("The read was ended."), {}};
    awaits_commit_[ticket] = false;
    events_[ticket].clear();
    events_[ticket].push_back({ticket, Finished{error, {}, {}}});
  }

  void wake() override {}

 private:
  const core::FactKinds& kinds_;
  const std::vector<core::Establishment>& establishments_;
  std::function<Served(const std::string&)> serve_;
  Ticket last_ticket_ = 0;
  std::map<Ticket, std::deque<Event>> events_;
  std::map<Ticket, bool> awaits_commit_;
};

}  // namespace jauge::test_support
