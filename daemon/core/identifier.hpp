#pragma once
// The identifiers of rows in the one form that keys are made of (indicators §3), and the numbers beside them.
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "core/finess.hpp"
#include "core/refusal.hpp"
#include "core/row.hpp"

namespace jauge::core {

/// Longest identifier, in bytes.
inline constexpr std::size_t identifier_limit = 200;

/// Where an identifier is written when it differs from the driver's text.
using IdentifierBuffer = std::array<char, identifier_limit>;

/// An identifier in its one form: integers and exact decimals in plain decimal without trailing zeros, UUIDs
/// in lower case, text without the ASCII spaces at its ends. Views the cell's text or `buffer`.
tl::expected<std::string_view, Refusal> normalised(const Cell& id, IdentifierBuffer& buffer);

/// Of a FINESS column: nine characters, or a number of eight digits, which gets its leading zero back.
struct ReadFiness {
  Finess finess;
  bool corrected = false;
};
std::optional<ReadFiness> read_finess(const Cell& cell);

/// A whole number that is not negative.
std::optional<std::int64_t> read_count(const Cell& cell);

/// A number with decimals, times 1,000,000 and cut there; held within ±2^62.
std::optional<std::int64_t> read_millionths(std::string_view decimal);

bool valid_utf8(std::string_view text);

}  // namespace jauge::core
