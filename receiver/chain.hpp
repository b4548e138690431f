#pragma once
// The chain of a project's reports in a region, as far as it is held: its head, its gaps, its forks.
#include <optional>
#include <span>
#include <vector>

#include "receiver/report_facts.hpp"

namespace jauge::receiver {

/// A report held.
struct Entry {
  ReportFacts facts;
  core::Digest json_sha256;  // of its rapport.json
  core::Digest sha256;       // of its container
  core::Instant received_at;
  bool operator==(const Entry&) const = default;
};

struct Chain {
  struct Gap {
    int first;
    int last;
    bool operator==(const Gap&) const = default;
  };
  std::optional<core::Digest> head;  // rapport.json of the highest sequence held without gap
  std::vector<Gap> missing;          // below the highest sequence held
  std::vector<int> forks;            // sequences held twice, or that follow another report than the one held
};

/// `entries` of one project and region in order of arrival: of two successors the first counts for the head,
/// and both stay a fork for ever.
Chain examine(std::span<const Entry> entries);

}  // namespace jauge::receiver
