#pragma once
// The covering page of a report that is deposited by hand: what is handed over, how to check it, and the
// blank attestation of the holder's legal representative.
#include <string>

#include "core/report.hpp"

namespace jauge::core {

struct DepositedFile {
  RegionCode region;
  int sequence = 1;
  Digest sha256;         // of the container
  std::size_t size = 0;  // in bytes
  Instant sealed_at{};
};

/// A printable HTML page, in French as the report is. A function of its arguments alone.
std::string write_deposit_cover(const Closure& closure, const DepositedFile& file);

}  // namespace jauge::core
