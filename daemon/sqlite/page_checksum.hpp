#pragma once
// The checksum that stands in every page, journal record and journal header.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace jauge::sqlite {

inline constexpr std::size_t page_size = 4096;
inline constexpr std::size_t checksum_size = 8;

/// Of a page, a journal record or a journal header (`what`) and its place (`where`). Every change within one
/// aligned 8-byte word changes it.
std::uint64_t page_checksum(std::uint64_t what, std::uint64_t where, std::string_view bytes);

/// Puts the checksum of `block` into its last 8 bytes.
void stamp(std::uint64_t what, std::uint64_t where, std::span<char> block);
/// The last 8 bytes are the checksum of the others.
bool is_sound(std::uint64_t what, std::uint64_t where, std::string_view block);

}  // namespace jauge::sqlite
