#pragma once
// Every byte of a small store changed in turn.
#include <cstddef>
#include <cstdint>
#include <string>

namespace jauge::fault {

struct FlipTally {
  std::size_t bytes = 0;     // of the file
  std::size_t flips = 0;     // tried
  std::size_t detected = 0;  // the store is refused
  std::size_t unseen = 0;    // it is opened as if nothing had happened
  std::string first_unseen;
};

/// Changes every `step`-th byte, from the `first` on, by a value told by `seed`; one at a time.
FlipTally flip_bytes(std::size_t first, std::size_t step, std::uint64_t seed);

/// Every byte, told on standard output; whether each change was seen.
bool flip_every_byte();

}  // namespace jauge::fault
