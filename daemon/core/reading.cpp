#include "core/reading.hpp"

namespace jauge::core {

namespace {

template <class Map>
void add(Map& sums, const Map& others) {
  for (const auto& [key, count] : others) sums[key] += count;
}

std::uint64_t sum(const std::map<std::string, std::uint64_t>& counts) {
  std::uint64_t total = 0;
  for (const auto& [reason, count] : counts) total += count;
  return total;
}

}  // namespace

Fates& Fates::operator+=(const Fates& other) {
  // Row numbers of the other part start again after ours.
  if (!first_refused_row && other.first_refused_row) first_refused_row = read + *other.first_refused_row;
  read += other.read;
  taken += other.taken;
  outside += other.outside;
  future += other.future;
  outside_window += other.outside_window;
  corrected += other.corrected;
  add(late, other.late);
  for (const auto& [finess, fates] : other.establishments) {
    auto& ours = establishments[finess];
    ours.read += fates.read;
    add(ours.refused, fates.refused);
  }
  add(unattributed, other.unattributed);
  return *this;
}

std::size_t WindowRead::members() const {
  std::size_t count = 0;
  for (const auto& batch : batches) count += batch.members.size();
  return count;
}

std::uint64_t Fates::refused() const {
  std::uint64_t total = sum(unattributed);
  for (const auto& [finess, fates] : establishments) total += sum(fates.refused);
  return total;
}

}  // namespace jauge::core
