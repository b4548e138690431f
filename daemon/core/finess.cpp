#include "core/finess.hpp"

#include <algorithm>

namespace jauge::core {

namespace {

struct Region {
  std::string_view code;
  std::string_view name;
  std::string_view zone;
};

constexpr std::string_view mainland = "Europe/Paris";

// INSEE codes of the regions that have an ARS (indicators §1, §9).
constexpr Region regions_table[] = {
    {"01", "Guadeloupe", "America/Guadeloupe"},
    {"02", "Martinique", "America/Martinique"},
    {"03", "Guyane", "America/Cayenne"},
    {"04", "La Réunion", "Indian/Reunion"},
    {"06", "Mayotte", "Indian/Mayotte"},
    {"11", "Île-de-France", mainland},
    {"24", "Centre-Val de Loire", mainland},
    {"27", "Bourgogne-Franche-Comté", mainland},
    {"28", "Normandie", mainland},
    {"32", "Hauts-de-France", mainland},
    {"44", "Grand Est", mainland},
    {"52", "Pays de la Loire", mainland},
    {"53", "Bretagne", mainland},
    {"75", "Nouvelle-Aquitaine", mainland},
    {"76", "Occitanie", mainland},
    {"84", "Auvergne-Rhône-Alpes", mainland},
    {"93", "Provence-Alpes-Côte d'Azur", mainland},
    {"94", "Corse", mainland},
    {"975", "Saint-Pierre-et-Miquelon", "America/Miquelon"},
};

const Region* find_region(std::string_view code) {
  const auto* found = std::ranges::find(regions_table, code, &Region::code);
  return found == std::ranges::end(regions_table) ? nullptr : found;
}

}  // namespace

std::optional<Finess> Finess::parse(std::string_view text) {
  Finess finess;
  if (text.size() != finess.characters_.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) return std::nullopt;
    finess.characters_[i] = c;
  }
  return finess;
}

bool Finess::luhn_holds() const {
  int sum = 0;
  bool doubled = false;
  for (auto c = characters_.rbegin(); c != characters_.rend(); ++c, doubled = !doubled) {
    if (*c < '0' || *c > '9') return true;
    const int digit = (*c - '0') * (doubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

std::optional<RegionCode> RegionCode::parse(std::string_view text) {
  const Region* region = find_region(text == "05" ? "04" : text);
  if (!region) return std::nullopt;
  RegionCode code;
  code.code_ = region->code;
  return code;
}

std::string_view RegionCode::zone_name() const {
  const Region* region = find_region(code_);
  return region ? region->zone : mainland;
}

std::string_view RegionCode::name() const {
  const Region* region = find_region(code_);
  return region ? region->name : std::string_view();
}

}  // namespace jauge::core
