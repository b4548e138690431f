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
  for (; slots_[position].place != free; position = (position + 1) & mask) {
    Slot& slot = slots_[position];
    if (slot.hash != hash) continue;
    const Record record = record_at(slot.place);
    if (record.set != set || record.id != id) continue;
    slot.day = std::min(slot.day, day);
    return;
  }
  slots_[position] = {hash, keep(set, id), day};
  ++size_;
  if (size_ * 4 > slots_.size() * 3) grow();
}

// A record: the set (4 bytes), the identifier's length (1 byte), the identifier.
MemberTable::Record MemberTable::record_at(std::uint32_t place) const {
  const char* bytes = blocks_[place >> block_bits]->bytes.data() + (place & ((1u << block_bits) - 1));
  Record record{};
  std::memcpy(&record.set, bytes, sizeof record.set);
  bytes += sizeof record.set;
  record.id = {bytes + 1, static_cast<unsigned char>(*bytes)};
  return record;
}

std::uint32_t MemberTable::keep(std::uint32_t set, std::string_view id) {
  const std::size_t size = sizeof set + 1 + id.size();
  if (blocks_.empty() || used_ + size > blocks_.back()->bytes.size()) {
    blocks_.push_back(std::make_unique<Block>());
    used_ = 0;
  }
  char* bytes = blocks_.back()->bytes.data() + used_;
  std::memcpy(bytes, &set, sizeof set);
  bytes[sizeof set] = static_cast<char>(static_cast<unsigned char>(id.size()));
  std::memcpy(bytes + sizeof set + 1, id.data(), id.size());
  const auto place = static_cast<std::uint32_t>(((blocks_.size() - 1) << block_bits) + used_);
  used_ += size;
  return place;
}

void MemberTable::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.place == free) continue;
    std::size_t position = slot.hash & mask;
    while (larger[position].place != free) position = (position + 1) & mask;
    larger[position] = slot;
  }
  slots_ = std::move(larger);
}

std::vector<std::vector<Member>> MemberTable::take(
    std::size_t sets, const std::function<Key(std::uint32_t set, std::string_view id)>& key) {
  std::vector<std::size_t> sizes(sets);
  for (const Slot& slot : slots_) {
    if (slot.place != free) ++sizes[record_at(slot.place).set];
  }
  std::vector<std::vector<Member>> members(sets);
  for (std::size_t set = 0; set < sets; ++set) members[set].reserve(sizes[set]);
  for (const Slot& slot : slots_) {
    if (slot.place == free) continue;
    const Record record = record_at(slot.place);
    members[record.set].push_back({key(record.set, record.id), slot.day});
  }
  blocks_.clear();
  std::ranges::fill(slots_, Slot{});
  size_ = 0;
  for (auto& set : members) std::ranges::sort(set);
  return members;
}

}  // namespace jauge::core
