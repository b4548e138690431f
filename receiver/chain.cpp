#include "receiver/chain.hpp"

#include <map>

namespace jauge::receiver {

Chain examine(std::span<const Entry> entries) {
  std::map<int, std::vector<const Entry*>> by_sequence;
  for (const Entry& entry : entries) by_sequence[entry.facts.sequence].push_back(&entry);

  Chain out;
  int expected = 1;
  const std::vector<const Entry*>* before = nullptr;  // those of the sequence just below
  bool linked = true;                                 // every sequence so far follows the head
  for (const auto& [sequence, held] : by_sequence) {
    if (sequence > expected) {
      out.missing.push_back({expected, sequence - 1});
      before = nullptr;
      linked = false;
    }
    const auto follows_held = [&](const Entry* entry) {
      if (before == nullptr) return true;  // nothing to compare with
      return std::any_of(before->begin(), before->end(),
                         [&](const Entry* one) { return entry->facts.previous == one->json_sha256; });
    };
    if (held.size() > 1 || !std::all_of(held.begin(), held.end(), follows_held))
      out.forks.push_back(sequence);
    if (linked) {
      const auto next = std::find_if(held.begin(), held.end(),
                                     [&](const Entry* entry) { return entry->facts.previous == out.head; });
      linked = next != held.end();
      if (linked) out.head = (*next)->json_sha256;
    }
    before = &held;
    expected = sequence + 1;
  }
  return out;
}

}  // namespace jauge::receiver
