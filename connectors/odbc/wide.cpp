#include "connectors/odbc/wide.hpp"

#include <cstdint>

namespace jauge::connectors::odbc {
namespace {

/// The character at `at`, which is moved behind it.
char32_t next_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t offset) -> unsigned {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0u;
  };
  const unsigned first = byte(0);
  std::size_t size = 1;
  char32_t point = first;
  if (first >= 0xC2 && first < 0xE0) {
    size = 2;
    point = first & 0x1F;
  } else if (first >= 0xE0 && first < 0xF0) {
    size = 3;
    point = first & 0x0F;
  } else if (first >= 0xF0 && first < 0xF5) {
    size = 4;
    point = first & 0x07;
  } else if (first >= 0x80) {
    point = 0xFFFD;
  }
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      ++at;
      return 0xFFFD;
    }
    point = (point << 6) | (byte(i) & 0x3F);
  }
  at += size;
  return point;
}

void append_point(char32_t point, std::string& text) {
  const auto tail = [&](int shift) { text.push_back(static_cast<char>(0x80 | ((point >> shift) & 0x3F))); };
  if (point < 0x80) {
    text.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    text.push_back(static_cast<char>(0xC0 | (point >> 6)));
    tail(0);
  } else if (point < 0x10000) {
    text.push_back(static_cast<char>(0xE0 | (point >> 12)));
    tail(6);
    tail(0);
  } else {
    text.push_back(static_cast<char>(0xF0 | (point >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

std::vector<SQLWCHAR> to_wide(std::string_view text) {
  std::vector<SQLWCHAR> wide;
  wide.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_point(text, at);
    if (point >= 0x10000) {
      wide.push_back(static_cast<SQLWCHAR>(0xD800 + ((point - 0x10000) >> 10)));
      wide.push_back(static_cast<SQLWCHAR>(0xDC00 + ((point - 0x10000) & 0x3FF)));
    } else {
      wide.push_back(static_cast<SQLWCHAR>(point));
    }
  }
  wide.push_back(0);
  return wide;
}

void append_utf8(const SQLWCHAR* wide, std::size_t length, std::string& text) {
  for (std::size_t i = 0; i < length; ++i) {
    char32_t point = wide[i];
    const bool high = point >= 0xD800 && point < 0xDC00;
    if (high && i + 1 < length && wide[i + 1] >= 0xDC00 && wide[i + 1] < 0xE000) {
      point = 0x10000 + ((point - 0xD800) << 10) + (wide[++i] - 0xDC00u);
    }
    append_point(point, text);
  }
}

}  // namespace jauge::connectors::odbc
