#pragma once
// Identifiers of the health administration: FINESS numbers and regions.
#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace jauge::core {

/// A FINESS number (établissement or entité juridique): nine characters [0-9A-Z], always text.
class Finess {
 public:
  constexpr Finess() = default;
  /// Nothing on any other text: it is neither trimmed nor case-folded (indicators §11).
  static std::optional<Finess> parse(std::string_view text);

  std::string_view text() const { return {characters_.data(), characters_.size()}; }
  /// The Luhn check digit holds. Only to warn: a published example fails it. True where there are letters.
  bool luhn_holds() const;
  auto operator<=>(const Finess&) const = default;

 private:
  std::array<char, 9> characters_{};
};

/// The INSEE code of a region that has an ARS: 01 02 03 04 06 11 … 975.
class RegionCode {
 public:
  RegionCode() = default;
  /// 05 (La Réunion in the ANS register) is read as 04. Nothing on an unknown code.
  static std::optional<RegionCode> parse(std::string_view text);

  const std::string& text() const { return code_; }
  /// IANA name of the region's time zone (indicators §1).
  std::string_view zone_name() const;
  /// "Grand Est".
  std::string_view name() const;
  auto operator<=>(const RegionCode&) const = default;

 private:
  std::string code_;
};

}  // namespace jauge::core
