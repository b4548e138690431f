#pragma once
// The least that reading the same rows can cost: the client library, one row at a time, nothing done with the
// values.
#include <cstdint>
#include <string>
#include <vector>

namespace jauge::bench {

struct BareRead {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  double wall = 0;  // seconds
};

/// Run the queries one after the other on one connection. Throw when one fails.
BareRead read_bare_postgresql(const std::string& connection, const std::vector<std::string>& queries);
BareRead read_bare_mariadb(const std::string& socket, const std::string& user,
                           const std::vector<std::string>& queries);

/// The rows that the sandbox's queries give, without bounds.
const std::vector<std::string>& all_rows();

}  // namespace jauge::bench
