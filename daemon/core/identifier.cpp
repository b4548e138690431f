#include "core/identifier.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace jauge::core {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// True when every byte is printable ASCII: the common case, eight bytes at a time.
bool plain_ascii(std::string_view text) {
  constexpr std::uint64_t high = 0x8080808080808080u;
  constexpr std::uint64_t ones = 0x0101010101010101u;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    const std::uint64_t below_space = (word - ones * 0x20) & ~word;
    const std::uint64_t delete_byte = ((word ^ (ones * 0x7F)) - ones) & ~(word ^ (ones * 0x7F));
    if (((word | below_space | delete_byte) & high) != 0) return false;
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                     [](char c) { return c >= 0x20 && c < 0x7F; });
}

tl::expected<std::string_view, Refusal> text_identifier(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return tl::unexpected(Refusal::empty_key);
  if (text.size() > identifier_limit) return tl::unexpected(Refusal::long_key);
  if (plain_ascii(text)) return text;
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::ranges::any_of(text, control)) return tl::unexpected(Refusal::control_byte);
  if (!valid_utf8(text)) return tl::unexpected(Refusal::encoding);
  return text;
}

/// A decimal as its driver wrote it: sign, digits, and by how many places the point stands from their end.
struct Decimal {
  bool negative = false;
  std::string_view whole;     // digits before the point
  std::string_view fraction;  // digits after it
  int exponent = 0;
};

std::optional<Decimal> parse_decimal(std::string_view text) {
  Decimal decimal;
  text = trimmed(text);
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    decimal.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const auto digits = [&text]() {
    const auto end = std::ranges::find_if_not(text, is_digit);
    const auto found = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(found.size());
    return found;
  };
  decimal.whole = digits();
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    decimal.fraction = digits();
  }
  if (decimal.whole.empty() && decimal.fraction.empty()) return std::nullopt;
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), decimal.exponent);
    if (error != std::errc() || decimal.exponent > 1000 || decimal.exponent < -1000) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  if (!text.empty()) return std::nullopt;
  return decimal;
}

tl::expected<std::string_view, Refusal> decimal_identifier(std::string_view text, IdentifierBuffer& buffer) {
  const auto decimal = parse_decimal(text);
  if (!decimal) return tl::unexpected(trimmed(text).empty() ? Refusal::empty_key : Refusal::encoding);
  const int whole = static_cast<int>(decimal->whole.size());
  const int written = whole + static_cast<int>(decimal->fraction.size());
  // The digit of weight 10^power.
  const auto digit = [&](int power) {
    const int position = whole - 1 + decimal->exponent - power;
    if (position < 0 || position >= written) return '0';
    return position < whole ? decimal->whole[static_cast<std::size_t>(position)]
                            : decimal->fraction[static_cast<std::size_t>(position - whole)];
  };
  int highest = std::max(whole - 1 + decimal->exponent, 0);
  int lowest = std::min(whole - written + decimal->exponent, 0);
  while (highest > 0 && digit(highest) == '0') --highest;
  while (lowest < 0 && digit(lowest) == '0') ++lowest;
  const bool zero = highest == 0 && lowest == 0 && digit(0) == '0';
  const bool minus = decimal->negative && !zero;
  const int size = highest - lowest + 1 + (lowest < 0 ? 1 : 0) + (minus ? 1 : 0);
  if (size > static_cast<int>(buffer.size())) return tl::unexpected(Refusal::long_key);
  char* out = buffer.data();
  if (minus) *out++ = '-';
  for (int power = highest; power >= lowest; --power) {
    if (power == -1) *out++ = '.';
    *out++ = digit(power);
  }
  return std::string_view(buffer.data(), static_cast<std::size_t>(size));
}

std::string_view integer_text(std::int64_t number, IdentifierBuffer& buffer) {
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data())};
}

}  // namespace

tl::expected<std::string_view, Refusal> normalised(const Cell& id, IdentifierBuffer& buffer) {
  switch (id.type) {
    case Cell::Type::null:
      return tl::unexpected(Refusal::empty_key);
    case Cell::Type::text:
      return text_identifier(id.text);
    case Cell::Type::integer:
      return integer_text(id.number, buffer);
    case Cell::Type::decimal:
      return decimal_identifier(id.text, buffer);
    case Cell::Type::uuid: {
      const auto text = text_identifier(id.text);
      if (!text) return text;
      std::ranges::transform(*text, buffer.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
      return std::string_view(buffer.data(), text->size());
    }
    case Cell::Type::date:
    case Cell::Type::local_time:
    case Cell::Type::instant:
    case Cell::Type::infinity:
    case Cell::Type::unreadable:
      break;
  }
  return tl::unexpected(Refusal::encoding);
}

std::optional<ReadFiness> read_finess(const Cell& cell) {
  std::string_view text = cell.text;
  IdentifierBuffer buffer;
  if (cell.type == Cell::Type::integer || cell.type == Cell::Type::decimal) {
    const auto number = normalised(cell, buffer);
    if (!number) return std::nullopt;
    text = *number;
  } else if (cell.type != Cell::Type::text) {
    return std::nullopt;
  }
  if (text.size() == 8 && std::ranges::all_of(text, is_digit)) {
    std::array<char, 9> whole{'0'};
    std::ranges::copy(text, whole.begin() + 1);
    return ReadFiness{*Finess::parse({whole.data(), whole.size()}), true};
  }
  const auto finess = Finess::parse(text);
  if (!finess) return std::nullopt;
  return ReadFiness{*finess, false};
}

std::optional<std::int64_t> read_count(const Cell& cell) {
  std::string_view text;
  IdentifierBuffer buffer;
  if (cell.type == Cell::Type::integer || cell.type == Cell::Type::decimal) {
    const auto number = normalised(cell, buffer);
    if (!number) return std::nullopt;
    text = *number;
  } else if (cell.type == Cell::Type::text) {
    text = trimmed(cell.text);
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || number < 0)
    return std::nullopt;
  return number;
}

std::optional<std::int64_t> read_millionths(std::string_view text) {
  const auto decimal = parse_decimal(text);
  if (!decimal || decimal->exponent != 0) return std::nullopt;
  constexpr std::int64_t limit = std::int64_t{1} << 62;
  std::int64_t value = 0;
  const auto add = [&value](char digit) {
    value = value > (limit - 9) / 10 ? limit : value * 10 + (digit - '0');
  };
  std::ranges::for_each(decimal->whole, add);
  for (std::size_t i = 0; i < 6; ++i) add(i < decimal->fraction.size() ? decimal->fraction[i] : '0');
  return decimal->negative ? -value : value;
}

bool valid_utf8(std::string_view text) {
  // RFC 3629: no overlong form, no surrogate, nothing past U+10FFFF.
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t offset) {
      return i + offset < text.size() ? static_cast<unsigned char>(text[i + offset]) : 0u;
    };
    const auto continues = [&](std::size_t offset) { return (byte(offset) & 0xC0u) == 0x80u; };
    const unsigned lead = byte(0);
    std::size_t length = 1;
    if (lead >= 0x80) {
      if (lead < 0xC2 || lead > 0xF4) return false;
      length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
      for (std::size_t offset = 1; offset < length; ++offset) {
        if (!continues(offset)) return false;
      }
      if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) >= 0xA0)) return false;
      if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) >= 0x90)) return false;
    }
    i += length;
  }
  return true;
}

}  // namespace jauge::core
