#pragma once
// What the regions' ARS hold of this project, asked at each start before anything is frozen: a store that was
// restored, copied back with its machine or made anew takes over the reports it had sent.
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/settings.hpp"
#include "store/store.hpp"

namespace jauge::engine {

/// A question for the ARS of one region; reports that are `known` need not be fetched.
struct Inquiry {
  core::RegionCode region;
  std::set<std::pair<core::Month, int>> known;  // month, revision
};

/// A report that an ARS holds and we do not: its seal and its receipt are verified.
struct HeldReport {
  core::Documents documents;
  std::string container;
  core::Instant sealed_at{};
  std::string receipt;
  core::Instant received_at{};
};

struct Holdings {
  core::RegionCode region;
  core::Message fault;   // why they are not known; empty when they are
  bool damaged = false;  // they are known and not to be believed: for a person
  std::vector<HeldReport> reports;
};

class Adoption {
 public:
  Adoption(const Settings& settings, store::Store& store, Doors& doors);

  /// The next region to ask; marks it as under way.
  [[nodiscard]] core::Result<std::optional<Inquiry>> next(core::Instant now);
  [[nodiscard]] core::Result<void> take(const Holdings& holdings, core::Instant now);
  /// Nothing is frozen before: every region has answered or, unless the store was restored or a region holds
  /// what we do not, has been asked once.
  [[nodiscard]] core::Result<bool> lets_freeze() const;
  /// Why freezing waits or what could not be taken over; empty when all is well.
  const core::Message& problem() const { return problem_; }
  /// A backup took the store's place, and what was sent since is not taken over yet.
  [[nodiscard]] core::Result<bool> awaits_restored() const;

 private:
  enum class State { to_ask, asked, answered, silent, damaged };
  struct Region {
    State state = State::to_ask;
    std::optional<core::Instant> again;
    std::vector<HeldReport> reports;
  };
  core::Result<void> adopt(core::Instant now);
  core::Result<void> adopt_one(const struct AdoptedClosure& closure, core::Instant now);

  const Settings& settings_;
  store::Store& store_;
  Doors& doors_;
  std::map<core::RegionCode, Region> regions_;
  core::Message problem_;
  bool done_ = false;
};

}  // namespace jauge::engine
