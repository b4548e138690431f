#pragma once
// The distinct members of a window while it is read: identifiers, which are cleansed when it goes.
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "core/reading.hpp"

namespace jauge::core {

/// Sets of identifiers of at most 255 bytes, each with the earliest day it was added with. Sets are numbers
/// from 0. Takes about 25 bytes beside each identifier, and allocates only as it grows.
class MemberTable {
 public:
  MemberTable();
  ~MemberTable();
  void add(std::uint32_t set, std::string_view id, std::int32_t day);
  std::size_t size() const { return size_; }
  /// The members of the sets 0 … `sets` − 1, sorted by key; `key` is called once for each. Empties the table.
  std::vector<std::vector<Member>> take(
      std::size_t sets, const std::function<Key(std::uint32_t set, std::string_view id)>& key);

 private:
  // Everything but the identifier stands in the slot: a row that is known costs two places in memory.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t place = free;  // of the set and the identifier: block and offset in it
    std::int32_t day = 0;
  };
  struct Block {
    std::array<char, 65'536> bytes;
    Block() {}  // left as it is: only what was written is read
    ~Block();
  };
  struct Record {
    std::uint32_t set;
    std::string_view id;
  };
  static constexpr std::uint32_t free = 0xFFFF'FFFF;

  Record record_at(std::uint32_t place) const;
  std::uint32_t keep(std::uint32_t set, std::string_view id);
  void grow();

  std::vector<Slot> slots_;  // open addressing, linear probing; a power of two
  std::size_t size_ = 0;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::size_t used_ = 0;  // bytes of the last block
};

}  // namespace jauge::core
