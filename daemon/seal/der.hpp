#pragma once
// Small pieces of DER (X.690) for rebuilding a signature in its one form. For this folder's .cpp files only.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace jauge::seal::der {

inline constexpr unsigned char sequence = 0x30;
inline constexpr unsigned char set = 0x31;
inline constexpr unsigned char octets = 0x04;
inline constexpr unsigned char context_0 = 0xa0;
inline constexpr unsigned char context_1 = 0xa1;

inline constexpr std::string_view oid_signed_data{"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 11};
inline constexpr std::string_view version_1{"\x02\x01\x01", 3};

/// Tag, shortest length, content.
inline std::string element(unsigned char tag, std::string_view content) {
  std::string made(1, static_cast<char>(tag));
  if (content.size() < 0x80) {
    made += static_cast<char>(content.size());
  } else {
    std::string length;
    for (auto rest = content.size(); rest != 0; rest >>= 8)
      length.insert(length.begin(), static_cast<char>(rest));
    made += static_cast<char>(0x80 | length.size());
    made += length;
  }
  made += content;
  return made;
}

/// The elements of a SET OF, in DER's order.
inline std::string sorted(std::vector<std::string> elements) {
  std::sort(elements.begin(), elements.end());
  std::string joined;
  for (const auto& one : elements) joined += one;
  return joined;
}

inline std::string joined(std::initializer_list<std::string_view> parts) {
  std::string whole;
  for (const auto part : parts) whole += part;
  return whole;
}

}  // namespace jauge::seal::der
