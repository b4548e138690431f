#pragma once
// Power lost at every operation of a store's life: what a disk may then hold is opened and compared with what
// had been acknowledged.
#include <cstddef>
#include <cstdint>
#include <string>

namespace jauge::fault {

struct PowerTally {
  std::size_t operations = 0;  // of the recorded life
  std::size_t states = 0;
  std::size_t in_recovery = 0;  // of them, states where power went again while a first loss was recovered
  std::size_t lost = 0;         // something acknowledged is not there, or half of something is
  std::size_t corrupt = 0;      // the store cannot be opened, or is not sound, or a key is missing
  std::string first_fault;
};

/// `never` forgets every sync of a file: what the model must then find shows that it can.
enum class Syncs { as_made, never };

/// About `states` states of a life made anew.
PowerTally lose_power_often(std::size_t states, std::uint64_t seed, Syncs syncs);

/// The same, told on standard output; whether nothing was lost nor corrupt.
bool lose_power(std::size_t states);

}  // namespace jauge::fault
