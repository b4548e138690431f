#pragma once
// The least that reading the same rows can cost: libpq in single-row mode, binary, nothing done with the
// values.
#include <chrono>
#include <string>
#include <vector>

namespace jauge::bench {

struct BareRead {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::chrono::duration<double> time{0};
};

/// Runs the queries one after the other on one connection. Throws when one fails.
BareRead read_bare(const std::string& connection, const std::vector<std::string>& queries);

}  // namespace jauge::bench
