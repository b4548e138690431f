#include "connectors/csv/encoding.hpp"

#include <algorithm>
#include <array>

namespace jauge::connectors::csv {
namespace {

// Windows-1252 from 0x80 to 0x9F (WHATWG Encoding, index windows-1252, of which the five bytes that Windows
// leaves unused are none); elsewhere it is Latin-1.
constexpr std::array<char16_t, 32> windows1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void append(std::string& text, char16_t point) {
  if (point < 0x800) {
    text.push_back(static_cast<char>(0xC0 | (point >> 6)));
  } else {
    text.push_back(static_cast<char>(0xE0 | (point >> 12)));
    text.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
  }
  text.push_back(static_cast<char>(0x80 | (point & 0x3F)));
}

}  // namespace

bool EncodingCheck::feed(std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && left_ == 0) continue;
    if (!valid_ || !take(byte)) {
      valid_ = false;
      return false;
    }
  }
  return valid_;
}

bool EncodingCheck::take(unsigned char byte) {
  if (encoding_ == Encoding::latin1) return true;
  if (encoding_ == Encoding::windows1252) return byte >= 0xA0 || windows1252.at(byte - 0x80u) != 0;
  if (left_ > 0) {
    if (byte < least_ || byte > most_) return false;
    --left_;
    least_ = 0x80;
    most_ = 0xBF;
    return true;
  }
  // Neither longer than needed, nor a surrogate, nor above U+10FFFF (RFC 3629, 4).
  if (byte < 0xC2 || byte > 0xF4) return false;
  left_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  if (byte == 0xE0) least_ = 0xA0;
  if (byte == 0xED) most_ = 0x9F;
  if (byte == 0xF0) least_ = 0x90;
  if (byte == 0xF4) most_ = 0x8F;
  return true;
}

std::string_view to_utf8(std::string_view bytes, Encoding encoding, std::string& buffer) {
  if (encoding == Encoding::utf8 || is_ascii(bytes)) return bytes;
  buffer.clear();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      buffer.push_back(c);
    } else if (byte < 0xA0 && encoding == Encoding::windows1252) {
      append(buffer, windows1252.at(byte - 0x80u));
    } else {
      append(buffer, byte);
    }
  }
  return buffer;
}

}  // namespace jauge::connectors::csv
