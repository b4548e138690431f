#pragma once
// What an engine is made of. Of this folder only: engine.cpp and engine_months.cpp.
#include <map>
#include <string>

#include "engine/adoption.hpp"
#include "engine/advice.hpp"
#include "engine/auditing.hpp"
#include "engine/certificate_watch.hpp"
#include "engine/closing.hpp"
#include "engine/engine.hpp"
#include "engine/outbox.hpp"
#include "engine/read_plan.hpp"
#include "engine/reads.hpp"
#include "engine/retention.hpp"
#include "engine/revising.hpp"
#include "engine/safekeeping.hpp"
#include "engine/works.hpp"
#include "store/store.hpp"

namespace jauge::engine {

struct Engine::State {
  State(Settings given, store::Store& opened, Doors ways, core::Month first)
      : settings(std::move(given)),
        store(opened),
        doors(std::move(ways)),
        first_month(first),
        reads(settings, store, doors, works, first),
        closures(store),
        closing(settings, store, doors, works, reads, closures, first),
        revising(settings, store, doors, works, reads, closures, first),
        auditing(settings, store, doors, works, reads, closures, first),
        retention(settings, store, doors, first),
        outbox(settings, store, doors),
        safekeeping(store, doors),
        adoption(settings, store, doors) {}

  Settings settings;
  store::Store& store;
  Doors doors;
  core::Month first_month;
  Works works;
  Reads reads;
  Closures closures;
  Closing closing;
  Revising revising;
  Auditing auditing;
  Retention retention;
  Outbox outbox;
  Safekeeping safekeeping;
  Adoption adoption;
  CertificateWatch certificate_watch;
  std::map<std::string, WorkId, std::less<>> asked_polls;  // by source, waiting for their turn
  std::map<std::string, WorkId, std::less<>> polls;        // by source, under way
  std::map<WorkId, std::size_t> polls_left;                // by work
  bool clock_doubtful = false;  // behind what it has shown: nothing is frozen, sealed or purged
  bool clock_wrong = false;     // by more than a correction of the network makes it

  core::Result<void> start_polls(core::Instant now, Polls wanted);
  core::Result<std::vector<std::string>> due_kinds(const core::SourceSpec& source, core::Instant now) const;
  /// A read of more than the polls is due or under way for this source.
  bool reserved(std::string_view source) const {
    return closing.wants(source) || revising.wants(source) || auditing.wants(source);
  }
  core::Result<bool> heard_for_all(const core::SourceSpec& source, const std::string& kind,
                                   core::Month month) const;
  core::Result<void> check_clock(core::Instant now);
  void end_polls();
};

}  // namespace jauge::engine
