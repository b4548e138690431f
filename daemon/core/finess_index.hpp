#pragma once
// Which establishment a FINESS number stands for: asked once for each row.
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "core/finess.hpp"

namespace jauge::core {

/// A hash table from FINESS numbers to small numbers. The first entry for a FINESS stays.
class FinessIndex {
 public:
  void add(const Finess& finess, std::uint32_t index) {
    if (find(finess.text())) return;
    ++size_;
    if (size_ * 2 > slots_.size()) grow();
    put({finess, index, true});
  }

  /// Of the text of a FINESS; nothing for any other text.
  std::optional<std::uint32_t> find(std::string_view text) const {
    if (text.size() != length || slots_.empty()) return std::nullopt;
    for (std::size_t position = start(text);; position = (position + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[position];
      if (!slot.used) return std::nullopt;
      if (std::memcmp(slot.finess.text().data(), text.data(), length) == 0) return slot.index;
    }
  }

 private:
  static constexpr std::size_t length = 9;
  struct Slot {
    Finess finess;
    std::uint32_t index = 0;
    bool used = false;
  };

  std::size_t start(std::string_view text) const {
    std::uint64_t first_eight = 0;
    std::memcpy(&first_eight, text.data(), sizeof first_eight);
    const std::uint64_t mixed = (first_eight ^ static_cast<unsigned char>(text.back())) * 0x9E3779B97F4A7C15u;
    return (mixed >> 40) & (slots_.size() - 1);
  }
  void put(const Slot& slot) {
    std::size_t position = start(slot.finess.text());
    while (slots_[position].used) position = (position + 1) & (slots_.size() - 1);
    slots_[position] = slot;
  }
  void grow() {
    std::vector<Slot> known(slots_.empty() ? 64 : slots_.size() * 2);
    known.swap(slots_);
    for (const Slot& slot : known) {
      if (slot.used) put(slot);
    }
  }

  std::vector<Slot> slots_;  // open addressing; a power of two, at most half used
  std::size_t size_ = 0;
};

}  // namespace jauge::core
