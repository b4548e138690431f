#pragma once
// Why a row is refused (indicators §1): the codes of schema/report/codes.toml.
#include <array>
#include <cstdint>
#include <string_view>

namespace jauge::core {

enum class Refusal : std::uint8_t {
  finess,        // malformed: no establishment can be named
  empty_key,     // no identifier
  long_key,      // over 200 bytes
  control_byte,  // NUL or another control byte in the identifier
  encoding,      // not UTF-8, or not of a type that names anything
  no_time,
  unreadable_time,
  infinite_time,
  before_2000,
  before_1900,
  ends_before_it_begins,
  unreadable_number,
};

inline constexpr std::array<std::string_view, 12> refusal_codes = {
    "finess-malforme",   "cle-vide",       "cle-trop-longue",   "caracteres-interdits",
    "encodage-invalide", "instant-absent", "instant-illisible", "instant-infini",
    "avant-2000",        "avant-1900",     "fin-avant-debut",   "nombre-illisible"};

constexpr std::string_view code(Refusal refusal) {
  return refusal_codes[static_cast<std::size_t>(refusal)];
}

}  // namespace jauge::core
