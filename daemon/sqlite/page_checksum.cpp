#include "sqlite/page_checksum.hpp"

#include <bit>
#include <cstring>

namespace jauge::sqlite {

namespace {

std::uint64_t little_endian(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

}  // namespace

std::uint64_t page_checksum(std::uint64_t what, std::uint64_t where, std::string_view bytes) {
  // Each step is one-to-one in the running value and in the word, so words that differ once never meet again.
  const auto mix = [](std::uint64_t value) {
    value *= 0x9e3779b97f4a7c15;
    return value ^ (value >> 29);
  };
  std::uint64_t value = mix(mix(what) ^ where);
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) value = mix(value ^ little_endian(bytes.data() + at));
  for (; at < bytes.size(); ++at) value = mix(value ^ static_cast<unsigned char>(bytes[at]));
  return mix(value);
}

void stamp(std::uint64_t what, std::uint64_t where, std::span<char> block) {
  const std::size_t size = block.size() - checksum_size;
  const std::uint64_t sum = page_checksum(what, where, {block.data(), size});
  for (unsigned i = 0; i < checksum_size; ++i) block[size + i] = static_cast<char>(sum >> (8 * i));
}

bool is_sound(std::uint64_t what, std::uint64_t where, std::string_view block) {
  const std::size_t size = block.size() - checksum_size;
  return page_checksum(what, where, block.substr(0, size)) == little_endian(block.data() + size);
}

}  // namespace jauge::sqlite
