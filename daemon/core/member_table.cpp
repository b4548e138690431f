#include "core/member_table.hpp"

#include <algorithm>
#include <cstring>

#include "core/cleansing.hpp"

namespace jauge::core {

namespace {

constexpr unsigned block_bits = 16;

std::uint32_t hash_of(std::uint32_t set, std::string_view id) {
  const std::uint64_t mixed = (std::hash<std::string_view>()(id) ^ set) * 0x9E3779B97F4A7C15u;
  return static_cast<std::uint32_t>(mixed >> 32);
}

}  // namespace

MemberTable::Block::~Block() {
  cleanse(bytes.data(), bytes.size());
}

MemberTable::MemberTable() : slots_(1024) {}
MemberTable::~MemberTable() = default;

void MemberTable::add(std::uint32_t set, std::string_view id, std::int32_t day) {
  const std::uint32_t hash = hash_of(set, id);
  const std::size_t mask = slots_.size() - 1;
  std::size_t position = hash & mask;
  for (; slots_[position].entry != 0; position = (position + 1) & mask) {
    if (slots_[position].hash != hash) continue;
    Entry& entry = entries_[slots_[position].entry - 1];
    if (entry.set != set || id_at(entry.place) != id) continue;
    entry.day = std::min(entry.day, day);
    return;
  }
  entries_.push_back({keep(id), set, day});
  slots_[position] = {hash, static_cast<std::uint32_t>(entries_.size())};
  if (entries_.size() * 4 > slots_.size() * 3) grow();
}

std::string_view MemberTable::id_at(std::uint32_t place) const {
  const auto& bytes = blocks_[place >> block_bits]->bytes;
  const std::size_t offset = place & ((1u << block_bits) - 1);
  return {bytes.data() + offset + 1, static_cast<unsigned char>(bytes[offset])};
}

std::uint32_t MemberTable::keep(std::string_view id) {
  if (blocks_.empty() || used_ + 1 + id.size() > blocks_.back()->bytes.size()) {
    blocks_.push_back(std::make_unique<Block>());
    used_ = 0;
  }
  char* bytes = blocks_.back()->bytes.data() + used_;
  *bytes = static_cast<char>(static_cast<unsigned char>(id.size()));
  std::memcpy(bytes + 1, id.data(), id.size());
  const auto place = static_cast<std::uint32_t>(((blocks_.size() - 1) << block_bits) + used_);
  used_ += 1 + id.size();
  return place;
}

void MemberTable::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.entry == 0) continue;
    std::size_t position = slot.hash & mask;
    while (larger[position].entry != 0) position = (position + 1) & mask;
    larger[position] = slot;
  }
  slots_ = std::move(larger);
}

std::vector<std::vector<Member>> MemberTable::members(
    std::size_t sets, const std::function<Key(std::uint32_t set, std::string_view id)>& key) const {
  std::vector<std::size_t> sizes(sets);
  for (const Entry& entry : entries_) ++sizes[entry.set];
  std::vector<std::vector<Member>> members(sets);
  for (std::size_t set = 0; set < sets; ++set) members[set].reserve(sizes[set]);
  for (const Entry& entry : entries_) {
    members[entry.set].push_back({key(entry.set, id_at(entry.place)), entry.day});
  }
  for (auto& set : members) std::ranges::sort(set);
  return members;
}

}  // namespace jauge::core
