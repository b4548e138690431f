#include <fmt/format.h>

#include <array>
#include <cstring>

#include "core/evaluate.hpp"

namespace jauge::core {

Digest evidence_digest(std::string_view project, const Finess& finess, Month month, std::string_view kind,
                       std::span<const Member> members) {
  const std::string month_text = month.text();
  const std::string count = fmt::format("{}", members.size());
  std::string head;
  // The count ends with a NUL too: a digit could otherwise pass for the first byte of a key.
  for (const std::string_view text : {std::string_view("jauge-evidence/1"), project, finess.text(),
                                      std::string_view(month_text), kind, std::string_view(count)}) {
    head.append(text);
    head.push_back('\0');
  }
  Sha256 hash;
  hash.add(head);

  // Members hold a day beside the key: the keys are gathered in blocks, so that one call hashes many.
  constexpr std::size_t block = 256;
  std::array<char, block * sizeof(Key)> buffer;
  std::size_t filled = 0;
  for (const Member& member : members) {
    std::memcpy(buffer.data() + filled, member.key.data(), sizeof(Key));
    filled += sizeof(Key);
    if (filled == buffer.size()) {
      hash.add({buffer.data(), filled});
      filled = 0;
    }
  }
  hash.add({buffer.data(), filled});
  return hash.finish();
}

}  // namespace jauge::core
